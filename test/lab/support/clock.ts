import type { LabClock } from '../../../src/lab/clock.ts';

export interface ManualClock extends LabClock {
  /** Lets `awsMs` pass, stopping at each alarm on the way; `between` lets what an alarm began come to rest. */
  advance(awsMs: number, between?: () => Promise<void>): Promise<void>;
}

/** Time that stands still until a test moves it. Speed 1: an AWS millisecond is a millisecond. */
export function manualClock(start = Date.now()): ManualClock {
  let now = start;
  const alarms = new Set<{ at: number; wake: () => void }>();
  return {
    speed: 1,
    now: () => new Date(now),
    scaled: (awsMs) => awsMs,
    alarm: (realMs, wake) => {
      const alarm = { at: now + realMs, wake };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    advance: async (awsMs, between = async () => undefined) => {
      const end = now + awsMs;
      await rest(between);
      for (let next = earliest(alarms, end); next !== undefined; next = earliest(alarms, end)) {
        alarms.delete(next);
        now = Math.max(now, next.at);
        next.wake();
        await rest(between);
      }
      now = end;
    },
  };
}

function earliest(alarms: ReadonlySet<{ at: number; wake: () => void }>, end: number): { at: number; wake: () => void } | undefined {
  return [...alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
}

// Timers are set on the turn after the change that asked for them.
async function rest(between: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    await between();
  }
}
