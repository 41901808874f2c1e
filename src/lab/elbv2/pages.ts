import { pageOf, type Page } from '../pages.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

const largest = 400;

/** ELB's pagination: `Marker` in, `NextMarker` out, at most 400 at a time. */
export function page<Row extends { id: string }>(
  world: World,
  rows: readonly Row[],
  { Marker: marker, PageSize: size = largest }: { Marker?: string | undefined; PageSize?: number | undefined },
): Page<Row> {
  if (size < 1 || size > largest) throw invalid(`Page size '${size}' must be between '1' and '${largest}'`);
  const shown = pageOf(world, rows, (row) => row.id, size, marker);
  if (shown === undefined) throw invalid(`'${marker}' is not a valid marker`);
  return shown;
}

/** `NextMarker` as a member only when there is one. */
export const nextMarker = (shown: Page<unknown>) => (shown.next === undefined ? {} : { NextMarker: shown.next });
