/** A value as PHP knows it, and how `serialize()` writes it: a second pen, for tests of the first. */
export type PhpValue = string | number | boolean | null | readonly PhpValue[] | { readonly [key: string]: PhpValue };

export function serialised(value: PhpValue): string {
  if (value === null) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value)}:"${value}";`;
  if (isObject(value)) {
    const { _class: name, ...rest } = value;
    const pairs = Object.entries(rest).map(([key, one]) => serialised(key) + serialised(one));
    return typeof name === 'string' ? `O:${name.length}:"${name}":${pairs.length}:{${pairs.join('')}}` : `a:${pairs.length}:{${pairs.join('')}}`;
  }
  return `a:${value.length}:{${value.map((one, index) => `i:${index};${serialised(one)}`).join('')}}`;
}

/** The same value with every text but keys and names put through `change`. */
export function mapTexts(value: PhpValue, change: (text: string) => string): PhpValue {
  if (typeof value === 'string') return change(value);
  if (value === null || typeof value !== 'object') return value;
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === '_class' ? one : mapTexts(one, change)]));
  return value.map((one) => mapTexts(one, change));
}

const isObject = (value: PhpValue): value is { readonly [key: string]: PhpValue } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same throws for the same seed. */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const scraps = ['', 'x', ';}', '";', '"', 'x s:3:"', '{', '写真', '😀', 'é', '\n', '\0', ' ', "it's", '\\', '\\"', '/path?a=1&b=2', 'N;', 'x a:0:{}'];

/** A nested value of up to some depth, in which some texts hold `address`. */
export function anyValue(roll: (sides: number) => number, address: string, depth = 4): PhpValue {
  const text = (): string => Array.from({ length: roll(5) }, () => (roll(4) === 0 ? `${address}/` : (scraps[roll(scraps.length)] ?? ''))).join('');
  switch (depth === 0 ? roll(5) : roll(8)) {
    case 0:
      return null;
    case 1:
      return roll(2) === 0;
    case 2:
      return roll(2) === 0 ? roll(10_000) - 5_000 : (roll(10_000) - 5_000) / 7;
    case 3:
    case 4:
      return text();
    case 5:
      return Array.from({ length: roll(4) }, () => anyValue(roll, address, depth - 1));
    case 6:
      return Object.fromEntries(Array.from({ length: roll(4) }, (_, index) => [`k${index}${scraps[roll(scraps.length)]}`, anyValue(roll, address, depth - 1)]));
    default:
      return { _class: 'stdClass', ['\0*\0hidden']: anyValue(roll, address, depth - 1), plain: text() };
  }
}
