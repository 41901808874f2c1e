import { tagKeys } from './ownership.ts';
import type { Tag } from './ownership.ts';

/** A value as one word of a command to paste. */
export function pasteable(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Tags as `--tag-specifications` wants them, to stand between quotes. */
export function pasteTags(tags: readonly Tag[]): string {
  return tags.map(({ Key, Value }) => `{Key=${Key},Value=${Value.replaceAll("'", '')}}`).join(',');
}

/** `--tag-specifications` for several kinds of thing. */
export function pasteSpecifications(kinds: readonly string[], tags: readonly Tag[]): string {
  return `--tag-specifications ${kinds.map((kind) => `'ResourceType=${kind},Tags=[${pasteTags(tags)}]'`).join(' ')}`;
}

/** Tags as words of their own: `Key=…,Value=…`, as `aws elbv2` and `aws rds` want them. */
export function pasteTagWords(tags: readonly Tag[]): string {
  return tags.map(({ Key, Value }) => pasteable(`Key=${Key},Value=${Value}`)).join(' ');
}

/** The keys under which a thing is ours; taking them off makes it nobody's again. */
export const ownKeys: readonly string[] = [tagKeys.run, tagKeys.step, tagKeys.adopted];
