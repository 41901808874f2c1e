import type { Instance } from '@aws-sdk/client-ec2';
import { rulesFromTags } from '../aws/closed-rules.ts';
import { findBalancer } from '../aws/find/balancers.ts';
import { pickKeys, picksOf } from '../aws/find/picks.ts';
import { isOurs, ours } from '../aws/find/seeker.ts';
import { serverName } from '../aws/find/servers.ts';
import type { BlogShape, DatabaseShape } from '../aws/find/shape.ts';
import { tagValue } from '../aws/ownership.ts';
import type { Journal } from '../journal.ts';
import type { Looker, Scene } from './scene.ts';

/** The step that moves the site's address leaves the old one here. */
const movedKey = 'redundant-blog:siteurl-before';

/**
 * The blog as this run found it, put together from what it left in tags: the first server and its open web rules, the old address, and
 * that the standby came with us. The journal knows in which zone the database was then; without it that zone stays empty.
 */
export async function shapeBefore(
  looker: Looker,
  { servers, database, shape }: Scene,
  journal: Pick<Journal, 'output' | 'course'>,
): Promise<BlogShape | undefined> {
  const server1 = servers.find((server) => isOurs(server.Tags, looker.run, 'preflight') && picksOf(server) !== undefined);
  if (server1 === undefined) return undefined;
  const tags = ours(await findBalancer(looker))?.tags;
  const address = tagValue(tags, movedKey) ?? shape?.address;
  const name = picksOf(server1)?.database.identifier;
  return {
    region: looker.run.region,
    ...(address === undefined ? {} : { address }),
    servers: [serverBefore(server1)],
    ...(name === undefined ? {} : { database: databaseBefore(looker, name, database, zoneBefore(journal)) }),
  };
}

const serverBefore = (server: Instance) => ({
  name: serverName(server) ?? server.InstanceId ?? '',
  id: server.InstanceId ?? '',
  zone: server.Placement?.AvailabilityZone ?? '',
  state: 'running',
  open: (rulesFromTags(server.Tags, pickKeys.webRules) ?? []).length > 0,
});

function databaseBefore(looker: Looker, name: string, database: Scene['database'], zone: string): DatabaseShape {
  const standbyIsOurs = database === undefined || database.MultiAZ !== true || isOurs(database.TagList, looker.run, 'multi-az');
  if (standbyIsOurs) return { name, state: 'available', zone, multiAz: false };
  const { SecondaryAvailabilityZone: standbyZone } = database;
  return { name, state: 'available', zone: database.AvailabilityZone ?? '', multiAz: true, ...(standbyZone === undefined ? {} : { standbyZone }) };
}

/** The zone that it had when it got its standby, if this run watched that happen. */
function zoneBefore(journal: Pick<Journal, 'output' | 'course'>): string {
  const output = journal.course('multi-az')?.began === undefined ? undefined : journal.output('multi-az');
  const known = typeof output === 'object' && output !== null && 'primaryZone' in output ? output.primaryZone : undefined;
  return typeof known === 'string' ? known : '';
}
