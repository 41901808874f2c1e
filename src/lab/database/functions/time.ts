import { numberOf, textOf, type Argument, type Functions, type SqlFunction } from './function.ts';

const day = 86_400_000;
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const two = (value: number) => String(value).padStart(2, '0');

/** The server's time zone is UTC, as an RDS server's is until somebody changes it. */
export const dateText = (date: Date) => date.toISOString().slice(0, 10);
export const timeText = (date: Date) => date.toISOString().slice(11, 19);
export const dateTimeText = (date: Date) => `${dateText(date)} ${timeText(date)}`;

/** `2024-05-06`, `2024-05-06 07:08:09.5`, `20240506`, `20240506070809`; undefined for what is no date. */
export function parseDate(value: Argument | undefined): Date | undefined {
  const text = textOf(value).trim();
  const found = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:[T ]?(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.(\d{1,6}))?)?)?$/.exec(text);
  if (found === null) return undefined;
  const [, year, month, date, hour, minute, second, fraction] = found;
  const ms = fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000);
  const parsed = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), ms));
  return Number.isNaN(parsed.getTime()) || parsed.getUTCMonth() !== Number(month) - 1 ? undefined : parsed;
}

const hasTime = (value: Argument | undefined) => /[ T]\d/.test(textOf(value)) || /^\d{14}$/.test(textOf(value));

/** A part of a date; NULL when it is none. */
const part = (of: (date: Date) => number): SqlFunction => ({
  gives: 'integer',
  takes: 1,
  call: ([value]) => {
    const date = parseDate(value) ?? parseDate(`1970-01-01 ${textOf(value)}`);
    return date === undefined ? null : of(date);
  },
});

const dayOfYear = (date: Date) =>
  Math.floor((Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) / day) + 1;

/** WEEK's modes 0 to 7: the first day of the week, whether weeks start at 0, and what makes a week the first. */
function weekOf(date: Date, mode: number): { year: number; week: number } {
  const monday = (mode & 1) !== 0;
  const fromOne = (mode & 2) !== 0;
  const fourDays = ((mode & 4) !== 0) !== monday;
  const weekday = (of: Date) => (of.getUTCDay() + (monday ? 6 : 0)) % 7;
  const firstWeek = (year: number) => {
    const first = new Date(Date.UTC(year, 0, 1));
    const offset = weekday(first);
    const whole = fourDays ? offset <= 3 : offset === 0;
    return first.getTime() + (whole ? -offset : 7 - offset) * day;
  };
  const year = date.getUTCFullYear();
  const at = Math.floor((date.getTime() - firstWeek(year)) / (7 * day)) + 1;
  if (at < 1) return fromOne ? weekOf(new Date(Date.UTC(year - 1, 11, 31)), mode) : { year: year - 1, week: 0 };
  if (fromOne && date.getTime() >= firstWeek(year + 1)) return { year: year + 1, week: 1 };
  return { year, week: at };
}

const formats: Readonly<Record<string, (date: Date) => string>> = {
  a: (d) => (dayNames[d.getUTCDay()] ?? '').slice(0, 3),
  b: (d) => (monthNames[d.getUTCMonth()] ?? '').slice(0, 3),
  c: (d) => String(d.getUTCMonth() + 1),
  D: (d) => ordinal(d.getUTCDate()),
  d: (d) => two(d.getUTCDate()),
  e: (d) => String(d.getUTCDate()),
  f: (d) => String(d.getUTCMilliseconds() * 1000).padStart(6, '0'),
  H: (d) => two(d.getUTCHours()),
  h: (d) => two(d.getUTCHours() % 12 || 12),
  I: (d) => two(d.getUTCHours() % 12 || 12),
  i: (d) => two(d.getUTCMinutes()),
  j: (d) => String(dayOfYear(d)).padStart(3, '0'),
  k: (d) => String(d.getUTCHours()),
  l: (d) => String(d.getUTCHours() % 12 || 12),
  M: (d) => monthNames[d.getUTCMonth()] ?? '',
  m: (d) => two(d.getUTCMonth() + 1),
  p: (d) => (d.getUTCHours() < 12 ? 'AM' : 'PM'),
  r: (d) => `${two(d.getUTCHours() % 12 || 12)}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  S: (d) => two(d.getUTCSeconds()),
  s: (d) => two(d.getUTCSeconds()),
  T: timeText,
  U: (d) => two(weekOf(d, 0).week),
  u: (d) => two(weekOf(d, 1).week),
  V: (d) => two(weekOf(d, 2).week),
  v: (d) => two(weekOf(d, 3).week),
  W: (d) => dayNames[d.getUTCDay()] ?? '',
  w: (d) => String(d.getUTCDay()),
  X: (d) => String(weekOf(d, 2).year),
  x: (d) => String(weekOf(d, 3).year),
  Y: (d) => String(d.getUTCFullYear()),
  y: (d) => two(d.getUTCFullYear() % 100),
};

const ordinal = (n: number) => `${n}${n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
const format = (date: Date, pattern: string) => pattern.replace(/%(.)/gs, (_, letter: string) => formats[letter]?.(date) ?? letter);

/** `value` and `count` units later, written as the shortest of date or date-time that holds it. */
function shift(value: Argument | undefined, count: number, unit: string): Argument {
  const date = parseDate(value);
  if (date === undefined) return null;
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12 }[unit];
  const lengths = { MICROSECOND: 0.001, SECOND: 1000, MINUTE: 60_000, HOUR: 3_600_000, DAY: day, WEEK: 7 * day }[unit];
  if (months !== undefined) {
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count * months + 1, 0)).getUTCDate();
    date.setUTCMonth(date.getUTCMonth() + count * months, Math.min(date.getUTCDate(), last));
  } else if (lengths === undefined) return null;
  else date.setTime(date.getTime() + count * lengths);
  return hasTime(value) || ['MICROSECOND', 'SECOND', 'MINUTE', 'HOUR'].includes(unit) ? dateTimeText(date) : dateText(date);
}

