import type {
  ArchitectureType,
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  InstanceTypeInfo,
  InstanceTypeOffering,
} from '@aws-sdk/client-ec2';
import { matcher, type FilterTable } from '../filters.ts';
import { reads, Refusal, type Operations } from '../operation.ts';
import type { World } from '../world.ts';
import { paged } from './describe.ts';
import { invalid } from './refusals.ts';
import { listed } from './declared.ts';

/** What the lab knows of a type. */
export interface TypeFacts {
  readonly name: string;
  readonly cpus: number;
  readonly memoryMib: number;
  readonly architecture: ArchitectureType;
  readonly threadsPerCore: number;
}

const sizes = { nano: [2, 512], micro: [2, 1024], small: [2, 2048], medium: [2, 4096], large: [2, 8192], xlarge: [4, 16384], '2xlarge': [8, 32768] } as const;
type Size = keyof typeof sizes;
const burstable: readonly Size[] = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'];
const large: readonly Size[] = ['large', 'xlarge', '2xlarge'];

const family = (name: string, of: readonly Size[], architecture: ArchitectureType = 'x86_64', memory = 1): TypeFacts[] =>
  of.map((size) => {
    const [cpus, memoryMib] = sizes[size];
    return { name: `${name}.${size}`, cpus, memoryMib: memoryMib * memory, architecture, threadsPerCore: architecture === 'arm64' ? 1 : 2 };
  });

const small = { architecture: 'x86_64', threadsPerCore: 1 } as const;

const types: ReadonlyMap<string, TypeFacts> = new Map(
  [
    { name: 'm1.small', cpus: 1, memoryMib: 1740, ...small },
    { name: 't2.nano', cpus: 1, memoryMib: 512, ...small },
    { name: 't2.micro', cpus: 1, memoryMib: 1024, ...small },
    { name: 't2.small', cpus: 1, memoryMib: 2048, ...small },
    { name: 't2.medium', cpus: 2, memoryMib: 4096, ...small },
    { name: 't2.large', cpus: 2, memoryMib: 8192, ...small },
    ...family('t3', burstable),
    ...family('t3a', burstable),
    ...family('t4g', burstable, 'arm64'),
    ...['m5', 'm6i', 'm7i'].flatMap((name) => family(name, large)),
    ...['m6g', 'm7g'].flatMap((name) => family(name, large, 'arm64')),
    ...['c5', 'c6i', 'c7i'].flatMap((name) => family(name, large, 'x86_64', 0.5)),
    ...['r5', 'r6i', 'r7i'].flatMap((name) => family(name, large, 'x86_64', 2)),
  ].map((facts) => [facts.name, facts]),
);

/** Facts of a type, or EC2's refusal of a name that is none. */
export function typeNamed(name: string): TypeFacts {
  const facts = types.get(name);
  if (facts === undefined) throw invalid(`Invalid value '${name}' for InstanceType.`);
  return facts;
}

/** All but the oldest families run on Nitro. */
export const isNitro = (name: string): boolean => !/^(m1|t2)\./.test(name);

/** Is the type to be had in this zone? The older families are not in the newest zone. */
export function offeredIn(name: string, zone: string): boolean {
  return !(zone.endsWith('d') && /^(m1|t2)\./.test(name));
}

const offeringFilters: FilterTable<InstanceTypeOffering> = {
  'instance-type': (offering) => offering.InstanceType,
  location: (offering) => offering.Location,
};

const describeInstanceTypeOfferings = reads<DescribeInstanceTypeOfferingsRequest, DescribeInstanceTypeOfferingsResult>()(
  [...listed, 'LocationType'],
  (world, input) => {
    const offerings = offeringsIn(world, input.LocationType ?? 'region').filter(matcher(input.Filters, offeringFilters));
    const { rows, ...rest } = paged(world, offerings, (one) => `${one.Location} ${one.InstanceType}`, input);
    return { InstanceTypeOfferings: [...rows], ...rest };
  },
);

