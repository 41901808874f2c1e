import type { Clock } from '../../src/clock.ts';

/** A world's clock moved by hand: time stands still until nobody has anything left to do, then leaps to the next one who sleeps. */
export interface VirtualClock extends Clock {
  /** Lets the time go by until this has ended. */
  until<Result>(work: Promise<Result>): Promise<Result>;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

export function virtualClock(pace = 1): VirtualClock {
  let ms = 0;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  const leap = () => {
    const next = [...sleepers].toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
    if (next === undefined) return false;
    sleepers.delete(next);
    ms = Math.max(ms, next.at);
    next.wake();
    return true;
  };
  return {
    pace,
    now: () => Date.UTC(2026, 10, 23) + ms,
    monotonic: () => ms,
    sleep: (duration, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper: Sleeper = {
          at: ms + Math.max(0, duration),
          order: (order += 1),
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        const stop = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
        sleepers.add(sleeper);
      }),
    async until(work) {
      let ended = false;
      void work.then(
        () => (ended = true),
        () => (ended = true),
      );
      for (;;) {
        // Whoever was woken goes on as far as it can without more time.
        await new Promise((resolve) => setImmediate(resolve));
        if (ended) return work;
        if (!leap()) throw new Error('everybody waits, and nobody for the time');
      }
    },
  };
}
