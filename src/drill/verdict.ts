import type { Measured } from '../step.ts';
import { gapsIn, paceOf, type Gap } from './gaps.ts';
import type { DrillResult, FailureKind, Page } from './result.ts';
import type { Hit } from './traffic.ts';

type Figures = Pick<
  DrillResult,
  'sent' | 'failed' | 'failedBy' | 'longestGapMs' | 'gapsMs' | 'longestGap' | 'failingMs' | 'answeredBy' | 'resolutionMs' | 'asked'
>;

/** When things were, in monotonic ms, and the probe's pause. */
export interface Course {
  readonly began: number;
  readonly struckAt: number;
  readonly everyMs: number;
}

const lengthOf = ({ from, until }: Gap) => until - from;

/** What the probe's requests come to. */
export function measure(hits: readonly Hit[], { began, struckAt, everyMs }: Course): Figures {
  const pace = paceOf(hits, struckAt, everyMs);
  const gapsOf = (page: Page) =>
    gapsIn(
      hits.filter((hit) => hit.page === page),
      pace,
    );
  const longestOf = (gaps: readonly Gap[]) => gaps.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  const [shallow, deep] = [longestOf(gapsOf('shallow')), longestOf(gapsOf('deep'))];
  const longest = longestOf([shallow, deep].filter((gap) => gap !== undefined));
  const failed = hits.filter((hit) => !hit.ok);
  const [first, last] = [failed[0], failed.at(-1)];
  return {
    sent: hits.length,
    failed: failed.length,
    failedBy: countKinds(failed),
    resolutionMs: Math.round(everyMs),
    longestGapMs: longest === undefined ? 0 : Math.round(lengthOf(longest)),
    gapsMs: { shallow: shallow === undefined ? 0 : Math.round(lengthOf(shallow)), deep: deep === undefined ? 0 : Math.round(lengthOf(deep)) },
    ...(longest === undefined ? {} : { longestGap: { fromMs: Math.round(longest.from - began), untilMs: Math.round(longest.until - began) } }),
    failingMs: first === undefined || last === undefined ? 0 : Math.round(last.sentAt - first.sentAt + everyMs),
    answeredBy: Object.fromEntries(answeredBy(hits)),
    asked: hits.map((hit) => ({ ...asAsked(hit, began), ...(hit.ok && hit.endedAt - hit.sentAt > pace.patienceMs ? { waited: true as const } : {}) })),
  };
}

/** One request as the result keeps it. */
export function asAsked({ sentAt, endedAt, ...hit }: Hit, began: number): DrillResult['asked'][number] {
  return { ...hit, sentMs: Math.round(sentAt - began), tookMs: Math.round(endedAt - sentAt) };
}

function countKinds(failed: readonly Hit[]): Figures['failedBy'] {
  const counts: Partial<Record<FailureKind, number>> = {};
  for (const { kind = 'other' } of failed) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
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
