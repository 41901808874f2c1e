import { pageOf, type Page } from '../pages.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

const least = 20;
const most = 100;

/** RDS's pagination: `Marker` in and out, 20 to 100 at a time. */
export function page<Row>(
  world: World,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { Marker: marker, MaxRecords: size = most }: { Marker?: string | undefined; MaxRecords?: number | undefined },
): Page<Row> {
  if (size < least || size > most) throw invalid(`Invalid value ${size} for MaxRecords. Must be between ${least} and ${most}`);
  const shown = pageOf(world, rows, keyOf, size, marker);
  if (shown === undefined) throw invalid(`Invalid marker: ${marker}`);
  return shown;
}

/** `Marker` as a member only when there is one. */
export const nextMarker = (shown: Page<unknown>) => (shown.next === undefined ? {} : { Marker: shown.next });
