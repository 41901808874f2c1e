import { Refusal } from '../operation.ts';
import type { Kind, Tables, World } from '../world.ts';

/** How EC2 speaks of one sort of id: its prefix, its codes, its sentence. */
interface IdWords {
  readonly prefix: string;
  readonly malformed: string;
  readonly unknown: string;
  sentence(ids: readonly string[]): string;
}

const plain = (noun: string) => (ids: readonly string[]) =>
  ids.length === 1 ? `The ${noun} ID '${ids[0]}' does not exist` : `The ${noun} IDs '${ids.join(', ')}' do not exist`;

const words = {
  instance: { prefix: 'i', malformed: 'InvalidInstanceID.Malformed', unknown: 'InvalidInstanceID.NotFound', sentence: plain('instance') },
  image: {
    prefix: 'ami',
    malformed: 'InvalidAMIID.Malformed',
    unknown: 'InvalidAMIID.NotFound',
    sentence: (ids) => `The image id '[${ids.join(', ')}]' does not exist`,
  },
  snapshot: {
    prefix: 'snap',
    malformed: 'InvalidSnapshotID.Malformed',
    unknown: 'InvalidSnapshot.NotFound',
    sentence: (ids) => `The snapshot '${ids.join(', ')}' does not exist.`,
  },
  volume: {
    prefix: 'vol',
    malformed: 'InvalidVolumeID.Malformed',
    unknown: 'InvalidVolume.NotFound',
    sentence: (ids) => `The volume '${ids.join(', ')}' does not exist.`,
  },
  vpc: { prefix: 'vpc', malformed: 'InvalidVpcId.Malformed', unknown: 'InvalidVpcID.NotFound', sentence: plain('vpc') },
  subnet: { prefix: 'subnet', malformed: 'InvalidSubnetId.Malformed', unknown: 'InvalidSubnetID.NotFound', sentence: plain('subnet') },
  internetGateway: {
    prefix: 'igw',
    malformed: 'InvalidInternetGatewayId.Malformed',
    unknown: 'InvalidInternetGatewayID.NotFound',
    sentence: plain('internetGateway'),
  },
  routeTable: { prefix: 'rtb', malformed: 'InvalidRouteTableId.Malformed', unknown: 'InvalidRouteTableID.NotFound', sentence: plain('routeTable') },
  networkInterface: {
    prefix: 'eni',
    malformed: 'InvalidNetworkInterfaceId.Malformed',
    unknown: 'InvalidNetworkInterfaceID.NotFound',
    sentence: plain('networkInterface'),
  },
  securityGroup: {
    prefix: 'sg',
    malformed: 'InvalidGroupId.Malformed',
    unknown: 'InvalidGroup.NotFound',
    sentence: (ids) => (ids.length === 1 ? `The security group '${ids[0]}' does not exist` : `The security groups '${ids.join(', ')}' do not exist`),
  },
  securityGroupRule: {
    prefix: 'sgr',
    malformed: 'InvalidSecurityGroupRuleId.Malformed',
    unknown: 'InvalidSecurityGroupRuleId.NotFound',
    sentence: plain('security group rule'),
  },
  address: { prefix: 'eipalloc', malformed: 'InvalidAllocationID.Malformed', unknown: 'InvalidAllocationID.NotFound', sentence: plain('allocation') },
  keyPair: {
    prefix: 'key',
    malformed: 'InvalidKeyPairId.Malformed',
    unknown: 'InvalidKeyPair.NotFound',
    sentence: (ids) => `The key pair '${ids.join(', ')}' does not exist`,
  },
} satisfies Partial<Record<Kind, IdWords>>;

export type Found = keyof typeof words;

/** The row with this id, or EC2's refusal for a malformed or unknown one. */
export function find<K extends Found>(world: World, kind: K, id: string): Tables[K] {
  mustBeId(kind, id);
  const row = world.table(kind).get(id);
  if (row === undefined) throw unknown(kind, [id]);
  return row;
}

/** As `find`, for a list: one refusal names every unknown id. */
export function findAll<K extends Found>(world: World, kind: K, ids: readonly string[]): Tables[K][] {
  for (const id of ids) mustBeId(kind, id);
  const table = world.table(kind);
  const missing = ids.filter((id) => table.get(id) === undefined);
  if (missing.length > 0) throw unknown(kind, missing);
  return [...new Set(ids)].flatMap((id) => table.get(id) ?? []);
}

/** EC2's "does not exist" for these ids. */
export function unknown(kind: Found, ids: readonly string[]): Refusal {
  return new Refusal(words[kind].unknown, words[kind].sentence(ids));
}

/** Refuses what cannot be an id of this kind, before anything is looked up. */
export function mustBeId(kind: Found, id: string): void {
  const { prefix, malformed } = words[kind];
  if (!id.startsWith(`${prefix}-`)) throw new Refusal(malformed, `Invalid id: "${id}" (expecting "${prefix}-...")`);
  if (!/^[0-9a-f]{8}([0-9a-f]{9})?$/.test(id.slice(prefix.length + 1))) throw new Refusal(malformed, `Invalid id: "${id}"`);
}

/** The kind an id's prefix names, or undefined. */
export function kindOf(id: string): Found | undefined {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  return kinds.find((kind) => words[kind].prefix === prefix);
}

/** Every kind that has an EC2 id. */
export const kinds = Object.keys(words) as Found[];
