import { expect, test } from 'vitest';
import { moved, sameAddress, shownAddresses, straysIn } from '../../src/blog/site-address.ts';
import type { Seen } from '../../src/blog/probe.ts';
import type { BlogAccess } from '../../src/blog/access.ts';

const page = (body: string, server?: string): Seen => ({
  kind: 'answer',
  status: 200,
  headers: server === undefined ? {} : { 'x-served-by': server },
  body,
  sentAt: 0,
  endedAt: 1,
});

const no = () => Promise.reject(new Error('not asked here'));

function asking(answer: (url: string) => Seen): { blog: BlogAccess } {
  return { blog: { get: async (url) => answer(url), post: no, keyFile: undefined, shell: no, config: no, database: no, close: no } };
}

test('moves to another host and keeps the folder that WordPress lives in', () => {
  expect(moved({ siteurl: 'http://203.0.113.9:8080/wordpress/', home: 'http://203.0.113.9' }, 'http://lb-1.example')).toEqual({
    siteurl: 'http://lb-1.example/wordpress',
    home: 'http://lb-1.example',
  });
});

test('compares to the letter', () => {
  expect(sameAddress({ siteurl: 'http://LB-1.x', home: 'http://LB-1.x' }, { siteurl: 'http://lb-1.x', home: 'http://lb-1.x' })).toBe(false);
});

test('reads the address that WordPress tells programs', async () => {
  const ctx = asking(() => page('{"url":"http://a","home":"http://b"}', 'Web Server1'));
  expect((await shownAddresses(ctx, 'http://x'))[0]).toEqual({ siteurl: 'http://a', home: 'http://b' });
});

test('reads it from each of two servers, which may tell it differently', async () => {
  let count = 0;
  const ctx = asking(() => page(`{"url":"http://${count}","home":"http://b"}`, `Web Server${(count++ % 2) + 1}`));
  expect(await shownAddresses(ctx, 'http://x')).toEqual([
    { siteurl: 'http://0', home: 'http://b' },
    { siteurl: 'http://1', home: 'http://b' },
  ]);
});

test('servers that do not say their names are asked a few times', async () => {
  const ctx = asking(() => page('{"url":"http://a","home":"http://b"}'));
  expect(await shownAddresses(ctx, 'http://x')).toHaveLength(4);
});

test.each(['not json', '[]', '{"url":1}', 'null'])('learns nothing from %s', async (body) => {
  expect(
    await shownAddresses(
      asking(() => page(body)),
      'http://x',
    ),
  ).toEqual([]);
});

test('finds links to an old address, on whichever server they are', async () => {
  let count = 0;
  const pages = ['<a href="http://lb.example/">home</a>', '<img src="http://203.0.113.9/a.png"><a href="https://wordpress.org/">WordPress</a>'];
  const ctx = asking(() => page(pages[count % 2] ?? '', `Web Server${(count++ % 2) + 1}`));
  expect(await straysIn(ctx, 'http://lb.example', ['203.0.113.9', '203.0.113.10'])).toMatchObject({ links: ['203.0.113.9'], pages: 4 });
});

test('no page is no proof', async () => {
  expect(
    await straysIn(
      asking(() => ({ kind: 'none', why: 'ECONNREFUSED', sentAt: 0, endedAt: 0 })),
      'http://lb.example',
      [],
    ),
  ).toMatchObject({ pages: 0 });
});
