import type { Clock } from '../clock.ts';
import type { Hit } from './traffic.ts';

/** What a drill does. */
export interface Acts {
  /** Makes it fail; resolves when the blog goes on without it. */
  strike(): Promise<void>;
  /** Puts right what must not stay as it is; runs whatever happens, and heeds no interruption. */
  restore(): Promise<void>;
  /** Until everything is redundant again. */
  recovered(): Promise<void>;
}

const calmMs = 10_000; // of AWS's time, before and after
const shortestCalm = 1_500;
/** Of AWS's time: when readers get no page for as long as this without what failed, the blog does not live through it. */
const longestHoldMs = 60_000;
/** Real ms: answers take real time, however fast a practice cloud's clock runs. */
const shortestHold = 15_000;
const lookEveryMs = 200;

interface Place {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** When it came to what, in monotonic ms. */
export interface Moments {
  began: number;
  struckAt: number;
  /** The blog goes on, and what failed is still away: now it is to be seen whether readers are answered. */
  heldFrom: number;
  mendedAt: number;
  redundantAt: number;
}

/** Quiet, the failure, quiet, everything as before, quiet; `at` says as it goes what has come to pass. */
export async function goThrough({ clock, signal }: Place, { strike, restore, recovered }: Acts, at: Moments, hits: () => readonly Hit[]): Promise<void> {
  const calm = () => clock.sleep(Math.max(shortestCalm, calmMs / clock.pace), signal);
  await calm();
  at.struckAt = clock.monotonic();
  try {
    await strike();
    at.heldFrom = clock.monotonic();
    await calm();
    // Readers who are slow to be answered (a busy machine, a cold cache) are no proof that they never are.
    const giveUp = at.heldFrom + Math.max(shortestHold, longestHoldMs / clock.pace);
    const lately = () => hits().filter(({ sentAt }) => sentAt >= at.heldFrom);
    while (!bothAnswered(lately()) && clock.monotonic() < giveUp) await clock.sleep(lookEveryMs, signal);
  } finally {
    at.mendedAt = clock.monotonic();
    await restore();
  }
  await recovered();
  at.redundantAt = clock.monotonic();
  await calm();
}

/** Both pages were answered while what had failed was still away (or, for the database, once the standby had taken over). */
export function survived(hits: readonly Hit[], { heldFrom, mendedAt }: Moments): boolean {
  const then = hits.filter(({ sentAt }) => sentAt >= heldFrom && sentAt <= mendedAt);
  return bothAnswered(then.length > 0 ? then : hits.slice(-2));
}

const bothAnswered = (hits: readonly Hit[]): boolean => (['shallow', 'deep'] as const).every((page) => hits.some((hit) => hit.page === page && hit.ok));
