import type {
  AddTagsInput,
  AddTagsOutput,
  DescribeTagsInput,
  DescribeTagsOutput,
  RemoveTagsInput,
  RemoveTagsOutput,
  Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import { mostTags, withoutTags, withTags } from '../tags.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

const mostArns = 20;

export const tagOperations: Operations = {
  AddTags: changes<AddTagsInput, AddTagsOutput>()(['ResourceArns', 'Tags.Key', 'Tags.Value'], (world, input) => {
    const added = mustBeTags(input.Tags);
    if (added.length === 0) throw invalid('At least one tag must be specified');
    const tagged = mustBeArns(input.ResourceArns).map((arn) => ({ arn, tags: withTags(tagsOf(world, arn), added) }));
    for (const { tags } of tagged) mustBeFew(tags);
    for (const { arn, tags } of tagged) setTags(world, arn, tags);
    return {};
  }),

  RemoveTags: changes<RemoveTagsInput, RemoveTagsOutput>()(['ResourceArns', 'TagKeys'], (world, input) => {
    const gone = (input.TagKeys ?? []).map((Key) => ({ Key }));
    const left = mustBeArns(input.ResourceArns).map((arn) => ({ arn, tags: withoutTags(tagsOf(world, arn), gone) }));
    for (const { arn, tags } of left) setTags(world, arn, tags);
    return {};
  }),

  DescribeTags: reads<DescribeTagsInput, DescribeTagsOutput>()(['ResourceArns'], (world, input) => ({
    TagDescriptions: mustBeArns(input.ResourceArns).map((arn) => ({ ResourceArn: arn, Tags: [...tagsOf(world, arn)] })),
  })),
};

/** The tags given on creation, checked. */
export function mustBeTags(tags: readonly Tag[] | undefined): Tag[] {
  const keys = (tags ?? []).map((tag) => tag.Key ?? '');
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new Refusal('DuplicateTagKeys', `Tag key '${twice}' was specified more than once`);
  for (const key of keys) mustBeKey(key);
  const checked = (tags ?? []).map((tag) => ({ Key: tag.Key, Value: tag.Value ?? '' }));
  const long = checked.find((tag) => tag.Value.length > 256);
  if (long !== undefined) throw invalid(`The value of tag '${long.Key}' cannot be longer than '256' characters`);
  return mustBeFew(checked);
}

function mustBeKey(key: string): void {
  if (key === '' || key.length > 128) throw invalid(`Tag key '${key}' must be between 1 and 128 characters`);
  if (key.toLowerCase().startsWith('aws:')) throw invalid(`Tag key '${key}' cannot start with 'aws:'`);
}

function mustBeFew(tags: Tag[]): Tag[] {
  if (tags.length > mostTags) throw new Refusal('TooManyTags', `The number of tags exceeds the limit of '${mostTags}'`);
  return tags;
}

function mustBeArns(arns: readonly string[] | undefined): readonly string[] {
  if (arns === undefined || arns.length === 0) throw invalid('At least one resource ARN must be specified');
  if (arns.length > mostArns) throw invalid(`Up to '${mostArns}' resource ARNs can be specified`);
  return arns;
}

type TaggedKind = 'loadBalancer' | 'targetGroup' | 'listener' | 'listenerRule';

const kinds: Record<string, { kind: TaggedKind; code: string; word: string }> = {
  loadbalancer: { kind: 'loadBalancer', code: 'LoadBalancerNotFound', word: 'Load balancer' },
  targetgroup: { kind: 'targetGroup', code: 'TargetGroupNotFound', word: 'Target group' },
  listener: { kind: 'listener', code: 'ListenerNotFound', word: 'Listener' },
  'listener-rule': { kind: 'listenerRule', code: 'RuleNotFound', word: 'Rule' },
};

function kindOf(arn: string): { kind: TaggedKind; code: string; word: string } {
  const part = /^arn:aws[a-z-]*:elasticloadbalancing:[^:]+:\d{12}:([a-z-]+)\//.exec(arn)?.[1];
  const known = part === undefined ? undefined : kinds[part];
  if (known === undefined) throw invalid(`'${arn}' is not a valid resource ARN`);
  return known;
}

function tagsOf(world: World, arn: string): readonly Tag[] {
  const { kind, code, word } = kindOf(arn);
  const row = world.table(kind).get(arn);
  if (row === undefined) throw new Refusal(code, `${word} '${arn}' not found`);
  return row.tags;
}

function setTags(world: World, arn: string, tags: Tag[]): void {
  world.table(kindOf(arn).kind).edit(arn, (row) => {
    row.tags = tags;
  });
}
