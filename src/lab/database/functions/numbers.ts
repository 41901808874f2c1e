import { numberOf, textOf, type Functions, type SqlFunction } from './function.ts';

const number = (takes: SqlFunction['takes'], call: (...values: number[]) => number | null): SqlFunction => ({
  gives: 'number',
  takes,
  call: (args) => finite(call(...args.map(numberOf))),
});
const integer = (takes: SqlFunction['takes'], call: (...values: number[]) => number | null): SqlFunction => ({ ...number(takes, call), gives: 'integer' });
const finite = (value: number | null) => (value === null || !Number.isFinite(value) ? null : value);

/** The version-4 look of a UUID, made from the statement's own random numbers so that a replay makes the same one. */
function uuid(random: () => number): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-11ef-8${hex(3)}-${hex(12)}`;
}

export const numberFunctions: Functions = {
  ACOS: number(1, Math.acos),
  ASIN: number(1, Math.asin),
  ATAN: number([1, 2], (y = 0, x = 1) => Math.atan2(y, x)),
  CEIL: integer(1, Math.ceil),
  CEILING: integer(1, Math.ceil),
  FLOOR: integer(1, Math.floor),
  COS: number(1, Math.cos),
  SIN: number(1, Math.sin),
  TAN: number(1, Math.tan),
  DEGREES: number(1, (value = 0) => (value * 180) / Math.PI),
  RADIANS: number(1, (value = 0) => (value * Math.PI) / 180),
  EXP: number(1, Math.exp),
  LN: number(1, (value = 0) => (value > 0 ? Math.log(value) : null)),
  LOG: number([1, 2], (a = 0, b) => (b === undefined ? Math.log(a) : Math.log(b) / Math.log(a))),
  LOG10: number(1, Math.log10),
  LOG2: number(1, Math.log2),
  MOD: number(2, (a = 0, b = 0) => (b === 0 ? null : a % b)),
  PI: number(0, () => Math.PI),
  POW: number(2, Math.pow),
  POWER: number(2, Math.pow),
  SIGN: integer(1, Math.sign),
  SQRT: number(1, (value = 0) => (value < 0 ? null : Math.sqrt(value))),
  TRUNCATE: number(2, (value = 0, places = 0) => Math.trunc(value * 10 ** places) / 10 ** places),
  CONV: {
    gives: 'text',
    takes: 3,
    call: ([value, from, to]) => {
      const parsed = Number.parseInt(textOf(value), Math.abs(numberOf(from)));
      return Number.isNaN(parsed) ? '0' : parsed.toString(Math.abs(numberOf(to))).toUpperCase();
    },
  },
  RAND: { gives: 'number', takes: [0, 1], call: (_, random) => random() },
  UUID: { gives: 'text', takes: 0, call: (_, random) => uuid(random) },
  INET_ATON: {
    gives: 'integer',
    takes: 1,
    call: ([address]) =>
      textOf(address)
        .split('.')
        .reduce((sum, byte) => sum * 256 + Number(byte), 0),
  },
  INET_NTOA: { gives: 'text', takes: 1, call: ([value]) => [24, 16, 8, 0].map((bits) => Math.floor(numberOf(value) / 2 ** bits) % 256).join('.') },
};
