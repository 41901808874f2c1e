import { request } from 'node:http';
import { DescribeImagesCommand, DescribeInstancesCommand, DescribeSecurityGroupsCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import type { Place } from './program.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

export interface Cloud {
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly rds: RDSClient;
}

/** The real SDK's clients, pointed at a lab (at one learner's account in it) by nothing but what `lab env` prints. */
export async function cloudOf(place: Place, learner?: string): Promise<Cloud> {
  const { stdout } = await place.run(['lab', 'env', ...(learner === undefined ? [] : ['--learner', learner])]);
  const env = Object.fromEntries([...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name, value]));
  const config = {
    endpoint: env['AWS_ENDPOINT_URL'] ?? '',
    region: env['AWS_REGION'] ?? '',
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' },
  };
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config), rds: new RDSClient(config) };
}

/** What is there, by name, so that two clouds can be compared and doubles are seen. */
export async function inventory({ ec2, elb, rds }: Cloud) {
  const [instances, images, snapshots, groups, balancers, targets, databases, databaseSnapshots] = await Promise.all([
    ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }] })),
    ec2.send(new DescribeImagesCommand({ Owners: ['self'] })),
    ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    elb.send(new DescribeLoadBalancersCommand({})),
    elb.send(new DescribeTargetGroupsCommand({})),
    rds.send(new DescribeDBInstancesCommand({})),
    rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' })),
  ]);
  const servers = (instances.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
  return {
    servers: servers.map(({ Tags, State }) => `${Tags?.find(({ Key }) => Key === 'Name')?.Value} ${State?.Name}`).toSorted(),
    images: (images.Images ?? []).map(({ Name }) => Name),
    snapshots: snapshots.Snapshots?.length ?? 0,
    groups: (groups.SecurityGroups ?? []).map(({ GroupName }) => GroupName).toSorted(),
    balancers: (balancers.LoadBalancers ?? []).map(({ LoadBalancerName }) => LoadBalancerName),
    targets: (targets.TargetGroups ?? []).map(({ TargetGroupName }) => TargetGroupName),
    databases: (databases.DBInstances ?? []).map(({ DBInstanceIdentifier, MultiAZ }) => `${DBInstanceIdentifier} ${MultiAZ ? 'Multi-AZ' : 'single'}`),
    databaseSnapshots: databaseSnapshots.DBSnapshots?.length ?? 0,
  };
}

/** A tag's value on the server of this name. */
export async function addressOfServer({ ec2 }: Cloud, name: string): Promise<string> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }));
  const tags = Reservations.flatMap(({ Instances = [] }) => Instances).find(({ State }) => State?.Name === 'running')?.Tags;
  return tags?.find(({ Key }) => Key === 'redundant-blog:lab:80')?.Value ?? '';
}

export async function addressOfBalancer({ elb }: Cloud): Promise<string> {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  return LoadBalancers[0]?.DNSName ?? '';
}

export type Page = { readonly status: number; readonly servedBy: string | undefined; readonly body: string } | { readonly refused: string };

/** One GET as a browser does it; `*.localhost` is this machine, whatever its resolver says. */
export function get(address: string, path = '/'): Promise<Page> {
  const url = new URL(path, `http://${address}`);
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port: url.port, path: url.pathname + url.search, headers: { host: url.host }, agent: false }, (response) => {
      let body = '';
      const served = response.headers['x-served-by'];
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, servedBy: Array.isArray(served) ? served[0] : served, body }));
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve({ refused: error.code ?? error.message }));
    asked.end();
  });
}
