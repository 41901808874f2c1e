import { Refusal } from './operation.ts';

/** A tag as every service writes it. */
export interface TagLike {
  Key?: string | undefined;
  Value?: string | undefined;
}

export const mostTags = 50;

/** `tags` with `more` put in: a key that is there gets the new value and keeps its place. */
export function withTags(tags: readonly TagLike[] | undefined, more: readonly TagLike[]): { Key: string; Value: string }[] {
  const joined = new Map<string, string>();
  for (const { Key = '', Value = '' } of [...(tags ?? []), ...more]) joined.set(Key, Value);
  return [...joined].map(([Key, Value]) => ({ Key, Value }));
}

/** `tags` without these keys; one given with a value goes only if its value is that one. */
export function withoutTags(tags: readonly TagLike[] | undefined, gone: readonly TagLike[]): { Key: string; Value: string }[] {
  const goes = (tag: TagLike) => gone.some((one) => one.Key === tag.Key && (one.Value === undefined || one.Value === tag.Value));
  return (tags ?? []).filter((tag) => !goes(tag)).map(({ Key = '', Value = '' }) => ({ Key, Value }));
}

/** The value under a key, or undefined. */
export function tagValue(tags: readonly TagLike[] | undefined, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}

/** EC2's rules for tags in a request, in EC2's words; returns them with empty values filled in. */
export function mustBeTags(tags: readonly TagLike[]): { Key: string; Value: string }[] {
  const seen = new Set<string>();
  return tags.map(({ Key: key, Value: value = '' }) => {
    if (key === undefined || key === '') throw invalid('Tag key cannot be empty or null');
    if (key.length > 128) throw invalid(`Value ( ${key} ) for parameter key is invalid. Tag key exceeds the maximum length of 128 characters`);
    if (value.length > 256) throw invalid(`Value ( ${value} ) for parameter value is invalid. Tag value exceeds the maximum length of 256 characters`);
    if (key.toLowerCase().startsWith('aws:'))
      throw invalid(`Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`);
    if (seen.has(key)) throw invalid(`Duplicate tag key '${key}' specified.`);
    seen.add(key);
    return { Key: key, Value: value };
  });
}

/** The tags, refused when they are more than EC2 lets a resource carry. */
export function fitting<Tags extends readonly TagLike[]>(tags: Tags): Tags {
  if (tags.length > mostTags) throw new Refusal('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  return tags;
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidParameterValue', message);
}
