import type { Clock } from '../clock.ts';
import { asFailure, nature, OutcomeUnknown, type Target } from './failures.ts';

interface Sending<Output> {
  readonly send: () => Promise<Output>;
  readonly target: Target;
  readonly repeatable: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How long one call is waited for at the least, ms: however fast a practice cloud runs, the machine below it does not. */
export const shortestPatience = 20_000;
const keepTrying = 120_000; // of AWS's time
// Longer than that, so that a call that was not answered is sent again.
const shortestTrying = 1.5 * shortestPatience;
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
