import { Refusal } from './operation.ts';
import type { TagLike } from './tags.ts';

/** What a filter compares with: one value, several (any may match), or nothing (never matches). */
export type Comparable = string | number | boolean | Date | undefined;
export type Found = Comparable | readonly Comparable[];

/** Filter name → what a row has under it. */
export type FilterTable<Row> = Readonly<Record<string, (row: Row) => Found>>;

export interface Filter {
  readonly Name?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

const nothing = () => undefined;

/** Documented filters for things the lab never has: accepted, and match nothing. */
export function absent<Name extends string>(...names: Name[]): Record<Name, () => undefined> {
  return Object.fromEntries(names.map((name) => [name, nothing])) as Record<Name, () => undefined>;
}

type Test = (value: string) => boolean;

/**
 * One predicate from all filters (all must hold; of one filter's values, any). It is compiled once a request, so that
 * ten thousand rows cost a property read and a comparison each. With `tagsOf`, `tag:<key>`, `tag-key` and `tag-value` work too.
 */
export function matcher<Row>(
  filters: readonly Filter[] | undefined,
  table: FilterTable<Row>,
  tagsOf?: (row: Row) => readonly TagLike[] | undefined,
): (row: Row) => boolean {
  const tests = (filters ?? []).map((filter) => rowTest(filter, table, tagsOf));
  const [only] = tests;
  if (only === undefined) return () => true;
  return tests.length === 1 ? only : (row) => tests.every((test) => test(row));
}

function rowTest<Row>(filter: Filter, table: FilterTable<Row>, tagsOf?: (row: Row) => readonly TagLike[] | undefined): (row: Row) => boolean {
  const { Name: name, Values: values = [] } = filter;
  if (name === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter Filter.Name');
  if (values.length > 200) throw new Refusal('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
  const test = anyOf(values);
  if (tagsOf !== undefined) {
    if (name.startsWith('tag:')) return byTag(name.slice('tag:'.length), test, tagsOf);
    if (name === 'tag-key') return (row) => (tagsOf(row) ?? []).some((tag) => test(tag.Key ?? ''));
    if (name === 'tag-value') return (row) => (tagsOf(row) ?? []).some((tag) => test(tag.Value ?? ''));
  }
  const find = Object.hasOwn(table, name) ? table[name] : undefined;
  if (find === undefined) throw new Refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (row) => holds(find(row), test);
}

function byTag<Row>(key: string, test: Test, tagsOf: (row: Row) => readonly TagLike[] | undefined): (row: Row) => boolean {
  return (row) => {
    const tag = tagsOf(row)?.find((one) => one.Key === key);
    return tag !== undefined && test(tag.Value ?? '');
  };
}

function holds(found: Found, test: Test): boolean {
  if (typeof found === 'string') return test(found);
  if (found === undefined) return false;
  if (isList(found)) return found.some((one) => holds(one, test));
  return test(found instanceof Date ? found.toISOString() : String(found));
}

function isList(found: Found): found is readonly Comparable[] {
  return Array.isArray(found);
}

function anyOf(values: readonly string[]): Test {
  const exact = new Set(values.filter((value) => !wild.test(value)));
  const patterns = values.filter((value) => wild.test(value)).map(pattern);
  if (patterns.length > 0) return (value) => exact.has(value) || patterns.some((one) => one.test(value));
  const [only] = exact;
  return exact.size === 1 ? (value) => value === only : (value) => exact.has(value);
}

const wild = /[*?\\]/;

/** `*` any run, `?` any one character; a backslash takes the next character as it is. */
function pattern(value: string): RegExp {
  const source = value.replaceAll(/\\(.)|[*?]|[^\w\s]/gs, (piece: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[^\w\s]/, '\\$&');
    if (piece === '*') return '.*';
    return piece === '?' ? '.' : `\\${piece}`;
  });
  return new RegExp(`^${source}$`, 's');
}
