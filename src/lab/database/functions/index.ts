import type { Functions } from './function.ts';
import { numberFunctions } from './numbers.ts';
import { textFunctions } from './text.ts';
import { timeFunctions } from './time.ts';

/** MySQL's functions that SQLite lacks or understands differently, by their upper-case names. */
export const functions: Functions = { ...textFunctions, ...timeFunctions, ...numberFunctions };

/** Inside SQLite they carry this prefix, so that nothing of SQLite's own is replaced but LIKE and REGEXP. */
export const prefix = 'my_';

/** What SQLite has under the same name with the same meaning. */
export const sameInSqlite: ReadonlySet<string> = new Set(
  'COUNT SUM AVG MIN MAX ABS ROUND COALESCE IFNULL NULLIF ROW_NUMBER RANK DENSE_RANK NTILE LAG LEAD FIRST_VALUE LAST_VALUE JSON_VALID'.split(' '),
);
