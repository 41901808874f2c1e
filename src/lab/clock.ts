/** Durations are divided by `speed`; timestamps are the wall clock's, so that signatures and logs agree with the machine. */
export interface LabClock {
  readonly speed: number;
  now(): Date;
  /** Real ms for `awsMs` of AWS time. */
  scaled(awsMs: number): number;
  /** Runs `wake` after `realMs`; returns a function that forgets it. Never keeps the process alive by itself. */
  alarm(realMs: number, wake: () => void): () => void;
}

export function systemLabClock(speed: number): LabClock {
  return {
    speed,
    now: () => new Date(),
    scaled: (awsMs) => awsMs / speed,
    alarm: (realMs, wake) => {
      const timer = setTimeout(wake, Math.max(0, realMs));
      return () => clearTimeout(timer);
    },
  };
}
