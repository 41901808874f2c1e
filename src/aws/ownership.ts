import type { Run, StepId } from '../step.ts';

/** The tags that say whose a thing is. */
export const tagKeys = {
  run: 'redundant-blog:run',
  step: 'redundant-blog:step',
  adopted: 'redundant-blog:adopted',
  base: 'redundant-blog:base',
  name: 'Name',
} as const;

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The tags of a thing that this run makes in this step. */
export function tagsFor(run: Run, step: StepId, name?: string): Tag[] {
  const ours = [
    { Key: tagKeys.run, Value: run.id },
    { Key: tagKeys.step, Value: step },
  ];
  return name === undefined ? ours : [{ Key: tagKeys.name, Value: name }, ...ours];
}

/** The tags that make a thing found in the cloud this run's by consent; undo never deletes it. */
export function adoptedTags(run: Run, step: StepId): Tag[] {
  return [...tagsFor(run, step), { Key: tagKeys.adopted, Value: 'yes' }];
}

/** The tags of a thing that `prepare` makes: the base's own, so that the journey's undo leaves it alone. */
export function baseTags(run: Run, name?: string): Tag[] {
  const own = [{ Key: tagKeys.base, Value: run.id }];
  return name === undefined ? own : [{ Key: tagKeys.name, Value: name }, ...own];
}

/** EC2 and RDS filters for what this run made or adopted in this step. */
export function ownedBy(run: Run, step: StepId): { Name: string; Values: string[] }[] {
  return [
    { Name: `tag:${tagKeys.run}`, Values: [run.id] },
    { Name: `tag:${tagKeys.step}`, Values: [step] },
  ];
}

type SomeTags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

/** The value of one tag, or undefined. */
export function tagValue(tags: SomeTags, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}

/** Whose is a thing with these tags? */
export function ownerOf(tags: SomeTags, run: Run): 'ours' | 'other-run' | 'foreign' {
  const owner = tagValue(tags, tagKeys.run);
  if (owner === undefined) return 'foreign';
  return owner === run.id ? 'ours' : 'other-run';
}

/** The run that a thing's tags name. */
export const runOn = (tags: SomeTags): string | undefined => tagValue(tags, tagKeys.run);

/** Was it there before us and taken over with consent? Then undo only takes our tags off. */
export function wasAdopted(tags: SomeTags): boolean {
  return tagValue(tags, tagKeys.adopted) !== undefined;
}
