import {
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  ModifyDBInstanceCommand,
  RebootDBInstanceCommand,
  type CreateDBInstanceCommandInput,
  type DBInstance,
  type ModifyDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import { base, cloud, present } from '../ec2/cloud.ts';

export { present, refusal } from '../ec2/cloud.ts';

export const minute = 60_000;
export const id = 'database-1';

/** The base's database in a lab whose time the test drives. */
export async function scene() {
  const lab = await cloud({ manual: true });
  const found = await base(lab.ec2);
  const database = async (name = id): Promise<DBInstance> =>
    present((await lab.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }))).DBInstances?.[0]);
  const messages = async (name = id) => {
    const { Events = [] } = await lab.rds.send(new DescribeEventsCommand({ SourceType: 'db-instance', SourceIdentifier: name, Duration: 1440 }));
    return Events.map((event) => event.Message);
  };
  const modify = (more: Partial<ModifyDBInstanceCommandInput>) =>
    lab.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ApplyImmediately: true, ...more }));
  const reboot = (ForceFailover: boolean) => lab.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: id, ForceFailover }));
  const makeMultiAz = async () => {
    await modify({ MultiAZ: true });
    await lab.advance(15 * minute);
  };
  const create = async (more: Partial<CreateDBInstanceCommandInput> = {}): Promise<DBInstance> => {
    const asked = {
      DBInstanceIdentifier: 'blog',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'mysql',
      AllocatedStorage: 20,
      MasterUsername: 'wordpress',
      MasterUserPassword: 'correct-horse',
      DBName: 'wordpress',
      DBSubnetGroupName: 'wordpress-db',
      VpcSecurityGroupIds: [found.group('db-sg')],
      ...more,
    };
    return present((await lab.rds.send(new CreateDBInstanceCommand(asked))).DBInstance);
  };
  const subnetGroup = (DBSubnetGroupName: string, names: string[]) =>
    lab.rds.send(new CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription: 'made by a test', SubnetIds: names.map(found.subnet) }));
  return { lab, ...found, database, messages, modify, reboot, makeMultiAz, create, subnetGroup };
}
