import { takePrivateAddress, takePublicAddress } from '../ec2/addressing.ts';
import type { Tables, World } from '../world.ts';
import { balancerPath } from './arns.ts';

type Balancer = Tables['loadBalancer'];
type Interface = Tables['networkInterface'];

const owner = 'amazon-elb';

/** Description of a balancer's network interfaces: what they are found by when the balancer is gone. */
export const interfaceDescription = (loadBalancerArn: string) => `ELB ${balancerPath(loadBalancerArn)}`;

/** One network interface per subnet, holding the balancer's security groups: what keeps those groups in use. */
export function openInterfaces(world: World, balancer: Balancer, subnets: readonly Tables['subnet'][]): void {
  for (const subnet of subnets) world.table('networkInterface').put(newInterface(world, balancer, subnet));
}

/** The balancer's interfaces get its new security groups. */
export function regroupInterfaces(world: World, loadBalancerArn: string, groupIds: readonly string[]): void {
  for (const row of interfacesOf(world, loadBalancerArn)) {
    world.table('networkInterface').edit(row.id, (changed) => {
      changed.Groups = namedGroups(world, groupIds);
    });
  }
}

/** Removes the interfaces described by `description`: the last trace of a deleted balancer. */
export function closeInterfaces(world: World, description: string): void {
  for (const row of described(world, description)) world.table('networkInterface').remove(row.id);
}

export const interfacesOf = (world: World, loadBalancerArn: string) => described(world, interfaceDescription(loadBalancerArn));

const described = (world: World, description: string) =>
  world
    .table('networkInterface')
    .all()
    .filter((row) => row.RequesterId === owner && row.Description === description);

function newInterface(world: World, balancer: Balancer, subnet: Tables['subnet']): Interface {
  const id = world.newId('eni');
  const privateIp = takePrivateAddress(world, subnet);
  const publicIp = takePublicAddress(world);
  const association = { IpOwnerId: owner, PublicIp: publicIp };
  return {
    id,
    NetworkInterfaceId: id,
    Description: interfaceDescription(balancer.id),
    InterfaceType: 'interface',
    OwnerId: world.account,
    RequesterId: owner,
    RequesterManaged: true,
    SourceDestCheck: false,
    Status: 'in-use',
    ...(subnet.VpcId === undefined ? {} : { VpcId: subnet.VpcId }),
    SubnetId: subnet.id,
    ...(subnet.AvailabilityZone === undefined ? {} : { AvailabilityZone: subnet.AvailabilityZone }),
    MacAddress: macOf(privateIp),
    Groups: namedGroups(world, balancer.SecurityGroups ?? []),
    PrivateIpAddress: privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateIp, Association: association }],
    Ipv6Addresses: [],
    Association: association,
    Attachment: {
      AttachmentId: `ela-attach-${world.random(17, '0123456789abcdef')}`,
      AttachTime: world.clock.now(),
      DeleteOnTermination: false,
      DeviceIndex: 1,
      InstanceOwnerId: owner,
      Status: 'attached',
    },
    TagSet: [],
  };
}

const namedGroups = (world: World, ids: readonly string[]) => ids.map((id) => ({ GroupId: id, GroupName: world.table('securityGroup').get(id)?.GroupName }));

const macOf = (privateIp: string) => ['06', '0a', ...privateIp.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
