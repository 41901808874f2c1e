import { fingerprint, makeHostKey } from '../blog/hostkey.ts';
import { privateName, publicName } from '../ec2/addressing.ts';
import { asShown, goPublic, portTag } from '../ec2/instances/network.ts';
import type { Tables, World } from '../world.ts';
import { daysAgo, named } from './age.ts';
import { layImage, rootDevice, rootSize } from './image.ts';
import type { BaseNetwork } from './network.ts';

export interface BaseServer {
  readonly instanceId: string;
  /** The disk of the image it was launched from. */
  readonly systemSnapshotId: string;
  /** Where this machine reaches its port 80: `127.0.0.1:<port>`. */
  readonly published: string;
  /** OpenSSH's own form; kept by the learner, never by the lab. */
  readonly privateKey: string;
}

const keyName = 'my-key';
const launchedDaysAgo = 14;

/** `Web Server1`: one Amazon Linux 2023 server in public-subnet-1, with its key pair, image, volume and network card. */
export function layServer(world: World, network: BaseNetwork): BaseServer {
  const key = makeHostKey(keyName);
  layKeyPair(world, key.publicKey);
  const { imageId, snapshotId } = layImage(world);
  const instanceId = world.newId('i');
  const card = layCard(world, network, instanceId);
  const volumeId = layVolume(world, network, instanceId, snapshotId);
  const instance = {
    id: instanceId,
    boot: 1,
    publicIp: true,
    ...identityOf(world, instanceId, imageId),
    ...addressesOf(world, network, card),
    ...hardware(world, volumeId),
    Tags: named('Web Server1'),
  };
  world.table('instance').put(instance);
  goPublic(world, instance);
  const published =
    world
      .table('instance')
      .get(instanceId)
      ?.Tags?.find(({ Key }) => Key === portTag(80))?.Value ?? '';
  return { instanceId, systemSnapshotId: snapshotId, published, privateKey: key.privateKey };
}

function identityOf(world: World, instanceId: string, imageId: string): Partial<Tables['instance']> {
  return {
    InstanceId: instanceId,
    reservationId: world.newId('r'),
    ImageId: imageId,
    InstanceType: 't3.micro',
    KeyName: keyName,
    AmiLaunchIndex: 0,
    LaunchTime: daysAgo(world, launchedDaysAgo),
    State: { Code: 16, Name: 'running' },
    StateTransitionReason: '',
    ProductCodes: [],
    Architecture: 'x86_64',
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    UsageOperationUpdateTime: daysAgo(world, launchedDaysAgo),
    ClientToken: '',
  };
}

function addressesOf(world: World, { vpcId, publicSubnet, webGroup }: BaseNetwork, card: Card): Partial<Tables['instance']> {
  return {
    VpcId: vpcId,
    SubnetId: publicSubnet.id,
    Placement: { AvailabilityZone: publicSubnet.AvailabilityZone, AvailabilityZoneId: publicSubnet.AvailabilityZoneId, GroupName: '', Tenancy: 'default' },
    PrivateIpAddress: privateIp,
    PrivateDnsName: privateName(world, privateIp),
    PublicIpAddress: publicIp,
    PublicDnsName: publicName(world, publicIp),
    SecurityGroups: [webGroup],
    SourceDestCheck: true,
    NetworkInterfaces: [asShown(card)],
  };
}

function hardware(world: World, volumeId: string): Partial<Tables['instance']> {
  return {
    RootDeviceName: rootDevice,
    RootDeviceType: 'ebs',
    BlockDeviceMappings: [
      { DeviceName: rootDevice, Ebs: { AttachTime: daysAgo(world, launchedDaysAgo), DeleteOnTermination: true, Status: 'attached', VolumeId: volumeId } },
    ],
    EbsOptimized: false,
    EnaSupport: true,
    Monitoring: { State: 'disabled' },
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MaintenanceOptions: { AutoRecovery: 'default', RebootMigration: 'default' },
    NetworkPerformanceOptions: { BandwidthWeighting: 'default' },
    Operator: { Managed: false },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
    PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    CurrentInstanceBootMode: 'uefi',
    BootMode: 'uefi-preferred',
  };
}

const privateIp = '10.0.0.10';
const publicIp = '203.0.113.10';
function layKeyPair(world: World, publicKey: string): void {
  const id = world.newId('key');
  // EC2 writes an ed25519 fingerprint as base64 with its padding, and without the name of the hash.
  const print = `${fingerprint(publicKey).replace('SHA256:', '')}=`;
  world
    .table('keyPair')
    .put({ id, KeyPairId: id, KeyName: keyName, KeyType: 'ed25519', KeyFingerprint: print, CreateTime: daysAgo(world, launchedDaysAgo), Tags: [], publicKey });
}

type Card = Tables['networkInterface'];

function layCard(world: World, { vpcId, publicSubnet, webGroup }: BaseNetwork, instanceId: string): Card {
  const id = world.newId('eni');
  const PrivateDnsName = privateName(world, privateIp);
  const card: Card = {
    id,
    NetworkInterfaceId: id,
    Attachment: {
      AttachmentId: world.newId('eni-attach'),
      AttachTime: daysAgo(world, launchedDaysAgo),
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      InstanceId: instanceId,
      InstanceOwnerId: world.account,
      Status: 'attached',
    },
    AvailabilityZone: publicSubnet.AvailabilityZone,
    AvailabilityZoneId: publicSubnet.AvailabilityZoneId,
    Description: '',
    Groups: [webGroup],
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: `06:${(world.random(10, '0123456789abcdef').match(/../g) ?? []).join(':')}`,
    OwnerId: world.account,
    PrivateDnsName,
    PrivateIpAddress: privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: privateIp, PrivateDnsName }],
    RequesterManaged: false,
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: publicSubnet.id,
    TagSet: [],
    VpcId: vpcId,
  };
  world.table('networkInterface').put(card);
  return card;
}

function layVolume(world: World, { publicSubnet }: BaseNetwork, instanceId: string, snapshotId: string): string {
  const id = world.newId('vol');
  const at = daysAgo(world, launchedDaysAgo);
  world.table('volume').put({
    id,
    VolumeId: id,
    SnapshotId: snapshotId,
    Size: rootSize,
    VolumeType: 'gp3',
    Iops: 3000,
    Throughput: 125,
    Encrypted: false,
    MultiAttachEnabled: false,
    AvailabilityZone: publicSubnet.AvailabilityZone,
    AvailabilityZoneId: publicSubnet.AvailabilityZoneId,
    CreateTime: at,
    State: 'in-use',
    Tags: [],
    Attachments: [{ AttachTime: at, DeleteOnTermination: true, Device: rootDevice, InstanceId: instanceId, State: 'attached', VolumeId: id }],
  });
  return id;
}
