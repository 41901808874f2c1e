/** A value inside SQLite, as its functions see it. */
export type Argument = null | number | string | Uint8Array;

/** What a function may know of the statement it runs in. Recorded with the statement, so that a replay computes the same. */
export interface Moment {
  /** ms since the epoch. */
  readonly now: number;
  readonly seed: number;
}

export interface SqlFunction {
  /** SQLite has no way to say "an integer" through this door, so the translator casts what these give. */
  readonly gives: 'integer' | 'number' | 'text' | 'boolean';
  /** Number of arguments, or the least and the most. */
  readonly takes: number | readonly [least: number, most: number];
  /** Is called with NULLs too; without this a NULL argument makes the answer NULL. */
  readonly seesNull?: true;
  call(args: readonly Argument[], random: () => number, moment: Moment): Argument | boolean;
}

export type Functions = Readonly<Record<string, SqlFunction>>;

export const textOf = (value: Argument | undefined): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'string'
      ? value
      : typeof value === 'number'
        ? String(value)
        : Buffer.from(value).toString('utf8');

/** MySQL's reading of a text as a number: what it starts with, else 0. */
export const numberOf = (value: Argument | undefined): number =>
  typeof value === 'number' ? value : Number(/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(textOf(value))?.[0] ?? 0);

export const bytesOf = (value: Argument | undefined): Buffer => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(textOf(value), 'utf8'));

/** Characters, not UTF-16 units: an emoji counts as one. */
export const charactersOf = (value: Argument | undefined): string[] => [...textOf(value)];
