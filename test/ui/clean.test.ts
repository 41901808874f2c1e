import { describe, expect, it } from 'vitest';
import { clean } from '../../src/ui/clean.ts';

describe('text from outside', () => {
  it.each([
    ['\u001b[31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007name', 'name'],
    ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['a\u009b2Jb', 'ab'],
    ['abc\u202edcba', 'abcdcba'],
    ['\u2066x\u2069', 'x'],
    ['one\r\ntwo\tthree', 'one two three'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['bell\u0007\u0000', 'bell'],
    ['tag\u{e0041}s', 'tags'],
  ])('%j comes out inert', (text, plain) => {
    expect(clean(text)).toBe(plain);
  });

  it('keeps what people write', () => {
    for (const text of ['Web Server2', '冗長化ブログ', 'café ☕️ 👍🏽', '=SUM(1)']) expect(clean(text)).toBe(text);
  });

  it('is not endless', () => {
    expect(Array.from(clean('あ'.repeat(10_000)))).toHaveLength(300);
    expect(clean('あ'.repeat(10_000))).toMatch(/…$/);
  });

  it('of any bytes at all has no control character left', () => {
    let seed = 7;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
    for (let round = 0; round < 2_000; round += 1) {
      const text = String.fromCodePoint(...Array.from({ length: 12 }, () => random() % 0x2100));
      // eslint-disable-next-line no-control-regex -- that there is none is the claim
      expect(clean(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });
});
