import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { nature } from './failures.ts';

export interface Wait<Value> {
  /** What is waited for, in words for the person. */
  readonly what: string;
  /** Milliseconds of AWS's time, all three; the clock's pace makes them shorter in a lab. */
  readonly every: number;
  readonly usual: number;
  readonly deadline: number;
  /** One beat. `waiting` is what was seen (`pending`). A thrown error ends the wait at once. */
  look(): Promise<{ readonly done: Value } | { readonly waiting: string }>;
  readonly ctx: Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal'>;
}

const shortestBeat = 200;
const answerShare = 3;
const longestRest = 5_000;
// However fast a practice cloud runs, this machine does not, least of all with a class of thirty on it.
const shortestDeadline = 120_000;

/** Looks again and again until it is done. Errors that pass (throttling, a broken connection) are borne; any other ends it within one beat. */
export async function waitUntil<Value>(wait: Wait<Value>): Promise<Value> {
  const { clock, say, signal, aws } = wait.ctx;
  const began = clock.monotonic();
  const deadline = Math.max(Math.min(shortestDeadline, wait.deadline), wait.deadline / clock.pace);
  const beat = Math.max(shortestBeat, wait.every / clock.pace);
  const progress = say.progress(wait.what, wait.usual / clock.pace);
  let seen = '';
  try {
    for (;;) {
      signal.throwIfAborted();
      aws.forget();
      const asked = clock.monotonic();
      const now = await bearing(wait.look);
      const tookMs = clock.monotonic() - asked;
      if ('done' in now) {
        progress.done(wait.what);
        return now.done;
      }
      if (now.waiting !== '') seen = now.waiting;
      progress.update(seen === '' ? wait.what : `${wait.what} (${seen})`);
      if (clock.monotonic() - began >= deadline) throw new UserError('waited-too-long', [wait.what, Math.round(deadline), seen]);
      // Jitter, so that many learners on one account do not all ask in the same instant.
      await clock.sleep(Math.max(beat, restAfter(tookMs)) * (0.9 + Math.random() / 5), signal);
    }
  } catch (error) {
    progress.fail(wait.what);
    throw error;
  }
}

/** Real ms to leave in peace, after a look that took so long: whoever answers slowly has much to do already. */
export const restAfter = (tookMs: number): number => Math.min(longestRest, tookMs * answerShare);

async function bearing<Value>(look: () => Promise<{ readonly done: Value } | { readonly waiting: string }>) {
  try {
    return await look();
  } catch (error) {
    const cause = error instanceof UserError ? error.cause : error;
    if (nature(cause) === 'definite') throw error;
    return { waiting: '' };
  }
}
