import type { GroupIdentifier, InstanceNetworkInterface, NetworkInterface, Tag } from '@aws-sdk/client-ec2';
import { withoutTags, withTags } from '../../tags.ts';
import type { Tables, World } from '../../world.ts';
import { privateName, publicNameIn, takePrivateAddress, takePublicAddress } from '../addressing.ts';
import { shownTags } from '../taggables.ts';
import type { Instance } from './states.ts';

type Card = Tables['networkInterface'];

/** The ports an instance publishes on this machine, and the tags that say where. */
export const publishedPorts = [22, 80] as const;
export const portTag = (port: number) => `redundant-blog:lab:${port}`;

export interface CardSettings {
  /** The instance whose first interface it is; undefined: nobody's yet. */
  readonly instanceId?: string;
  readonly subnet: Tables['subnet'];
  readonly groups: GroupIdentifier[];
  readonly privateIp?: string | undefined;
  readonly description?: string | undefined;
  readonly deleteOnTermination?: boolean;
  readonly tags: Tag[];
}

/** Puts a network interface. */
export function putCard(world: World, settings: CardSettings): Card {
  const { subnet, instanceId } = settings;
  const address = takePrivateAddress(world, subnet, settings.privateIp);
  const id = world.newId('eni');
  const name = privateName(world, address);
  const card: Card = {
    id,
    NetworkInterfaceId: id,
    ...(instanceId === undefined ? {} : { Attachment: attaching(world, instanceId, settings.deleteOnTermination ?? true) }),
    AvailabilityZone: subnet.AvailabilityZone,
    AvailabilityZoneId: subnet.AvailabilityZoneId,
    Description: settings.description ?? '',
    Groups: settings.groups,
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: macAddress(world),
    OwnerId: world.account,
    PrivateDnsName: name,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateDnsName: name, PrivateIpAddress: address }],
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: instanceId === undefined ? 'available' : 'in-use',
    SubnetId: subnet.id,
    TagSet: settings.tags,
    VpcId: subnet.VpcId,
  };
  world.table('networkInterface').put(card);
  return card;
}

function attaching(world: World, instanceId: string, deleteOnTermination: boolean): Card['Attachment'] {
  return {
    AttachTime: world.clock.now(),
    AttachmentId: world.newId('eni-attach'),
    DeleteOnTermination: deleteOnTermination,
    DeviceIndex: 0,
    NetworkCardIndex: 0,
    InstanceId: instanceId,
    InstanceOwnerId: world.account,
    Status: 'attaching',
  };
}

function macAddress(world: World): string {
  const digits = world.random(10, '0123456789abcdef');
  return ['06', ...(digits.match(/../g) ?? [])].join(':');
}

/** An interface as DescribeInstances shows it inside its instance. */
export function asShown(card: NetworkInterface): InstanceNetworkInterface {
  const { Attachment: at } = card;
  return {
    Association: card.Association,
    Attachment: {
      AttachTime: at?.AttachTime,
      AttachmentId: at?.AttachmentId,
      DeleteOnTermination: at?.DeleteOnTermination,
      DeviceIndex: at?.DeviceIndex,
      NetworkCardIndex: at?.NetworkCardIndex,
      Status: at?.Status,
    },
    Description: card.Description,
    Groups: card.Groups,
    InterfaceType: card.InterfaceType,
    Ipv6Addresses: card.Ipv6Addresses,
    MacAddress: card.MacAddress,
    NetworkInterfaceId: card.NetworkInterfaceId,
    OwnerId: card.OwnerId,
    PrivateDnsName: card.PrivateDnsName,
    PrivateIpAddress: card.PrivateIpAddress,
    PrivateIpAddresses: card.PrivateIpAddresses,
    SourceDestCheck: card.SourceDestCheck,
    Status: card.Status,
    SubnetId: card.SubnetId,
    VpcId: card.VpcId,
  };
}

/** The interface records of an instance. */
export function cardsOf(world: World, instanceId: string): readonly Card[] {
  return world
    .table('networkInterface')
    .all()
    .filter((card) => card.Attachment?.InstanceId === instanceId);
}

/** The first interface of an instance. */
export function cardOf(world: World, instanceId: string): Card | undefined {
  return cardsOf(world, instanceId)[0];
}

/** Changes an interface, be it an instance's or nobody's. */
export function editAnyCard(world: World, card: Card, change: (card: Card) => void): void {
  const instance = world.table('instance').get(card.Attachment?.InstanceId ?? '');
  if (instance === undefined) world.table('networkInterface').edit(card.id, change);
  else editCard(world, instance, change);
}

/** Changes an instance's first interface, and what the instance shows of it. */
export function editCard(world: World, instance: Instance, change: (card: Card) => void): void {
  const [first] = cardsOf(world, instance.id);
  if (first === undefined) return;
  const card = world.table('networkInterface').edit(first.id, change);
  world.table('instance').edit(instance.id, (row) => {
    row.NetworkInterfaces = [asShown(card), ...(row.NetworkInterfaces ?? []).filter((one) => one.NetworkInterfaceId !== card.id)];
    row.SecurityGroups = card.Groups;
    row.SourceDestCheck = card.SourceDestCheck;
    row.PublicIpAddress = card.Association?.PublicIp;
    row.PublicDnsName = card.Association?.PublicDnsName ?? '';
  });
}

/** Gives a running instance its public address (when it is to have one) and its published ports. */
export function goPublic(world: World, instance: Instance): void {
  const elastic = cardOf(world, instance.id)?.Association?.IpOwnerId === world.account;
  const address = instance.publicIp === true && !elastic ? (instance.PublicIpAddress ?? takePublicAddress(world)) : undefined;
  editCard(world, instance, (card) => {
    if (card.Attachment) card.Attachment = { ...card.Attachment, Status: 'attached' };
    if (address === undefined) return;
    setAssociation(card, { IpOwnerId: 'amazon', PublicDnsName: publicNameIn(world, card.VpcId, address), PublicIp: address });
  });
  const tags = publishedPorts.map((port) => ({ Key: portTag(port), Value: `127.0.0.1:${world.reality.portFor(world, `${instance.id}/${port}`)}` }));
  world.table('instance').edit(instance.id, (row) => {
    row.Tags = withTags(row.Tags, tags);
  });
}

/** Takes the automatic public address and the published ports away; an elastic address stays with its interface. */
export function goPrivate(world: World, instance: Instance): void {
  const [first] = cardsOf(world, instance.id);
  const automatic = first?.Association?.IpOwnerId !== world.account;
  // An instance whose record was not made by RunInstances shows its way by having an address now.
  if (instance.PublicIpAddress !== undefined && automatic) world.table('instance').edit(instance.id, (row) => void (row.publicIp = true));
  if (automatic) editCard(world, instance, (card) => setAssociation(card, undefined));
  for (const port of publishedPorts) world.reality.releasePort(world, `${instance.id}/${port}`);
  world.table('instance').edit(instance.id, (row) => {
    row.Tags = shownTags(
      withoutTags(
        row.Tags,
        publishedPorts.map((port) => ({ Key: portTag(port) })),
      ),
    );
  });
}

/** What the world sees an interface under. */
export function setAssociation(card: Card, association: Card['Association']): void {
  card.Association = association;
  const [first, ...more] = card.PrivateIpAddresses ?? [];
  if (first) card.PrivateIpAddresses = [{ ...first, Association: association }, ...more];
}
