import { kindOf } from '../ec2/ids.ts';
import { readTags, resourceTypes } from '../ec2/taggables.ts';
import type { Members } from '../wire/read.ts';
import { contextOf, tagsIn, type Asked, type Check } from './check.ts';

/** The types of resource that a call makes: their ARNs have no id yet. */
const made: Readonly<Record<string, readonly string[]>> = {
  RunInstances: ['instance', 'network-interface', 'volume'],
  CreateImage: ['image', 'snapshot'],
  CreateSecurityGroup: ['security-group'],
  CreateVpc: ['vpc'],
  CreateSubnet: ['subnet'],
  CreateInternetGateway: ['internet-gateway'],
  CreateRouteTable: ['route-table'],
  CreateKeyPair: ['key-pair'],
  ImportKeyPair: ['key-pair'],
  AllocateAddress: ['elastic-ip'],
  CreateSnapshot: ['snapshot'],
  CreateVolume: ['volume'],
  CreateNetworkInterface: ['network-interface'],
};

/** Reads that IAM can limit to one resource; all others need `*`. */
const readsOfOne = new Set(['GetConsoleOutput', 'DescribeInstanceAttribute', 'DescribeVpcAttribute']);

/** What a call of EC2 needs. */
export function ec2Checks(asked: Asked): Check[] {
  const { operation, input, world } = asked;
  const action = `ec2:${operation}`;
  if (/^(Describe|Get)/.test(operation) && !readsOfOne.has(operation)) return [{ action, resource: '*', context: contextOf(world, {}) }];
  const retagged = operation === 'CreateTags' || operation === 'DeleteTags' ? tagsIn(input['Tags']) : undefined;
  const touched = idsIn(asked).map((id) => ({
    action,
    resource: arnOf(asked, id),
    context: contextOf(world, { onResource: tagsAt(asked, id), inRequest: retagged }),
  }));
  const named = typeof input['KeyName'] === 'string' && made[operation]?.includes('key-pair') !== true ? [keyCheck(asked, input['KeyName'])] : [];
  const checks = [...(made[operation] ?? []).flatMap((type) => makingChecks(asked, type)), ...touched, ...named];
  return checks.length > 0 ? checks : [{ action, resource: '*', context: contextOf(world, {}) }];
}

/** To make it, and, when tags are asked for, to tag it: `ec2:CreateTags` is a permission of its own. */
function makingChecks({ operation, input, world }: Asked, type: string): Check[] {
  const tags = tagsFor(input, type);
  const name = type === 'key-pair' ? String(input['KeyName']) : '*';
  const resource = `arn:aws:ec2:${world.region}:${type === 'image' || type === 'snapshot' ? '' : world.account}:${type}/${name}`;
  const context = contextOf(world, { inRequest: tags });
  const make = { action: `ec2:${operation}`, resource, context };
  return tags === undefined ? [make] : [make, { action: 'ec2:CreateTags', resource, context: { ...context, 'ec2:createaction': operation } }];
}

function tagsFor({ TagSpecifications: given }: Members, type: string) {
  const specifications = Array.isArray(given) ? (given as { ResourceType?: string; Tags?: unknown }[]) : [];
  return tagsIn(specifications.find(({ ResourceType }) => ResourceType === type)?.Tags);
}

/** A rule's id is only judged where tags are put on it: what a group's rules may be is a permission on the group. */
function idsIn({ operation, input }: Asked): string[] {
  const top = Object.values(input).flatMap(texts);
  const cards = Array.isArray(input['NetworkInterfaces']) ? (input['NetworkInterfaces'] as Members[]) : [];
  const inCards = cards.flatMap((card) => [...texts(card['SubnetId']), ...texts(card['Groups'])]);
  const onRules = operation === 'CreateTags' || operation === 'DeleteTags';
  return [...new Set([...top, ...inCards])].filter((text) => isId(text) && (onRules || kindOf(text) !== 'securityGroupRule'));
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');

const isId = (text: string) => /^[a-z]+-[0-9a-f]{8,17}$/.test(text) && kindOf(text) !== undefined;

function arnOf({ world }: Asked, id: string): string {
  const kind = kindOf(id);
  const type = kind === undefined ? '*' : resourceTypes[kind];
  // Images and snapshots are written without an account: they may be somebody else's.
  return `arn:aws:ec2:${world.region}:${kind === 'image' || kind === 'snapshot' ? '' : world.account}:${type}/${id}`;
}

function tagsAt({ world }: Asked, id: string) {
  const kind = kindOf(id);
  return kind === undefined ? undefined : readTags(world, kind, id);
}

function keyCheck({ operation, world }: Asked, name: string): Check {
  const pair = world
    .table('keyPair')
    .all()
    .find((one) => one.KeyName === name);
  const resource = `arn:aws:ec2:${world.region}:${world.account}:key-pair/${name}`;
  return { action: `ec2:${operation}`, resource, context: contextOf(world, { onResource: pair?.Tags }) };
}
