import type { Lab } from '../../src/lab/server.ts';
import type { Effect } from '../../src/lab/effects.ts';
import type { Kind, Tables } from '../../src/lab/world.ts';
import { get } from '../support/cloud.ts';

type Tag = { readonly Key?: string | undefined; readonly Value?: string | undefined };
type Projections = { readonly [K in Kind]?: (row: Tables[K]) => unknown };

const nameIn = (tags: readonly Tag[] | undefined) => tags?.find(({ Key }) => Key === 'Name')?.Value;
const tagsOf = (tags: readonly Tag[] | undefined) =>
  (tags ?? [])
    .filter(({ Key }) => !Key?.startsWith('redundant-blog:lab:'))
    .map(({ Key = '', Value = '' }) => `${Key}=${/redundant-blog:(drill|siteurl|home)/.test(Key) ? '…' : Value}`)
    .toSorted();

/** What of each record must be as it is after an undisturbed run; times and figures measured are not among it. */
const projections: Projections = {
  instance: (row) => ({
    state: row.State?.Name,
    type: row.InstanceType,
    image: row.ImageId,
    subnet: row.SubnetId,
    groups: row.SecurityGroups?.map(({ GroupId }) => GroupId).toSorted(),
    key: row.KeyName,
    tokens: row.MetadataOptions?.HttpTokens,
    tags: tagsOf(row.Tags),
  }),
  image: (row) => ({ name: row.Name, state: row.State, source: row.SourceInstanceId, tags: tagsOf(row.Tags) }),
  snapshot: (row) => ({ state: row.State, tags: tagsOf(row.Tags) }),
  volume: (row) => ({ state: row.State, size: row.Size, tags: tagsOf(row.Tags) }),
  securityGroup: (row) => ({ name: row.GroupName, tags: tagsOf(row.Tags) }),
  securityGroupRule: (row) => ({
    group: row.GroupId,
    egress: row.IsEgress,
    ports: `${row.IpProtocol} ${row.FromPort}-${row.ToPort}`,
    source: row.CidrIpv4 ?? row.CidrIpv6 ?? row.ReferencedGroupInfo?.GroupId ?? row.PrefixListId,
    described: row.Description,
    tags: tagsOf(row.Tags),
  }),
  targetGroup: (row) => ({
    name: row.TargetGroupName,
    check: [row.HealthCheckPath, row.HealthCheckIntervalSeconds, row.HealthyThresholdCount, row.UnhealthyThresholdCount],
    targets: row.targets.map(({ Id, Port }) => `${Id}:${Port}`).toSorted(),
    tags: tagsOf(row.tags),
  }),
  loadBalancer: (row) => ({
    name: row.LoadBalancerName,
    state: row.State?.Code,
    subnets: row.AvailabilityZones?.map(({ SubnetId }) => SubnetId).toSorted(),
    groups: row.SecurityGroups,
    tags: tagsOf(row.tags),
  }),
  listener: (row) => ({ port: row.Port, to: row.DefaultActions?.map(({ Type, TargetGroupArn }) => `${Type} ${TargetGroupArn}`), tags: tagsOf(row.tags) }),
  dbInstance: (row) => ({
    name: row.DBInstanceIdentifier,
    state: row.DBInstanceStatus,
    multiAz: row.MultiAZ,
    zones: [row.AvailabilityZone, row.SecondaryAvailabilityZone],
    pending: row.PendingModifiedValues,
    tags: tagsOf(row.TagList),
  }),
  dbSnapshot: (row) => ({ name: row.DBSnapshotIdentifier, state: row.Status, tags: tagsOf(row.TagList) }),
};

const kinds = Object.keys(projections) as Kind[];

/** How a lab stands, ids and times aside: equal text means that the same things are there. */
export async function canonical(lab: Lab): Promise<string> {
  await lab.settled();
  const labels = labelsIn(lab);
  const rows = kinds.flatMap((kind) => rowsOf(lab, kind).map((row) => `${kind} ${JSON.stringify(row)}`));
  return [...rows, ...(await fromOutside(lab))]
    .map((line) => relabelled(line, labels))
    .toSorted()
    .join('\n');
}

function rowsOf<K extends Kind>(lab: Lab, kind: K): unknown[] {
  const project = projections[kind] as ((row: Tables[K]) => unknown) | undefined;
  const there = lab.home
    .table(kind)
    .all()
    .filter((row) => !isGone(row));
  return project === undefined ? [] : there.map(project);
}

