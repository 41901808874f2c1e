import type { GroupIdentifier, IamInstanceProfile, Image, InstanceMetadataOptionsResponse, Tag } from '@aws-sdk/client-ec2';
import type { Tables, World } from '../../world.ts';
import { privateName } from '../addressing.ts';
import type { TypeFacts } from '../instance-types.ts';
import { shownTags } from '../taggables.ts';
import { putVolume, type DiskSettings } from './disks.ts';
import { asShown, putCard } from './network.ts';
import type { Instance } from './states.ts';

/** All that a launch decides, checked. */
export interface Launch {
  readonly image: Image & { readonly id: string };
  readonly type: TypeFacts;
  readonly keyName: string | undefined;
  readonly subnet: Tables['subnet'];
  readonly groups: GroupIdentifier[];
  readonly publicIp: boolean;
  readonly privateIp: string | undefined;
  readonly cardDescription: string | undefined;
  readonly cardGoesWithInstance: boolean;
  readonly disks: readonly DiskSettings[];
  readonly metadata: InstanceMetadataOptionsResponse;
  readonly profile: IamInstanceProfile | undefined;
  readonly monitored: boolean;
  readonly ebsOptimized: boolean;
  readonly clientToken: string | undefined;
  readonly tags: { readonly instance: Tag[]; readonly volume: Tag[]; readonly 'network-interface': Tag[] };
  /** What is no part of the described instance: protection, shutdown behaviour, user data. */
  readonly internals: Pick<Instance, 'userData' | 'disableApiTermination' | 'disableApiStop' | 'shutdownBehavior'>;
}

/** Puts the records of one new instance, `pending`: itself, its network interface, its volumes. */
export function putInstance(world: World, launch: Launch, reservationId: string, index: number): Instance {
  const id = world.newId('i');
  const { subnet, image, tags } = launch;
  const card = putCard(world, {
    instanceId: id,
    subnet,
    groups: launch.groups,
    privateIp: launch.privateIp,
    tags: tags['network-interface'],
    description: launch.cardDescription,
    deleteOnTermination: launch.cardGoesWithInstance,
  });
  const zone = { name: subnet.AvailabilityZone, id: subnet.AvailabilityZoneId };
  const address = card.PrivateIpAddress ?? '';
  const instance: Instance = {
    id,
    InstanceId: id,
    ImageId: image.id,
    AmiLaunchIndex: index,
    reservationId,
    boot: 0,
    publicIp: launch.publicIp,
    ...launch.internals,
    ...fixed(world, launch),
    State: {
      Code: 0,
      Name: 'pending',
    },
    StateReason: {
      Code: 'pending',
      Message: 'pending',
    },
    StateTransitionReason: '',
    LaunchTime: world.clock.now(),
    ClientToken: launch.clientToken ?? '',
    ...(launch.keyName === undefined ? {} : { KeyName: launch.keyName }),
    ...(launch.profile === undefined ? {} : { IamInstanceProfile: launch.profile }),
    BlockDeviceMappings: launch.disks.map((disk) => putVolume(world, id, zone, disk, tags.volume)),
    MetadataOptions: launch.metadata,
    NetworkInterfaces: [asShown(card)],
    SecurityGroups: launch.groups,
    Placement: {
      AvailabilityZone: zone.name,
      AvailabilityZoneId: zone.id,
      GroupName: '',
      Tenancy: 'default',
    },
    SubnetId: subnet.id,
    VpcId: subnet.VpcId,
    PrivateIpAddress: address,
    PrivateDnsName: privateName(world, address),
    PublicDnsName: '',
    Tags: shownTags(tags.instance),
  };
  world.table('instance').put(instance);
  return instance;
}

/** What the image and the type settle, and EC2's defaults for what this lab has no other value of. */
function fixed(world: World, { image, type, monitored, ebsOptimized }: Launch): Partial<Instance> {
  return {
    Architecture: image.Architecture,
    ...(image.BootMode === undefined ? {} : { BootMode: image.BootMode }),
    CurrentInstanceBootMode: image.BootMode === undefined || image.BootMode === 'legacy-bios' ? 'legacy-bios' : 'uefi',
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    CpuOptions: { CoreCount: Math.max(1, type.cpus / type.threadsPerCore), ThreadsPerCore: type.threadsPerCore },
    EbsOptimized: ebsOptimized,
    EnaSupport: image.EnaSupport ?? true,
    EnclaveOptions: { Enabled: false },
    HibernationOptions: { Configured: false },
    Hypervisor: 'xen',
    InstanceType: type.name as NonNullable<Instance['InstanceType']>,
    MaintenanceOptions: { AutoRecovery: 'default', RebootMigration: 'default' },
    Monitoring: { State: monitored ? 'pending' : 'disabled' },
    NetworkPerformanceOptions: { BandwidthWeighting: 'default' },
    Operator: { Managed: false },
    PlatformDetails: image.PlatformDetails ?? 'Linux/UNIX',
    PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    ProductCodes: [],
    RootDeviceName: image.RootDeviceName,
    RootDeviceType: 'ebs',
    SourceDestCheck: true,
    UsageOperation: image.UsageOperation ?? 'RunInstances',
    UsageOperationUpdateTime: world.clock.now(),
    VirtualizationType: image.VirtualizationType ?? 'hvm',
  };
}