const inMonth = (date: Date) => date.getTime() - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);

function difference(unit: string, from: Date, to: Date): number | null {
  const ms = to.getTime() - from.getTime();
  const lengths = { MICROSECOND: 0.001, SECOND: 1000, MINUTE: 60_000, HOUR: 3_600_000, DAY: day, WEEK: 7 * day }[unit];
  if (lengths !== undefined) return Math.trunc(ms / lengths);
  const whole = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const months = whole - (ms >= 0 && inMonth(to) < inMonth(from) ? 1 : ms < 0 && inMonth(to) > inMonth(from) ? -1 : 0);
  return unit === 'MONTH' ? months : unit === 'QUARTER' ? Math.trunc(months / 3) : unit === 'YEAR' ? Math.trunc(months / 12) : null;
}

function parseByPattern(value: string, pattern: string): Argument {
  const order: string[] = [];
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%([YymcdeHkhisSTf])/g, (_, letter: string) => {
    order.push(letter);
    return letter === 'Y' ? '(\\d{4})' : letter === 'T' ? '(\\d{1,2}:\\d{2}:\\d{2})' : '(\\d{1,2})';
  });
  const found = new RegExp(`^${source}`).exec(value);
  if (found === null) return null;
  const got = (...letters: string[]) => found[order.findIndex((letter) => letters.includes(letter)) + 1];
  const has = (...letters: string[]) => order.some((letter) => letters.includes(letter));
  const date = `${got('Y', 'y') ?? '0000'}-${(got('m', 'c') ?? '0').padStart(2, '0')}-${(got('d', 'e') ?? '0').padStart(2, '0')}`;
  const time = has('T')
    ? got('T')
    : `${(has('H', 'k', 'h') ? (got('H', 'k', 'h') ?? '0') : '0').padStart(2, '0')}:${(has('i') ? (got('i') ?? '0') : '0').padStart(2, '0')}:${(has('s', 'S') ? (got('s', 'S') ?? '0') : '0').padStart(2, '0')}`;
  const timed = has('H', 'k', 'h', 'i', 's', 'S', 'T');
  return has('Y', 'y', 'm', 'c', 'd', 'e') ? (timed ? `${date} ${time}` : date) : (time ?? null);
}

const moment = (write: (date: Date) => string): SqlFunction => ({ gives: 'text', takes: [0, 1], call: (_, __, { now }) => write(new Date(now)) });
const dated = (takes: SqlFunction['takes'], call: (date: Date, args: readonly Argument[]) => Argument, gives: SqlFunction['gives'] = 'text'): SqlFunction => ({
  gives,
  takes,
  call: (args) => {
    const date = parseDate(args[0]);
    return date === undefined ? null : call(date, args);
  },
});

/** A value on its way into a column of dates or times: written as that column's type, or refused with MySQL's sentence. */
const stored = (kind: 'date' | 'datetime' | 'time', write: (value: string) => string | undefined): SqlFunction => ({
  gives: 'text',
  takes: 2,
  call: ([value, column]) => {
    const written = textOf(value).startsWith('0000-00-00') ? (kind === 'date' ? '0000-00-00' : '0000-00-00 00:00:00') : write(textOf(value));
    if (written === undefined) throw new Error(`Incorrect ${kind} value: '${textOf(value)}' for column '${textOf(column)}' at row 1`);
    return written;
  },
});
const fractionOf = (value: string) => /\.\d+$/.exec(value)?.[0] ?? '';
const written = (write: (date: Date) => string) => (value: string) => ((date) => (date === undefined ? undefined : write(date)))(parseDate(value));