function offeringsIn(world: World, where: string): InstanceTypeOffering[] {
  const all = [...types.keys()];
  const in1 = (LocationType: InstanceTypeOffering['LocationType'], Location: string, zone: string) =>
    all.filter((name) => offeredIn(name, zone)).map((name) => ({ InstanceType: name, LocationType, Location }) as InstanceTypeOffering);
  if (where === 'region') return in1('region', world.region, '');
  if (where === 'availability-zone') return world.zones.flatMap((zone) => in1('availability-zone', zone.name, zone.name));
  if (where === 'availability-zone-id') return world.zones.flatMap((zone) => in1('availability-zone-id', zone.id, zone.name));
  if (where === 'outpost') return [];
  throw invalid(`Value (${where}) for parameter locationType is invalid.`);
}

const typeFilters: FilterTable<InstanceTypeInfo> = {
  'bare-metal': (type) => type.BareMetal,
  'burstable-performance-supported': (type) => type.BurstablePerformanceSupported,
  'current-generation': (type) => type.CurrentGeneration,
  'free-tier-eligible': (type) => type.FreeTierEligible,
  hypervisor: (type) => type.Hypervisor,
  'instance-storage-supported': (type) => type.InstanceStorageSupported,
  'instance-type': (type) => type.InstanceType,
  'memory-info.size-in-mib': (type) => type.MemoryInfo?.SizeInMiB,
  'processor-info.supported-architecture': (type) => type.ProcessorInfo?.SupportedArchitectures,
  'supported-root-device-type': (type) => type.SupportedRootDeviceTypes,
  'supported-usage-class': (type) => type.SupportedUsageClasses,
  'supported-virtualization-type': (type) => type.SupportedVirtualizationTypes,
  'vcpu-info.default-vcpus': (type) => type.VCpuInfo?.DefaultVCpus,
  'vcpu-info.default-cores': (type) => type.VCpuInfo?.DefaultCores,
  'vcpu-info.default-threads-per-core': (type) => type.VCpuInfo?.DefaultThreadsPerCore,
};

const describeInstanceTypes = reads<DescribeInstanceTypesRequest, DescribeInstanceTypesResult>()([...listed, 'InstanceTypes'], (world, input) => {
  const names = input.InstanceTypes ?? [];
  const strange = names.filter((name) => !types.has(name));
  if (strange.length > 0) throw new Refusal('InvalidInstanceType', `The following supplied instance types do not exist: [${strange.join(', ')}]`);
  const asked = [...types.values()].filter((facts) => names.length === 0 || names.some((name) => name === facts.name));
  const { rows, ...rest } = paged(world, asked.map(described).filter(matcher(input.Filters, typeFilters)), (type) => type.InstanceType ?? '', input, [5, 100]);
  return { InstanceTypes: [...rows], ...rest };
});

function described({ name, cpus, memoryMib, architecture, threadsPerCore }: TypeFacts): InstanceTypeInfo {
  return {
    InstanceType: name as InstanceTypeInfo['InstanceType'] & string,
    CurrentGeneration: !name.startsWith('m1.'),
    FreeTierEligible: ['t2.micro', 't3.micro'].includes(name),
    SupportedUsageClasses: ['on-demand', 'spot'],
    SupportedRootDeviceTypes: ['ebs'],
    SupportedVirtualizationTypes: ['hvm'],
    BareMetal: false,
    Hypervisor: isNitro(name) ? 'nitro' : 'xen',
    ProcessorInfo: { SupportedArchitectures: [architecture] },
    VCpuInfo: { DefaultVCpus: cpus, DefaultCores: Math.max(1, cpus / threadsPerCore), DefaultThreadsPerCore: threadsPerCore },
    MemoryInfo: { SizeInMiB: memoryMib },
    InstanceStorageSupported: false,
    BurstablePerformanceSupported: name.startsWith('t'),
  };
}

export const operations: Operations = {
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
};
