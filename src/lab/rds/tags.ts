import type { AddTagsToResourceMessage, ListTagsForResourceMessage, RemoveTagsFromResourceMessage, Tag, TagListMessage } from '@aws-sdk/client-rds';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import { mostTags, withoutTags, withTags } from '../tags.ts';
import type { World } from '../world.ts';
import { parseArn } from './arns.ts';
import { invalid } from './refusals.ts';

export const tagOperations: Operations = {
  AddTagsToResource: changes<AddTagsToResourceMessage, Record<string, never>>()(['ResourceName', 'Tags.Key', 'Tags.Value'], (world, input) => {
    const held = taggedAt(world, input.ResourceName);
    const tags = withTags(held.tags, mustBeTags(input.Tags));
    if (tags.length > mostTags) throw invalid(`A resource can have at most ${mostTags} tags.`);
    held.setTags(tags);
    return {};
  }),

  RemoveTagsFromResource: changes<RemoveTagsFromResourceMessage, Record<string, never>>()(['ResourceName', 'TagKeys'], (world, input) => {
    const held = taggedAt(world, input.ResourceName);
    held.setTags(
      withoutTags(
        held.tags,
        (input.TagKeys ?? []).map((Key) => ({ Key })),
      ),
    );
    return {};
  }),

  ListTagsForResource: reads<ListTagsForResourceMessage, TagListMessage>()(['ResourceName'], (world, input) => ({
    TagList: [...taggedAt(world, input.ResourceName).tags],
  })),
};

/** Tags as given on creation, checked. */
export function mustBeTags(tags: readonly Tag[] | undefined): Tag[] {
  const seen = new Set<string>();
  return (tags ?? []).map(({ Key: key = '', Value: value = '' }) => {
    if (key === '' || key.length > 128) throw invalid(`Tag keys must be 1 to 128 characters long: ${key}`);
    if (value.length > 256) throw invalid(`Tag values must be at most 256 characters long: ${key}`);
    if (/^(aws|rds):/i.test(key)) throw invalid(`Tag keys can't be prefixed with "aws:" or "rds:": ${key}`);
    if (seen.has(key)) throw invalid(`Duplicate tag key: ${key}`);
    seen.add(key);
    return { Key: key, Value: value };
  });
}

interface Tagged {
  readonly tags: readonly Tag[];
  setTags(tags: Tag[]): void;
}

function taggedAt(world: World, arn: string | undefined): Tagged {
  const { part, name } = parseArn(arn ?? '');
  switch (part) {
    case 'db':
      return instanceTags(world, name);
    case 'snapshot':
      return snapshotTags(world, name);
    case 'subgrp':
      return subnetGroupTags(world, name);
    default:
      throw invalid(`Invalid resource name: ${arn}`);
  }
}

function instanceTags(world: World, name: string): Tagged {
  const row = world.table('dbInstance').get(name);
  if (row === undefined) throw new Refusal('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
  return { tags: row.TagList ?? [], setTags: (tags) => void world.table('dbInstance').edit(name, (changed) => void (changed.TagList = tags)) };
}

function snapshotTags(world: World, name: string): Tagged {
  const row = world.table('dbSnapshot').get(name);
  if (row === undefined) throw new Refusal('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, 404);
  return { tags: row.TagList ?? [], setTags: (tags) => void world.table('dbSnapshot').edit(name, (changed) => void (changed.TagList = tags)) };
}

function subnetGroupTags(world: World, name: string): Tagged {
  const row = world.table('dbSubnetGroup').get(name);
  if (row === undefined) throw new Refusal('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);
  return { tags: row.tags ?? [], setTags: (tags) => void world.table('dbSubnetGroup').edit(name, (changed) => void (changed.tags = tags)) };
}
