import type { Clock } from '../../src/clock.ts';

/** A clock that moves only when somebody sleeps, and then at once. */
export function leapingClock(pace = 1): Clock & { readonly slept: readonly number[] } {
  const slept: number[] = [];
  let ms = 0;
  return {
    pace,
    slept,
    now: () => Date.UTC(2026, 10, 23) + ms,
    monotonic: () => ms,
    async sleep(duration, signal) {
      signal?.throwIfAborted();
      slept.push(duration);
      ms += duration;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
}
