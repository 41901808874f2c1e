import type { Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { Refusal } from '../operation.ts';
import { fitting, mustBeTags } from '../tags.ts';
import type { Tables, World } from '../world.ts';
import { tagsOf } from './describe.ts';
import { find, kindOf, kinds, type Found } from './ids.ts';
import { invalid } from './refusals.ts';

/** Kind → EC2's `resource-type` of its tags. */
export const resourceTypes = {
  instance: 'instance',
  image: 'image',
  snapshot: 'snapshot',
  volume: 'volume',
  vpc: 'vpc',
  subnet: 'subnet',
  internetGateway: 'internet-gateway',
  routeTable: 'route-table',
  networkInterface: 'network-interface',
  securityGroup: 'security-group',
  securityGroupRule: 'security-group-rule',
  address: 'elastic-ip',
  keyPair: 'key-pair',
} as const satisfies Record<Found, string>;

export type TagType = (typeof resourceTypes)[Found];

/** The kind of an existing resource, or EC2's refusal for an id that names none. */
export function taggable(world: World, id: string): Found {
  const kind = kindOf(id);
  if (kind === undefined) throw new Refusal('InvalidID', `The ID '${id}' is not valid`);
  find(world, kind, id);
  return kind;
}

/** Tags of a resource as they stand. */
export function readTags(world: World, kind: Found, id: string): readonly Tag[] {
  const row = world.table(kind).get(id);
  return (row === undefined ? undefined : tagsOf(row)) ?? [];
}

/** Puts these tags in place of the resource's. */
export function writeTags<K extends Found>(world: World, kind: K, id: string, tags: Tag[]): void {
  const change: (row: Tables[Found]) => void = (row) => setTags(kind, row, tags);
  world.table(kind).edit(id, change);
}

function setTags(kind: Found, row: { Tags?: Tag[] | undefined; TagSet?: Tag[] | undefined }, tags: Tag[]): void {
  if (kind === 'networkInterface') row.TagSet = tags;
  else row.Tags = shownTags(tags);
}

/** EC2 leaves the element out where there is no tag, so that clients see no list and not an empty one. */
export function shownTags(tags: Tag[]): Tag[] | undefined {
  return tags.length > 0 ? tags : undefined;
}

/** Every tag there is, with what carries it. */
export function allTags(world: World): { id: string; Key: string; Value: string; ResourceId: string; ResourceType: TagType }[] {
  return kinds.flatMap((kind) =>
    world
      .table(kind)
      .all()
      .flatMap((row: Tables[Found]) =>
        (tagsOf(row) ?? []).map(({ Key = '', Value = '' }) => ({ id: `${row.id}/${Key}`, Key, Value, ResourceId: row.id, ResourceType: resourceTypes[kind] })),
      ),
  );
}

/** The tags a create call gives to resources of each type; types the call does not make are refused. */
export function tagsOnCreate<Type extends TagType>(given: readonly TagSpecification[] | undefined, types: readonly Type[]): Record<Type, Tag[]> {
  const tags = Object.fromEntries(types.map((type) => [type, []])) as unknown as Record<Type, Tag[]>;
  for (const { ResourceType: name, Tags: more = [] } of given ?? []) {
    const type = types.find((one) => one === name);
    if (type === undefined) throw invalid(`'${name ?? 'null'}' is not a valid taggable resource type for this operation.`);
    if (more.length === 0) throw invalid('Tag specification must have at least one tag');
    if (tags[type].length > 0) throw invalid(`'${type}' is specified more than once in the tag specifications.`);
    tags[type] = fitting(mustBeTags(more));
  }
  return tags;
}
