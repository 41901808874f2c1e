/** Time as an argument. `pace`: how many AWS minutes pass in one minute here (1 on AWS; the lab's speed in a lab). */
export interface Clock {
  readonly pace: number;
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Monotonic ms; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms` of real time; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const longestTimer = 2 ** 31 - 1;

export function systemClock(pace = 1): Clock {
  return {
    pace,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const wake = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const timer = setTimeout(wake, Math.min(ms, longestTimer));
        const stop = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
      }),
  };
}
