import { expect, test } from 'vitest';
import { permissionOf, rulesAsTags, rulesFromTags, type ClosedRule } from '../../src/aws/closed-rules.ts';

const key = 'redundant-blog:closed';

test('rules come back from tags as they were, in as many tags as it takes', () => {
  const rules: ClosedRule[] = Array.from({ length: 30 }, (_, index) => ({
    source: `203.0.113.${index}/32`,
    description: index % 2 === 0 ? '' : `office; floor=${index}`,
  }));
  const tags = rulesAsTags(key, rules);
  expect(tags.length).toBeGreaterThan(1);
  expect(tags.every(({ Value }) => Value.length <= 256)).toBe(true);
  expect(rulesFromTags(tags, key)).toEqual(rules);
});

test('no tag is not the same as no rule', () => {
  expect(rulesFromTags([{ Key: 'Name', Value: 'web-sg' }], key)).toBeUndefined();
});

test('each kind of source becomes the rule it was', () => {
  const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  expect(permissionOf({ source: '0.0.0.0/0', description: 'web' })).toEqual({ ...http, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'web' }] });
  expect(permissionOf({ source: '::/0', description: '' })).toEqual({ ...http, Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
  expect(permissionOf({ source: 'pl-12345678', description: '' })).toEqual({ ...http, PrefixListIds: [{ PrefixListId: 'pl-12345678' }] });
});
