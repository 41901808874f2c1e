import { describe, expect, test } from 'vitest';
import { rewriting, wayBack, type Move } from '../../src/blog/old-address.ts';
import { anyValue, dice, mapTexts, serialised } from './php-values.ts';

const move: Move = { from: ['http://192.0.2.1'], to: 'http://lb-1-123.ap-northeast-1.elb.amazonaws.com' };
const rewrittenTo = (value: string) => expect.objectContaining({ value });
const after = (value: string) => rewriting(value, move);

describe('an old address in a text', () => {
  test.each([
    ['as it is', 'See http://192.0.2.1/about.', `See ${move.to}/about.`],
    ['at the very end, and before a full stop', 'Go to http://192.0.2.1. Or http://192.0.2.1', `Go to ${move.to}. Or ${move.to}`],
    [
      'in the JSON of a block',
      String.raw`<!-- wp:image {"url":"http:\/\/192.0.2.1\/a.png"} -->`,
      String.raw`<!-- wp:image {"url":"http:\/\/lb-1-123.ap-northeast-1.elb.amazonaws.com\/a.png"} -->`,
    ],
    ['inside another address', 'https://x.example/?u=http%3A%2F%2F192.0.2.1%2Fa', `https://x.example/?u=${encodeURIComponent(move.to)}%2Fa`],
    ['beside Japanese and emoji', '写真 http://192.0.2.1/絵.png 😀', `写真 ${move.to}/絵.png 😀`],
  ])('is found %s', (_, before, expected) => expect(after(before)).toEqual({ value: expected }));

  test.each(['http://192.0.2.10/', 'http://192.0.2.1:8080/', 'http://192.0.2.1.example/', 'http://192.0.2.1-x/', '192.0.2.1', 'http%3A%2F%2F192.0.2.1%3A8080'])(
    'is not %s',
    (text) => expect(after(text)).toBe('none'),
  );

  test('stays where the new one stands beside it, since undo could not tell them apart', () => {
    expect(after(`http://192.0.2.1/ and ${move.to}/`)).toBe('left');
  });

  test('may begin the new one: the way back is still exact', () => {
    const longer: Move = { from: ['http://blog.example'], to: 'http://blog.example:8080' };
    expect(rewriting('http://blog.example/ x', longer)).toEqual({ value: 'http://blog.example:8080/ x' });
    expect(rewriting('http://blog.example:8080/ x', wayBack(longer))).toEqual({ value: 'http://blog.example/ x' });
  });
});

describe('a value that PHP has serialised', () => {
  test('keeps its lengths right, in bytes', () => {
    expect(after('a:1:{s:3:"url";s:28:"http://192.0.2.1/写真.png 😀";}')).toBe('left');
    const text = 'http://192.0.2.1/写真.png 😀';
    const value = (address: string) => serialised({ url: text.replace('http://192.0.2.1', address) });
    expect(after(value('http://192.0.2.1'))).toEqual({ value: value(move.to) });
  });

  test('is rewritten inside, too, when a text in it is serialised itself', () => {
    const inner = (address: string) => serialised([{ link: `${address}/` }]);
    expect(after(serialised({ widget: inner('http://192.0.2.1') }))).toEqual({ value: serialised({ widget: inner(move.to) }) });
  });

  test.each([
    ['is cut off', 'a:1:{s:3:"url";s:17:"http://192.0.2.1/'],
    ['tells a wrong length', 'a:1:{s:3:"url";s:99:"http://192.0.2.1/";}'],
    ['tells a wrong count', 'a:2:{s:3:"url";s:17:"http://192.0.2.1/";}'],
    ['has something after it', 's:17:"http://192.0.2.1/";;'],
    ['was written by its own object', 'C:3:"Foo":17:{http://192.0.2.1/}'],
    ['has it in a key', 'a:1:{s:17:"http://192.0.2.1/";i:1;}'],
    ['nests without end', `${'a:1:{i:0;'.repeat(2_000)}s:17:"http://192.0.2.1/";${'}'.repeat(2_000)}`],
  ])('stays as it is when it %s', (_, value) => expect(after(value)).toBe('left'));

  test('of any shape: every text is rewritten, nothing else is, and the way back restores it to the letter', () => {
    const roll = dice(20_261_123);
    for (let turn = 0; turn < 3_000; turn += 1) {
      const value = anyValue(roll, 'http://192.0.2.1');
      const before = serialised(value);
      const found = after(before);
      if (found === 'none') continue;
      const expected = serialised(mapTexts(value, (text) => text.replaceAll('http://192.0.2.1', move.to)));
      expect(found).toEqual(rewrittenTo(expected));
      expect(rewriting(expected, wayBack(move))).toEqual({ value: before });
    }
  });
});
