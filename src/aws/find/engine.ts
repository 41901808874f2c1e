import { DescribeDBMajorEngineVersionsCommand, type DBInstance } from '@aws-sdk/client-rds';
import type { Seeker } from './seeker.ts';

/**
 * When the standard support of a database's major version ends, as AWS itself says (the dates have moved before); after that
 * extended support is billed by vCPU, and for the standby as well. Undefined when AWS does not know the version.
 */
export async function findSupportEnd({ aws }: Pick<Seeker, 'aws'>, { Engine = '', EngineVersion = '' }: DBInstance): Promise<Date | undefined> {
  const major = EngineVersion.split('.').slice(0, 2).join('.');
  const { DBMajorEngineVersions: found = [] } = await aws.rds.read(new DescribeDBMajorEngineVersionsCommand({ Engine, MajorEngineVersion: major }));
  const standard = found[0]?.SupportedEngineLifecycles?.find(({ LifecycleSupportName: name }) => name === 'open-source-rds-standard-support');
  return standard?.LifecycleSupportEndDate;
}
