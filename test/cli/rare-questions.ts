import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AssociateRouteTableCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  DescribeRouteTablesCommand,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import type { Lab } from '../../src/lab/server.ts';
import { en } from '../../src/ui/language/en.ts';
import type { Keys } from '../support/asking.ts';
import { clientsOf, diskOf, onServer1, rowsOf, serverOf } from '../support/by-hand.ts';
import { testKey } from '../support/keys.ts';
import { plantOldRows } from '../support/old-rows.ts';
import { connectSql } from '../support/sql.ts';

/** A question that an ordinary walk does not meet, and what makes the program ask it. */
export interface Rare {
  readonly name: string;
  readonly words: readonly string[];
  /** The end of this segment is where it is made; left out: the base. */
  readonly from?: string;
  readonly make: (lab: Lab, home: string) => Promise<void> | void;
  /** What it must ask, in its words. */
  readonly asks: readonly string[];
  readonly keys?: Keys;
  readonly ids?: RegExp;
}

const down = '\u001b[B';
const enter = '\r';
const yes = `y${enter}`;
const passphrase = 'open';
const { preflight } = en.steps;

const setup = (until: string, ...flags: readonly string[]) => ['setup', '--until', until, ...flags];
/** Where a report would go, in the lab's folder so that each try finds it as it was. */
const reportIn = (home: string) => join(home, 'lab', 'notes.html');

/** In the order of the journey, as far as they begin in it. */
export const rareQuestions = (home: string): readonly Rare[] => [
  {
    name: 'several servers, subnets and firewalls',
    words: setup('preflight'),
    make: severalOfEach,
    asks: [preflight.questions.server, preflight.questions.subnet, preflight.questions.webGroup],
  },
  { name: 'something worth a thought', words: setup('preflight'), make: withoutBackups, asks: [en.doctor.goOn(1)] },
  {
    name: 'several runs, and a server that belongs to one of them',
    words: setup('preflight'),
    make: belongingToTwoRuns,
    asks: [en.runner.whichRun, 'Take it over for this one?'],
    keys: [
      [/Whichone\?|どれを続けますか/, down + down + enter],
      [/Takeitover|引き継ぎますか/, yes],
    ],
  },
  {
    name: 'a server that nobody vouches for',
    words: setup('preflight'),
    make: withoutConsole,
    asks: ['Is that right?'],
    keys: [[/Isthatright|正しいですか/, yes]],
  },
  { name: 'a locked key', words: setup('preflight'), make: lockedKey, asks: ['passphrase'], keys: [[/passphrase|パスフレーズ/, passphrase + enter]] },
  {
    name: 'a file that is no report of ours',
    words: ['report', '--out', reportIn(home)],
    from: 'preflight',
    make: () => writeFileSync(reportIn(home), 'my own notes'),
    asks: ['Replace it?'],
    keys: [[/Replaceit|置き換えますか/, yes]],
  },
  {
    name: 'something else of the same name',
    words: setup('target-group'),
    from: 'balancer-firewall',
    make: (lab) => targetGroup(lab, 8080),
    asks: [en.runner.foreignChoose],
    keys: [[/becalled\?|名前は何に/, `another-name${enter}`]],
  },
  {
    name: 'what was made by hand',
    words: setup('target-group'),
    from: 'balancer-firewall',
    make: (lab) => targetGroup(lab, 80),
    asks: [en.runner.foreignChoose],
  },
  {
    name: 'rows with the old address',
    words: setup('site-address'),
    from: 'load-balancer',
    make: oldRows,
    asks: ['Give the new address to'],
    keys: [[/Givethenewaddress|新しいアドレスに書き換えますか/, yes]],
  },
  {
    name: 'changes that wait for the database',
    words: setup('multi-az'),
    from: 'drill-web',
    make: pendingClass,
    asks: ['DBInstanceClass'],
    keys: [[/DBInstanceClass/, yes]],
  },
];

/** The blog's server is not called what the tutorial calls it, nor is its second subnet, and there are others like them. */
async function severalOfEach(lab: Lab): Promise<void> {
  const { ec2 } = clientsOf(lab);
  const server = rowsOf(lab, 'instance')[0];
  const second = rowsOf(lab, 'subnet').find((subnet) => JSON.stringify(subnet.Tags).includes('public-subnet-2'));
  const [ids, VpcId, Name] = [[server?.id ?? '', second?.id ?? ''], second?.VpcId, (Value: string) => [{ Key: 'Name', Value }]];
  await ec2.send(new CreateTagsCommand({ Resources: ids, Tags: Name('mine') }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.200.0/24', AvailabilityZone: second?.AvailabilityZone }));
  const Filters = [{ Name: 'association.subnet-id', Values: [second?.id ?? ''] }];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: RouteTables[0]?.RouteTableId, SubnetId: Subnet?.SubnetId }));
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web-too', Description: 'one more', VpcId }));
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const Groups = [...(server?.SecurityGroups ?? []).flatMap((group) => group.GroupId ?? []), GroupId];
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: server?.id, Groups }));
  await ec2.send(new RunInstancesCommand({ ImageId: server?.ImageId, InstanceType: 't3.micro', SubnetId: second?.id, MinCount: 1, MaxCount: 1 }));
  await lab.settled();
}

function withoutBackups(lab: Lab): void {
  const databases = lab.home.table('dbInstance');
  for (const { id } of databases.all()) databases.edit(id, (row) => void (row.BackupRetentionPeriod = 0));
}

/** Two people began here, one of them with the first server, and neither journal is on this machine. */
async function belongingToTwoRuns(lab: Lab): Promise<void> {
  const { ec2 } = clientsOf(lab);
  const first = serverOf(lab, 'Web Server1');
  const { ImageId, SubnetId } = rowsOf(lab, 'instance')[0] ?? {};
  const { Instances = [] } = await ec2.send(new RunInstancesCommand({ ImageId, SubnetId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }));
  const belongs = (id: string, Value: string) => ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'redundant-blog:run', Value }] }));
  await belongs(first, 'aaaa1111');
  await belongs(Instances[0]?.InstanceId ?? '', 'bbbb2222');
  await lab.settled();
}

function withoutConsole(lab: Lab): void {
  lab.home.table('instance').edit(serverOf(lab, 'Web Server1'), (row) => void (row.consoleOutput = ''));
}

function lockedKey(lab: Lab, home: string): void {
  const { private: locked, public: open } = testKey(passphrase);
  writeFileSync(lab.connection.keyPath, locked, { mode: 0o600 });
  appendFileSync(join(diskOf(home, lab, 'Web Server1'), 'home/ec2-user/.ssh/authorized_keys'), `${open}\n`);
}

async function targetGroup(lab: Lab, Port: number): Promise<void> {
  const VpcId = rowsOf(lab, 'instance')[0]?.VpcId;
  const HealthCheckPath = '/readme.html';
  await clientsOf(lab).elb.send(new CreateTargetGroupCommand({ Name: 'TG-1', Protocol: 'HTTP', Port, VpcId, HealthCheckPath }));
}

async function oldRows(lab: Lab, home: string): Promise<void> {
  await onServer1(lab, home, async (blog, server) => {
    const { home: address } = await blog.database(server, (database) => database.address());
    const sql = await connectSql(blog, server);
    await plantOldRows(sql, address).finally(() => sql.end());
  });
}

async function pendingClass(lab: Lab): Promise<void> {
  const DBInstanceIdentifier = rowsOf(lab, 'dbInstance')[0]?.id;
  await clientsOf(lab).rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, DBInstanceClass: 'db.t3.small', ApplyImmediately: false }));
  await lab.settled();
}
