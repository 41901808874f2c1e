import type { World } from './world.ts';

/** A piece of a list and, when more is left, the token that asks for the rest. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** Where the next page begins: after the row with this id, or, when that row has gone meanwhile, at this place. */
interface Mark {
  readonly after: string;
  readonly at: number;
}

/**
 * One page of `rows`, at most `size` long, beginning where `token` says. `undefined`: the token is none of ours;
 * each service refuses that in its own words. The fact `page-size` forces smaller pages, so that a caller who
 * forgets the next page shows it.
 */
export function pageOf<Row>(world: World, rows: readonly Row[], idOf: (row: Row) => string, size: number, token?: string | undefined): Page<Row> | undefined {
  const start = token === undefined ? 0 : startOf(rows, idOf, token);
  if (start === undefined) return undefined;
  const forced = Number(world.table('fact').get('page-size')?.value ?? Infinity);
  const end = start + Math.min(size, forced);
  if (start === 0 && end >= rows.length) return { rows };
  const some = rows.slice(start, end);
  const last = some.at(-1);
  return end < rows.length && last !== undefined ? { rows: some, next: written({ after: idOf(last), at: end }) } : { rows: some };
}

function startOf<Row>(rows: readonly Row[], idOf: (row: Row) => string, token: string): number | undefined {
  const mark = read(token);
  if (!mark) return undefined;
  const expected = rows[mark.at - 1];
  if (expected !== undefined && idOf(expected) === mark.after) return mark.at;
  const found = rows.findIndex((row) => idOf(row) === mark.after);
  return found < 0 ? mark.at : found + 1;
}

function written(mark: Mark): string {
  return Buffer.from(JSON.stringify([mark.at, mark.after])).toString('base64url');
}

function read(token: string): Mark | undefined {
  try {
    const mark: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (!Array.isArray(mark)) return undefined;
    const [at, after]: unknown[] = mark;
    return typeof at === 'number' && typeof after === 'string' ? { at, after } : undefined;
  } catch {
    return undefined;
  }
}
