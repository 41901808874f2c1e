import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { sourceOf } from './find/firewalls.ts';
import type { Tags } from './find/seeker.ts';

/** A web rule as it was, so that it can come back: from where, and what was written beside it. */
export interface ClosedRule {
  readonly source: string;
  readonly description: string;
}

/** The tag on a web firewall under which the rules that were taken out of it are kept. */
export const closedKey = 'redundant-blog:closed';

const longestTag = 256;
// Neither an address nor a rule's description may hold this sign.
const separator = '|';

export function closedRule(rule: SecurityGroupRule): ClosedRule {
  return { source: sourceOf(rule) ?? '', description: rule.Description ?? '' };
}

/** As tags: `key`, `key-2`, …, since one tag's value is short. */
export function rulesAsTags(key: string, rules: readonly ClosedRule[]): { Key: string; Value: string }[] {
  const values: string[] = [];
  for (const { source, description } of rules) {
    const text = `${source}${separator}${description}`;
    const last = values.at(-1);
    if (last !== undefined && last.length + text.length < longestTag) values[values.length - 1] = `${last}${separator}${text}`;
    else values.push(text.slice(0, longestTag));
  }
  return values.map((Value, index) => ({ Key: index === 0 ? key : `${key}-${index + 1}`, Value }));
}

/** The rules that `rulesAsTags` wrote; undefined when there are none such. */
export function rulesFromTags(tags: Tags, key: string): readonly ClosedRule[] | undefined {
  const found = ruleTagKeys(tags, key).map((name) => tags?.find((tag) => tag.Key === name)?.Value ?? '');
  if (found.length === 0) return undefined;
  return found.flatMap((value) => {
    const parts = value.split(separator);
    return parts.flatMap((source, index) => (index % 2 === 0 && source !== '' ? [{ source, description: parts[index + 1] ?? '' }] : []));
  });
}

/** Which of these tags `rulesAsTags` wrote. */
export function ruleTagKeys(tags: Tags, key: string): readonly string[] {
  return (tags ?? []).flatMap((tag) => (tag.Key === key || tag.Key?.startsWith(`${key}-`) ? [tag.Key] : [])).toSorted();
}

/** What AuthorizeSecurityGroupIngress wants to hear to bring a rule back. */
export function permissionOf({ source, description }: ClosedRule): IpPermission {
  const text = description === '' ? {} : { Description: description };
  const web = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  if (source.startsWith('pl-')) return { ...web, PrefixListIds: [{ PrefixListId: source, ...text }] };
  if (source.includes(':')) return { ...web, Ipv6Ranges: [{ CidrIpv6: source, ...text }] };
  return { ...web, IpRanges: [{ CidrIp: source, ...text }] };
}