const isGone = (row: object) =>
  ('State' in row &&
    typeof row.State === 'object' &&
    row.State !== null &&
    'Name' in row.State &&
    ['terminated', 'shutting-down'].includes(String(row.State.Name))) ||
  ('State' in row && row.State === 'deregistered');

function labelsIn({ home }: Lab): readonly (readonly [string, string])[] {
  const instances = home
    .table('instance')
    .all()
    .map((row) => [row.id, `instance:${nameIn(row.Tags)}`] as const);
  const images = home
    .table('image')
    .all()
    .map((row) => [row.id, `image:${row.Name}`] as const);
  const groups = home
    .table('securityGroup')
    .all()
    .map((row) => [row.id, `group:${row.GroupName}`] as const);
  const targets = home
    .table('targetGroup')
    .all()
    .map((row) => [row.id, `targets:${row.TargetGroupName}`] as const);
  const balancers = home
    .table('loadBalancer')
    .all()
    .map((row) => [row.id, `balancer:${row.LoadBalancerName}`] as const);
  const addresses = home
    .table('loadBalancer')
    .all()
    .map((row) => [(row.DNSName ?? '').toLowerCase(), 'BALANCER'] as const);
  const run = home
    .table('instance')
    .all()
    .flatMap((row) => row.Tags ?? [])
    .find(({ Key }) => Key === 'redundant-blog:run')?.Value;
  return [...instances, ...images, ...groups, ...targets, ...balancers, ...addresses, ...(run === undefined ? [] : [[run, 'RUN'] as const])];
}

function relabelled(line: string, labels: readonly (readonly [string, string])[]): string {
  const named = labels.reduce((text, [id, label]) => (id === '' ? text : text.replaceAll(id, label)), line);
  return named.replaceAll(/127\.0\.0\.1:\d+/g, 'HERE').replaceAll(/rb-database-1-final-[0-9a-f]{8}/g, 'rb-database-1-final-RUN');
}

/** Who answers where, and which address WordPress tells. */
async function fromOutside({ home }: Lab): Promise<string[]> {
  const servers = home
    .table('instance')
    .all()
    .filter(({ State }) => State?.Name === 'running');
  const direct = servers.map(
    async ({ Tags }) => `direct ${nameIn(Tags)}: ${await answerOf(Tags?.find(({ Key }) => Key === 'redundant-blog:lab:80')?.Value ?? '', '/')}`,
  );
  const [balancer] = home.table('loadBalancer').all();
  const through = balancer?.DNSName === undefined ? [] : [await rounds(balancer.DNSName), `wp-json: ${await addressToldBy(balancer.DNSName)}`];
  return [...(await Promise.all(direct)), ...through];
}

async function answerOf(address: string, path: string): Promise<string> {
  const page = await get(address, path);
  return 'refused' in page ? page.refused : `${page.status} ${page.servedBy ?? ''}`;
}

async function rounds(address: string): Promise<string> {
  const met = new Set<string>();
  for (let count = 0; count < 4; count += 1) met.add(await answerOf(address, '/'));
  return `through: ${[...met].toSorted().join(', ')}`;
}

async function addressToldBy(address: string): Promise<string> {
  const page = await get(address, '/wp-json/');
  if ('refused' in page) return page.refused;
  return /"home":"([^"]*)"/.exec(page.body)?.[1]?.replaceAll('\\', '') ?? String(page.status);
}

const counted = ['instance', 'image', 'snapshot', 'securityGroup', 'securityGroupRule', 'targetGroup', 'loadBalancer', 'listener', 'dbInstance', 'dbSnapshot'];

/** What was ever done, in numbers: one line for each kind of thing made or removed, and for the calls that must be sent once. */
export function tally(effects: readonly Effect[]): string {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { operation, ended, made, removed } of effects) {
    for (const [how, rows] of [
      ['made', made],
      ['removed', removed],
    ] as const)
      for (const row of rows) if (counted.includes(row.split('/')[0] ?? '')) count(`${how} ${row.split('/')[0]}`);
    if (ended === 'ok' && ['rds:RebootDBInstance', 'rds:DeleteDBInstance', 'ec2:CreateImage'].includes(operation)) count(operation);
  }
  return [...counts]
    .map(([name, number]) => `${name}: ${number}`)
    .toSorted()
    .join('\n');
}
