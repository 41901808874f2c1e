import type { Hit } from './traffic.ts';

/** A stretch in which nobody was answered well; monotonic ms. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

/** How long an answer takes, what is late, and how late it may be and still be one; ms. */
export interface Pace {
  readonly typicalMs: number;
  /** More than this beyond the typical is late: less the probe could not tell. */
  readonly exactMs: number;
  readonly patienceMs: number;
}

/**
 * The gaps in the answers for one page, in order: from the sending of the first request that was not answered well to the
 * sending of the next that was. One that was answered after more than the patience counts as a reader left waiting, and any
 * late one tells of the moment it came at, not of the one it was asked at. A gap that never ended lasts to the last answer.
 */
export function gapsIn(hits: readonly Hit[], pace: Pace): readonly Gap[] {
  const gaps: Gap[] = [];
  let from: number | undefined;
  for (const { at, good } of moments(hits, pace)) {
    if (!good) from ??= at;
    else if (from !== undefined) {
      gaps.push({ from, until: at });
      from = undefined;
    }
  }
  return from === undefined ? gaps : [...gaps, { from, until: Math.max(...hits.map((hit) => hit.endedAt)) }];
}

function moments(hits: readonly Hit[], { typicalMs, exactMs, patienceMs }: Pace): readonly { readonly at: number; readonly good: boolean }[] {
  return hits
    .flatMap(({ ok, sentAt, endedAt }) => {
      if (!ok) return [{ at: sentAt, good: false }];
      const tookMs = endedAt - sentAt;
      const come = { at: tookMs > typicalMs + exactMs ? endedAt - typicalMs : sentAt, good: true };
      return tookMs > patienceMs ? [{ at: sentAt, good: false }, come] : [come];
    })
    .toSorted((a, b) => a.at - b.at);
}

// A reader who waits a second for a page does not call it an outage.
const leastPatience = 1_000;

/** What is usual for this blog, from the answers that came before anything was made to fail. */
export function paceOf(hits: readonly Hit[], struckAt: number, everyMs: number): Pace {
  const took = hits
    .filter(({ ok, endedAt }) => ok && endedAt <= struckAt)
    .map(({ sentAt, endedAt }) => endedAt - sentAt)
    .toSorted((a, b) => a - b);
  return { typicalMs: took[Math.floor(took.length / 2)] ?? 0, exactMs: everyMs, patienceMs: Math.max(leastPatience, (took.at(-1) ?? 0) + everyMs) };
}
