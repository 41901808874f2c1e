import { matcher, type Filter, type FilterTable } from '../filters.ts';
import { pageOf } from '../pages.ts';
import type { TagLike } from '../tags.ts';
import type { Tables, World } from '../world.ts';
import { findAll, type Found } from './ids.ts';
import { combination, invalid } from './refusals.ts';

/** What each Describe call of EC2 takes besides its ids. */
export interface DescribeInput {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** How one kind is described. */
export interface Described<K extends Found> {
  readonly kind: K;
  readonly filters: FilterTable<Tables[K]>;
  /** The parameter that lists ids, as EC2 names it in its refusal to page through them; undefined: the two go together. */
  readonly idsParameter?: string;
  /** Least and most that MaxResults may be. */
  readonly page?: readonly [least: number, most: number];
}

export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly NextToken?: string;
}

/** The rows a Describe call asks for: by ids (each must exist), what the caller may see, then filters, then one page. */
export function list<K extends Found>(
  world: World,
  how: Described<K>,
  ids: readonly string[] | undefined,
  input: DescribeInput,
  seen?: (row: Tables[K]) => boolean,
): Listed<Tables[K]> {
  const asked = ids ?? [];
  if (asked.length > 0 && how.idsParameter !== undefined && input.MaxResults !== undefined) {
    throw combination(`The parameter ${how.idsParameter} cannot be used with the parameter maxResults`);
  }
  const tags: (row: Tables[K]) => readonly TagLike[] | undefined = tagsOf;
  const matches = matcher<Tables[K]>(input.Filters, how.filters, tags);
  const rows = asked.length > 0 ? findAll(world, how.kind, asked) : world.table(how.kind).all();
  const found = seen === undefined ? rows : rows.filter(seen);
  return paged(world, found.filter(matches), (row) => row.id, input, how.page);
}

/** One page of rows under EC2's rules for MaxResults and NextToken. */
export function paged<Row>(
  world: World,
  rows: readonly Row[],
  idOf: (row: Row) => string,
  input: DescribeInput,
  [least, most]: readonly [number, number] = [5, 1000],
): Listed<Row> {
  const { MaxResults: size, NextToken: token } = input;
  if (size !== undefined && size < least)
    throw invalid(`Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than or equal to ${least}.`);
  if (size !== undefined && size > most)
    throw invalid(`Value ( ${size} ) for parameter maxResults is invalid. Expecting a value less than or equal to ${most}.`);
  const page = pageOf(world, rows, idOf, size ?? Infinity, token);
  if (page === undefined) throw invalid(`Value ( ${token} ) for parameter NextToken is invalid. The token is invalid.`);
  return page.next === undefined ? { rows: page.rows } : { rows: page.rows, NextToken: page.next };
}

/** A record's tags, wherever its shape keeps them. */
export function tagsOf(row: {
  readonly Tags?: readonly TagLike[] | undefined;
  readonly TagSet?: readonly TagLike[] | undefined;
}): readonly TagLike[] | undefined {
  return row.TagSet ?? row.Tags;
}

/** What another service of AWS manages is shown only on request; the lab has nothing of the kind, and says so by its rows. */
export function unlessManaged(asked: boolean | undefined): (row: { readonly Operator?: { readonly Managed?: boolean | undefined } | undefined }) => boolean {
  return (row) => asked === true || row.Operator?.Managed !== true;
}