/** NOW and its like, parts of dates, and arithmetic on them; times are UTC. */
export const timeFunctions: Functions = {
  STORED_DATE: stored('date', written(dateText)),
  STORED_DATETIME: stored(
    'datetime',
    written((date) => dateTimeText(new Date(Math.round(date.getTime() / 1000) * 1000))),
  ),
  STORED_TIME: stored('time', (value) =>
    /^-?\d{1,3}:\d{2}(:\d{2})?$/.test(value) ? value : parseDate(value) === undefined ? undefined : `${value.slice(11)}`.replace(fractionOf(value), ''),
  ),
  NOW: moment(dateTimeText),
  CURRENT_TIMESTAMP: moment(dateTimeText),
  LOCALTIME: moment(dateTimeText),
  LOCALTIMESTAMP: moment(dateTimeText),
  SYSDATE: moment(dateTimeText),
  UTC_TIMESTAMP: moment(dateTimeText),
  CURDATE: moment(dateText),
  CURRENT_DATE: moment(dateText),
  UTC_DATE: moment(dateText),
  CURTIME: moment(timeText),
  CURRENT_TIME: moment(timeText),
  UTC_TIME: moment(timeText),
  UNIX_TIMESTAMP: {
    gives: 'integer',
    takes: [0, 1],
    call: ([value], _, { now }) => (value === undefined ? Math.floor(now / 1000) : Math.max(0, Math.floor((parseDate(value)?.getTime() ?? 0) / 1000))),
  },
  FROM_UNIXTIME: {
    gives: 'text',
    takes: [1, 2],
    call: ([seconds, pattern]) => {
      const date = new Date(numberOf(seconds) * 1000);
      return pattern === undefined ? dateTimeText(date) : format(date, textOf(pattern));
    },
  },
  DATE: dated(1, dateText),
  TIME: {
    gives: 'text',
    takes: 1,
    call: ([value]) => (/^\d{1,2}:\d{2}/.test(textOf(value)) ? textOf(value) : ((date) => (date === undefined ? null : timeText(date)))(parseDate(value))),
  },
  TIMESTAMP: dated(1, dateTimeText),
  DATE_FORMAT: dated(2, (date, [, pattern]) => format(date, textOf(pattern ?? ''))),
  TIME_FORMAT: {
    gives: 'text',
    takes: 2,
    call: ([value, pattern]) =>
      ((date) => (date === undefined ? null : format(date, textOf(pattern))))(parseDate(value) ?? parseDate(`1970-01-01 ${textOf(value)}`)),
  },
  STR_TO_DATE: { gives: 'text', takes: 2, call: ([value, pattern]) => parseByPattern(textOf(value), textOf(pattern)) },
  DATE_ADD: { gives: 'text', takes: 3, call: ([value, count, unit]) => shift(value, numberOf(count), textOf(unit)) },
  DATE_SUB: { gives: 'text', takes: 3, call: ([value, count, unit]) => shift(value, -numberOf(count), textOf(unit)) },
  TIMESTAMPADD: { gives: 'text', takes: 3, call: ([unit, count, value]) => shift(value, numberOf(count), textOf(unit)) },
  DATEDIFF: {
    gives: 'integer',
    takes: 2,
    call: ([a, b]) => {
      const [from, to] = [parseDate(b), parseDate(a)];
      return from === undefined || to === undefined ? null : Math.floor(to.getTime() / day) - Math.floor(from.getTime() / day);
    },
  },
  TIMESTAMPDIFF: {
    gives: 'integer',
    takes: 3,
    call: ([unit, a, b]) => {
      const [from, to] = [parseDate(a), parseDate(b)];
      return from === undefined || to === undefined ? null : difference(textOf(unit), from, to);
    },
  },
  LAST_DAY: dated(1, (date) => dateText(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)))),
  DAYNAME: dated(1, (date) => dayNames[date.getUTCDay()] ?? null),
  MONTHNAME: dated(1, (date) => monthNames[date.getUTCMonth()] ?? null),
  WEEK: dated([1, 2], (date, [, mode]) => weekOf(date, numberOf(mode ?? 0)).week, 'integer'),
  YEARWEEK: dated([1, 2], (date, [, mode]) => ((at) => at.year * 100 + at.week)(weekOf(date, numberOf(mode ?? 0) | 2)), 'integer'),
  WEEKOFYEAR: part((date) => weekOf(date, 3).week),
  YEAR: part((date) => date.getUTCFullYear()),
  QUARTER: part((date) => Math.floor(date.getUTCMonth() / 3) + 1),
  MONTH: part((date) => date.getUTCMonth() + 1),
  DAY: part((date) => date.getUTCDate()),
  DAYOFMONTH: part((date) => date.getUTCDate()),
  DAYOFWEEK: part((date) => date.getUTCDay() + 1),
  WEEKDAY: part((date) => (date.getUTCDay() + 6) % 7),
  DAYOFYEAR: part(dayOfYear),
  HOUR: part((date) => date.getUTCHours()),
  MINUTE: part((date) => date.getUTCMinutes()),
  SECOND: part((date) => date.getUTCSeconds()),
  MICROSECOND: part((date) => date.getUTCMilliseconds() * 1000),
  TO_DAYS: dated(1, (date) => Math.floor(date.getTime() / day) + 719_528, 'integer'),
  FROM_DAYS: { gives: 'text', takes: 1, call: ([days]) => dateText(new Date((numberOf(days) - 719_528) * day)) },
  TIME_TO_SEC: part((date) => date.getUTCHours() * 3600 + date.getUTCMinutes() * 60 + date.getUTCSeconds()),
  SEC_TO_TIME: {
    gives: 'text',
    takes: 1,
    call: ([seconds]) => ((s) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`)(Math.trunc(numberOf(seconds))),
  },
};
