import type { CreateTagsRequest, DeleteTagsRequest, DescribeTagsRequest, DescribeTagsResult } from '@aws-sdk/client-ec2';
import { matcher, type FilterTable } from '../filters.ts';
import { changes, reads, type Operations } from '../operation.ts';
import { fitting, mustBeTags, withoutTags, withTags } from '../tags.ts';
import { paged } from './describe.ts';
import { invalid, missing, required } from './refusals.ts';
import { allTags, readTags, taggable, writeTags } from './taggables.ts';
import { listed } from './declared.ts';

const createTags = changes<CreateTagsRequest, object>()(['Resources', 'Tags.Key', 'Tags.Value'], (world, input) => {
  const ids = required(input.Resources, 'resourceIdSet');
  const tags = mustBeTags(required(input.Tags, 'tagSet'));
  const tagged = ids.map((id) => {
    const kind = taggable(world, id);
    return { kind, id, tags: fitting(withTags(readTags(world, kind, id), tags)) };
  });
  for (const one of tagged) writeTags(world, one.kind, one.id, one.tags);
  return {};
});

const deleteTags = changes<DeleteTagsRequest, object>()(['Resources', 'Tags.Key', 'Tags.Value'], (world, input) => {
  const ids = required(input.Resources, 'resourceIdSet');
  for (const { Key: key } of input.Tags ?? []) {
    if (key === undefined || key === '') throw missing('Tag.Key');
    if (key.toLowerCase().startsWith('aws:'))
      throw invalid(`Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`);
  }
  const resources = ids.map((id) => ({ id, kind: taggable(world, id) }));
  for (const { id, kind } of resources) {
    const tags = readTags(world, kind, id);
    // Without Tags, EC2 takes away every tag of the user's own.
    const gone = input.Tags ?? tags.filter((tag) => !tag.Key?.startsWith('aws:'));
    writeTags(world, kind, id, withoutTags(tags, gone));
  }
  return {};
});

type Described = ReturnType<typeof allTags>[number];

const itself = (tag: Described) => [tag];

const filters: FilterTable<Described> = {
  key: (tag) => tag.Key,
  'resource-id': (tag) => tag.ResourceId,
  'resource-type': (tag) => tag.ResourceType,
  value: (tag) => tag.Value,
};

const describeTags = reads<DescribeTagsRequest, DescribeTagsResult>()([...listed], (world, input) => {
  const rows = allTags(world).filter(matcher(input.Filters, filters, itself));
  const { rows: shown, ...rest } = paged(world, rows, (tag) => tag.id, input);
  return { Tags: [...shown], ...rest };
});

export const operations: Operations = { CreateTags: createTags, DeleteTags: deleteTags, DescribeTags: describeTags };
