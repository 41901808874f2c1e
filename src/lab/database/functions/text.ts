import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { bytesOf, charactersOf, numberOf, textOf, type Argument, type Functions, type SqlFunction } from './function.ts';

const any = [1, 100] as const;
const text = (takes: SqlFunction['takes'], call: SqlFunction['call']): SqlFunction => ({ gives: 'text', takes, call });
const integer = (takes: SqlFunction['takes'], call: SqlFunction['call']): SqlFunction => ({ gives: 'integer', takes, call });
const digest = (algorithm: string): SqlFunction => text(1, ([value]) => hash(algorithm, value).digest('hex'));
const hash = (algorithm: string, value: Argument | undefined): Hash => createHash(algorithm).update(bytesOf(value));
const folded = (value: Argument | undefined) => textOf(value).toLowerCase();

/** SUBSTRING counts from 1, from the end when negative; position 0 gives ''. */
function substring(value: Argument | undefined, from: Argument | undefined, count?: Argument): string {
  const characters = charactersOf(value);
  const position = Math.trunc(numberOf(from));
  const start = position > 0 ? position - 1 : characters.length + position;
  if (position === 0 || start < 0) return '';
  const length = count === undefined ? characters.length : Math.max(0, Math.trunc(numberOf(count)));
  return characters.slice(start, start + length).join('');
}

/** Where `needle` stands in `haystack`, from 1; 0 when it does not. Case does not matter. */
function locate(needle: Argument | undefined, haystack: Argument | undefined, from = 1): number {
  const rest = charactersOf(folded(haystack))
    .slice(from - 1)
    .join('');
  const found = rest.indexOf(folded(needle));
  return found < 0 ? 0 : charactersOf(rest.slice(0, found)).length + from;
}

function pad(value: Argument | undefined, width: Argument | undefined, filler: Argument | undefined, side: 'left' | 'right'): string {
  const characters = charactersOf(value);
  const missing = Math.trunc(numberOf(width)) - characters.length;
  if (missing <= 0) return characters.slice(0, Math.trunc(numberOf(width))).join('');
  const fill = charactersOf(filler);
  const padding = Array.from({ length: fill.length === 0 ? 0 : missing }, (_, i) => fill[i % fill.length]).join('');
  return side === 'left' ? padding + characters.join('') : characters.join('') + padding;
}

function trim(value: Argument | undefined, removed: Argument | undefined, side: Argument | undefined): string {
  let rest = textOf(value);
  const part = removed === undefined ? ' ' : textOf(removed);
  if (part === '') return rest;
  if (side !== 'trailing') while (rest.startsWith(part)) rest = rest.slice(part.length);
  if (side !== 'leading') while (rest.endsWith(part)) rest = rest.slice(0, -part.length);
  return rest;
}

function substringIndex(value: string, delimiter: string, count: number): string {
  const parts = delimiter === '' ? [] : value.split(delimiter);
  return (count >= 0 ? parts.slice(0, count) : parts.slice(count)).join(delimiter);
}

function grouped(value: number, decimals: number): string {
  const [whole = '', fraction] = Math.abs(value).toFixed(Math.max(0, decimals)).split('.');
  const sign = value < 0 ? '-' : '';
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
}

const quoteEscapes: readonly (readonly [character: string, escaped: string])[] = [
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['\0', '\\0'],
  ['\x1a', '\\Z'],
];
const quote = (value: string) => `'${quoteEscapes.reduce((rest, [character, escaped]) => rest.replaceAll(character, escaped), value)}'`;

