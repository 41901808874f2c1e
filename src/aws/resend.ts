import type { Clock } from '../clock.ts';
import { asFailure, nature, OutcomeUnknown, type Target } from './failures.ts';

interface Sending<Output> {
  readonly send: () => Promise<Output>;
  readonly target: Target;
  readonly repeatable: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const keepTrying = 120_000; // of AWS's time
// However fast a practice cloud runs: longer than one send may wait for its answer (`clients.ts`), so that it is sent again.
const shortestTrying = 30_000;
const firstPause = 500;
const longestPause = 8_000;

/** Sends a change until AWS has answered it, as often as is safe: what surely had no effect always, the rest if it is repeatable. */
export async function sendChange<Output>(sending: Sending<Output>): Promise<Output> {
  const { clock, signal, target } = sending;
  const end = clock.monotonic() + Math.max(shortestTrying, keepTrying / clock.pace);
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await sending.send();
    } catch (error) {
      const kind = nature(error);
      const again = kind === 'throttled' || kind === 'never-left' || (kind === 'unknown' && sending.repeatable);
      if (!again || signal.aborted || clock.monotonic() >= end) throw kind === 'unknown' ? new OutcomeUnknown(target.action, error) : asFailure(error, target);
      await clock.sleep((pause * (0.75 + Math.random() / 2)) / Math.sqrt(clock.pace), signal).catch(() => undefined);
    }
  }
}

const moreRounds = 2;
const breath = 5_000; // of AWS's time

/** Asks again when AWS has kept saying "too many requests" through all of the SDK's own tries. */
export async function throughThrottling<Output>(clock: Clock, signal: AbortSignal, ask: () => Promise<Output>): Promise<Output> {
  for (let round = 0; ; round += 1) {
    try {
      return await ask();
    } catch (error) {
      if (round === moreRounds || nature(error) !== 'throttled') throw error;
      await clock.sleep((breath * (0.75 + Math.random() / 2)) / Math.sqrt(clock.pace), signal);
    }
  }
}
