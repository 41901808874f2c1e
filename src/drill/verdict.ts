import type { Measured } from '../step.ts';
import { gapsIn } from './timeline.ts';
import type { Hit } from './traffic.ts';

/** The drill's figures. `at` is when it happened, by the wall clock. */
export function measure(hits: readonly Hit[], at: number): Measured {
  const longest = Math.max(0, ...gapsIn(hits).map((gap) => gap.until - gap.from));
  return { sent: hits.length, failed: hits.filter((hit) => !hit.ok).length, longestGapMs: Math.round(longest), at: new Date(at).toISOString() };
}

/** Who answered how often. */
export function answeredBy(hits: readonly Hit[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { ok, server } of hits) if (ok && server !== undefined) counts.set(server, (counts.get(server) ?? 0) + 1);
  return counts;
}

/** As the value of a tag; AWS allows few signs in one. */
export function asTag({ sent, failed, longestGapMs, at }: Measured): string {
  return `sent=${sent} failed=${failed} gap=${longestGapMs} at=${at}`;
}

/** What `asTag` wrote; undefined for anything else. */
export function fromTag(value: string | undefined): Measured | undefined {
  const match = /^sent=(\d+) failed=(\d+) gap=(\d+) at=(\S+)$/.exec(value ?? '');
  if (match === null) return undefined;
  const [, sent, failed, gap, at = ''] = match;
  return { sent: Number(sent), failed: Number(failed), longestGapMs: Number(gap), at };
}