export const textFunctions: Functions = {
  ASCII: integer(1, ([value]) => bytesOf(value)[0] ?? 0),
  ORD: integer(1, ([value]) => [...bytesOf(charactersOf(value)[0] ?? '')].reduce((sum, byte) => sum * 256 + byte, 0)),
  BIN: text(1, ([value]) => Math.trunc(numberOf(value)).toString(2)),
  BIT_LENGTH: integer(1, ([value]) => bytesOf(value).length * 8),
  CHAR: text(any, (args) => Buffer.from(args.map(numberOf)).toString('utf8')),
  CHAR_LENGTH: integer(1, ([value]) => charactersOf(value).length),
  CHARACTER_LENGTH: integer(1, ([value]) => charactersOf(value).length),
  CONCAT: text(any, (args) => args.map(textOf).join('')),
  CONCAT_WS: {
    gives: 'text',
    takes: [2, 100],
    seesNull: true,
    call: ([separator, ...parts]) =>
      separator === null
        ? null
        : parts
            .filter((part) => part !== null)
            .map(textOf)
            .join(textOf(separator)),
  },
  CRC32: integer(1, ([value]) => crc32(bytesOf(value))),
  ELT: { gives: 'text', takes: [2, 100], seesNull: true, call: ([which, ...parts]) => parts[numberOf(which) - 1] ?? null },
  FIELD: {
    gives: 'integer',
    takes: [2, 100],
    seesNull: true,
    call: ([value, ...list]) => (value === null ? 0 : list.findIndex((item) => item !== null && folded(item) === folded(value)) + 1),
  },
  FIND_IN_SET: integer(
    2,
    ([value, set]) =>
      textOf(set)
        .split(',')
        .findIndex((item) => item.toLowerCase() === folded(value)) + 1,
  ),
  FORMAT: text([2, 3], ([value, decimals]) => grouped(numberOf(value), numberOf(decimals))),
  FROM_BASE64: text(1, ([value]) => Buffer.from(textOf(value), 'base64').toString('utf8')),
  HEX: text(1, ([value]) => (typeof value === 'number' ? value.toString(16) : bytesOf(value).toString('hex')).toUpperCase()),
  UNHEX: text(1, ([value]) => (/^([0-9a-f]{2})*$/i.test(textOf(value)) ? new Uint8Array(Buffer.from(textOf(value), 'hex')) : null)),
  INSERT: text(4, ([value, at, count, put]) =>
    charactersOf(value)
      .toSpliced(numberOf(at) - 1, numberOf(count), textOf(put))
      .join(''),
  ),
  INSTR: integer(2, ([haystack, needle]) => locate(needle, haystack)),
  LCASE: text(1, ([value]) => folded(value)),
  LOWER: text(1, ([value]) => folded(value)),
  UCASE: text(1, ([value]) => textOf(value).toUpperCase()),
  UPPER: text(1, ([value]) => textOf(value).toUpperCase()),
  LEFT: text(2, ([value, count]) =>
    charactersOf(value)
      .slice(0, Math.max(0, numberOf(count)))
      .join(''),
  ),
  RIGHT: text(2, ([value, count]) =>
    charactersOf(value)
      .slice(Math.max(0, charactersOf(value).length - Math.max(0, numberOf(count))))
      .join(''),
  ),
  LENGTH: integer(1, ([value]) => bytesOf(value).length),
  OCTET_LENGTH: integer(1, ([value]) => bytesOf(value).length),
  LOCATE: integer([2, 3], ([needle, haystack, from]) => locate(needle, haystack, from === undefined ? 1 : numberOf(from))),
  LPAD: text(3, ([value, width, filler]) => pad(value, width, filler, 'left')),
  RPAD: text(3, ([value, width, filler]) => pad(value, width, filler, 'right')),
  LTRIM: text(1, ([value]) => trim(value, ' ', 'leading')),
  RTRIM: text(1, ([value]) => trim(value, ' ', 'trailing')),
  TRIM: text([1, 3], ([value, removed, side]) => trim(value, removed, side)),
  MD5: digest('md5'),
  SHA: digest('sha1'),
  SHA1: digest('sha1'),
  SHA2: text(2, ([value, bits]) =>
    ['0', '224', '256', '384', '512'].includes(textOf(bits)) ? hash(`sha${numberOf(bits) === 0 ? 256 : numberOf(bits)}`, value).digest('hex') : null,
  ),
  QUOTE: { gives: 'text', takes: 1, seesNull: true, call: ([value]) => (value === null ? 'NULL' : quote(textOf(value))) },
  REPEAT: text(2, ([value, count]) => textOf(value).repeat(Math.max(0, numberOf(count)))),
  REPLACE: text(3, ([value, from, to]) => (textOf(from) === '' ? textOf(value) : textOf(value).replaceAll(textOf(from), textOf(to)))),
  REVERSE: text(1, ([value]) => charactersOf(value).toReversed().join('')),
  SPACE: text(1, ([count]) => ' '.repeat(Math.max(0, numberOf(count)))),
  STRCMP: integer(2, ([a, b]) => (folded(a) === folded(b) ? 0 : folded(a) < folded(b) ? -1 : 1)),
  MID: text(3, ([value, from, count]) => substring(value, from, count)),
  SUBSTR: text([2, 3], ([value, from, count]) => substring(value, from, count)),
  SUBSTRING: text([2, 3], ([value, from, count]) => substring(value, from, count)),
  SUBSTRING_INDEX: text(3, ([value, delimiter, count]) => substringIndex(textOf(value), textOf(delimiter), numberOf(count))),
  TO_BASE64: text(1, ([value]) => bytesOf(value).toString('base64')),
};
