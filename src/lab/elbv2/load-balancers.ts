import type {
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  DeleteLoadBalancerInput,
  DeleteLoadBalancerOutput,
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
  SetSecurityGroupsInput,
  SetSecurityGroupsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { elbArn, hex, loadBalancerAt, mustBeArn, notFound } from './arns.ts';
import { balancerDefaults } from './attributes.ts';
import { closeInterfaces, interfaceDescription, openInterfaces, regroupInterfaces } from './interfaces.ts';
import { removeListener } from './listeners.ts';
import { mustBeName } from './names.ts';
import { nextMarker, page } from './pages.ts';
import { mustBeGroups, mustBeSubnets } from './placement.ts';
import { mustBeTags } from './tags.ts';
import { invalid, notServed } from './refusals.ts';

type Balancer = Tables['loadBalancer'];
type Creation = Pick<CreateLoadBalancerInput, 'Name' | 'Subnets' | 'SubnetMappings' | 'SecurityGroups' | 'Scheme' | 'Tags' | 'Type' | 'IpAddressType'>;

/** AWS time from the call to `active` (aws.md section 3), and how long the interfaces outlive the balancer. */
const provisioningMs = 150_000;
const lingeringMs = 180_000;
const mostBalancers = 50;
/** The Route 53 zone of balancers in ap-northeast-1. */
const hostedZone = 'Z14GRHDCWA56QT';

export const loadBalancerOperations: Operations = {
  CreateLoadBalancer: changes<CreateLoadBalancerInput, CreateLoadBalancerOutput>()(
    [
      'Name',
      'Subnets',
      'SubnetMappings.SubnetId',
      'SubnetMappings.AllocationId',
      'SubnetMappings.PrivateIPv4Address',
      'SubnetMappings.IPv6Address',
      'SubnetMappings.SourceNatIpv6Prefix',
      'SecurityGroups',
      'Scheme',
      'Tags.Key',
      'Tags.Value',
      'Type',
      'IpAddressType',
    ],
    (world, input) => ({ LoadBalancers: [create(world, input)] }),
  ),

  DescribeLoadBalancers: reads<DescribeLoadBalancersInput, DescribeLoadBalancersOutput>()(
    ['LoadBalancerArns', 'Names', 'Marker', 'PageSize'],
    (world, input) => {
      const shown = page(world, chosen(world, input), input);
      return { LoadBalancers: [...shown.rows], ...nextMarker(shown) };
    },
  ),

  // A balancer that is gone is no error: DeleteLoadBalancer asks that there be none.
  DeleteLoadBalancer: changes<DeleteLoadBalancerInput, DeleteLoadBalancerOutput>()(['LoadBalancerArn'], (world, { LoadBalancerArn: arn }) => {
    mustBeArn(arn, 'loadbalancer', 'load balancer');
    const balancer = world.table('loadBalancer').get(arn);
    if (balancer !== undefined) remove(world, balancer);
    return {};
  }),

  SetSecurityGroups: changes<SetSecurityGroupsInput, SetSecurityGroupsOutput>()(['LoadBalancerArn', 'SecurityGroups'], (world, input) => {
    const balancer = loadBalancerAt(world, input.LoadBalancerArn);
    if (input.SecurityGroups === undefined || input.SecurityGroups.length === 0) {
      throw invalid('At least one security group must be specified');
    }
    const groups = mustBeGroups(world, input.SecurityGroups, balancer.VpcId);
    world.table('loadBalancer').edit(balancer.id, (row) => {
      row.SecurityGroups = groups;
    });
    regroupInterfaces(world, balancer.id, groups);
    return { SecurityGroupIds: groups, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on' };
  }),
};

export const loadBalancerTransitions: Transitions = {
  'balancer.active': (world, arn) => {
    if (world.table('loadBalancer').get(arn) === undefined) return;
    world.table('loadBalancer').edit(arn, (row) => {
      row.State = { Code: 'active' };
    });
  },
  'balancer.interfaces-gone': (world, description) => closeInterfaces(world, description),
};

function create(world: World, input: Creation): Balancer {
  mustBeName(input.Name, 'load balancer');
  mustBeServable(input);
  const subnets = mustBeSubnets(world, subnetIds(input));
  const groups = mustBeGroups(world, input.SecurityGroups, subnets[0]?.VpcId);
  const tags = mustBeTags(input.Tags);
  const standing = named(world, input.Name);
  if (standing !== undefined) return mustBeSame(standing, subnets, groups);
  if (world.table('loadBalancer').all().length >= mostBalancers) {
    throw new Refusal('TooManyLoadBalancers', `The maximum number of load balancers has been reached`);
  }
  const balancer = newBalancer(world, input.Name, subnets, groups, tags);
  world.table('loadBalancer').put(balancer);
  openInterfaces(world, balancer, subnets);
  world.later(provisioningMs, 'balancer.active', balancer.id);
  return balancer;
}

function mustBeServable({ Type: type = 'application', Scheme: scheme = 'internet-facing', IpAddressType: addresses = 'ipv4' }: Creation): void {
  if (type !== 'application') throw notServed(`Load balancers of type '${type}' are`);
  if (addresses !== 'ipv4') throw notServed(`The IP address type '${addresses}' is`);
  if (scheme !== 'internet-facing') throw new Refusal('InvalidScheme', `The scheme '${scheme}' is not supported by this practice cloud`);
}

function subnetIds({ Subnets: subnets, SubnetMappings: mappings }: Creation): string[] | undefined {
  if (mappings === undefined || mappings.length === 0) return subnets;
  if (subnets !== undefined && subnets.length > 0) throw invalid('You can specify either subnets or subnet mappings, not both');
  const extra = mappings.flatMap((mapping) => Object.entries(mapping)).find(([member, value]) => member !== 'SubnetId' && value !== undefined);
  if (extra !== undefined) throw notServed(`Subnet mappings with ${extra[0]} are`);
  return mappings.map((mapping) => mapping.SubnetId ?? '');
}

const named = (world: World, name: string) =>
  world
    .table('loadBalancer')
    .all()
    .find((row) => row.LoadBalancerName === name);

/** The same settings make no second balancer and are no error either; tags are not settings [assumption, aws.md section 7]. */
function mustBeSame(standing: Balancer, subnets: readonly Tables['subnet'][], groups: readonly string[]): Balancer {
  const same =
    sameSet(
      standing.AvailabilityZones?.map((zone) => zone.SubnetId ?? '') ?? [],
      subnets.map((subnet) => subnet.id),
    ) && sameSet(standing.SecurityGroups ?? [], groups);
  if (same) return standing;
  throw new Refusal('DuplicateLoadBalancerName', `A load balancer with the same name '${standing.LoadBalancerName}' exists, but with different settings`);
}

const sameSet = (a: readonly string[], b: readonly string[]) => a.toSorted().join() === b.toSorted().join();

function newBalancer(world: World, name: string, subnets: readonly Tables['subnet'][], groups: string[], tags: Balancer['tags']): Balancer {
  const arn = elbArn(world, 'loadbalancer', `app/${name}/${hex(world)}`);
  const port = world.reality.portFor(world, arn);
  return {
    id: arn,
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    DNSName: `${name}-${world.random(10, '123456789')}.${world.region}.elb.localhost:${port}`,
    CanonicalHostedZoneId: hostedZone,
    CreatedTime: world.clock.now(),
    Scheme: 'internet-facing',
    VpcId: subnets[0]?.VpcId,
    State: { Code: 'provisioning' },
    Type: 'application',
    AvailabilityZones: subnets.map((subnet) => ({ ZoneName: subnet.AvailabilityZone, SubnetId: subnet.id, LoadBalancerAddresses: [] })),
    SecurityGroups: groups,
    IpAddressType: 'ipv4',
    attributes: { ...balancerDefaults },
    tags,
    publishedPort: port,
  };
}

function chosen(
  world: World,
  { LoadBalancerArns: arns = [], Names: names = [] }: Pick<DescribeLoadBalancersInput, 'LoadBalancerArns' | 'Names'>,
): readonly Balancer[] {
  if (arns.length > 0 && names.length > 0) throw invalid('Load balancer names and ARNs cannot be specified at the same time');
  for (const arn of arns) mustBeArn(arn, 'loadbalancer', 'load balancer');
  const all = world.table('loadBalancer').all();
  const missing = [...arns.filter((arn) => !all.some((row) => row.id === arn)), ...names.filter((name) => !all.some((row) => row.LoadBalancerName === name))];
  if (missing.length > 0) throw notFound('LoadBalancerNotFound', `Load balancers '[${missing.join(', ')}]' not found`);
  if (arns.length + names.length === 0) return all;
  return all.filter((row) => arns.includes(row.id) || names.includes(row.LoadBalancerName ?? ''));
}

function remove(world: World, balancer: Balancer): void {
  if (balancer.attributes['deletion_protection.enabled'] === 'true') {
    throw new Refusal('OperationNotPermitted', `Load balancer '${balancer.id}' cannot be deleted because deletion protection is enabled`);
  }
  for (const listener of world.table('listener').all()) if (listener.LoadBalancerArn === balancer.id) removeListener(world, listener.id);
  world.cancel(balancer.id);
  world.table('loadBalancer').remove(balancer.id);
  world.reality.releasePort(world, balancer.id);
  world.later(lingeringMs, 'balancer.interfaces-gone', interfaceDescription(balancer.id));
}
