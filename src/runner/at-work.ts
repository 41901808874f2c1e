import { randomBytes } from 'node:crypto';
import type { Instance } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws/clients.ts';
import { awsCode } from '../aws/failures.ts';
import { tagValue } from '../aws/ownership.ts';
import type { Clock } from '../clock.ts';
import { UserError } from '../errors.ts';
import type { Change } from '../step.ts';
import type { Words } from '../ui/language/words.ts';
import type { Say } from '../ui/say.ts';
import { isGoneHere, type Here } from './at-work/here.ts';
import { giveAgain, giveFirst, isDue, mayBeAtWork, prepareSign, type Giver, type Sign } from './at-work/sign.ts';
import { removeTag } from './at-work/tag.ts';
import { atWorkKey, holderIn, type Holder } from './at-work/value.ts';

export { thisProcess } from './at-work/here.ts';
export { toTheMinute } from './at-work/sign.ts';

/**
 * Notices a second operator, on whatever machine: whoever changes something first says so in a tag on the blog's first
 * server, and gives way to whoever stands there already. The lock (src/lock.ts) covers one machine only. Advisory: names
 * and tokens keep anything from being made twice even without it.
 */
export interface AtWork {
  /** The same change; before the first one the tag is taken, or `at-work-elsewhere` is thrown and nothing was changed. */
  guard(change: Change): Change;
  /** The same clock; whoever sleeps by it also gives signs of life. */
  clock(clock: Clock): Clock;
  /** Does the work; afterwards, however it ended, the tag is gone if it was taken. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Where there is nothing to notice: nothing is changed, or there is no first server yet. */
export const unnoticed: AtWork = { guard: (change) => change, clock: (clock) => clock, during: (work) => work() };

export interface Noticing {
  readonly here: Here;
  /** Clients of its own, which heed this signal alone: what it asks is nobody's remembered answer and counts as nobody's change. */
  aws(signal: AbortSignal): Aws;
  /** The blog's first server, as far as it is known yet. */
  server(): Promise<string | undefined>;
  /** All servers, as they were read for other reasons. */
  servers(): Promise<readonly Instance[]>;
  readonly clock: Clock;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  readonly say: Say;
  readonly words: Words;
}

interface Course extends Noticing {
  readonly giver: Giver;
  /** What it asks of AWS on its way out is given up with this. */
  readonly giveUp: AbortController;
  taking: Promise<void> | undefined;
  /** Undefined: not taken yet, or not to be taken. */
  sign: Sign | undefined;
  renewing: Promise<void> | undefined;
  over: boolean;
}

/** Real ms that the way out may hold up who has pressed Ctrl-C, or waits for the sentence that says what failed. */
const shortGoodbye = 5_000;

/** Takes the tag when the first change comes. */
export function noticeOthers(noticing: Noticing): AtWork {
  const { here, clock, signal } = noticing;
  const giveUp = new AbortController();
  const change: Change = (_intent, act) => act();
  const aws = noticing.aws(giveUp.signal).withChange(change);
  const me = { ...here, nonce: randomBytes(8).toString('hex'), began: clock.now() };
  const giver = { me, here, aws, clock, signal };
  const course: Course = { ...noticing, giver, giveUp, taking: undefined, sign: undefined, renewing: undefined, over: false };
  return {
    guard: (inner) => async (intent, act) => {
      await beforeChange(course, intent.evenWhenStopping === true);
      return inner(intent, act);
    },
    clock: (inner) => ({
      pace: inner.pace,
      now: () => inner.now(),
      monotonic: () => inner.monotonic(),
      sleep: (ms, until) => {
        beat(course);
        return inner.sleep(ms, until);
      },
    }),
    during: (work) => during(course, work),
  };
}

/** Somebody else who may be at work on one of these servers; for who only looks. */
export function seenAtWork(servers: readonly Instance[], here: Here, now: number): Holder | undefined {
  return servers.flatMap(({ Tags }) => holderIn(tagValue(Tags, atWorkKey)) ?? []).find((holder) => mayBeAtWork(holder, here, now));
}

async function beforeChange(course: Course, evenWhenStopping: boolean): Promise<void> {
  // What is put right after Ctrl-C begins nothing, not even a tag.
  if (evenWhenStopping && course.signal.aborted) return;
  course.taking ??= advisory(course, () => take(course));
  await course.taking;
  const { sign, giver } = course;
  // What must be put right is put right, whoever else is there by now.
  if (sign !== undefined && isDue(sign, giver) && !evenWhenStopping) await advisory(course, () => giveAgain(giver, sign));
}

async function take(course: Course): Promise<void> {
  const server = await course.server();
  if (server === undefined) return;
  const sign = await prepareSign(course.giver, server);
  course.signal.throwIfAborted();
  // From here on there is something to be taken away again, even if the answer is lost.
  course.sign = sign;
  await giveFirst(course.giver, sign);
}

/** Not waited for: readers' requests are sent between two sleeps and must not come late. Where it fails, the next change tries again. */
function beat(course: Course): void {
  const { sign, giver } = course;
  if (course.over || sign === undefined || course.renewing !== undefined || !isDue(sign, giver)) return;
  course.renewing = giveAgain(giver, sign)
    .catch(() => undefined)
    .finally(() => (course.renewing = undefined));
}

/** What keeps the tag from being written keeps nobody from working. What ends every work (expired keys, no way to AWS) ends this one too. */
async function advisory(course: Course, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const refused = error instanceof UserError ? error.code === 'permission-missing' : awsCode(error) !== undefined;
    if (!refused) throw error;
    course.sign = undefined;
    course.say.dim(course.words.runner.atWorkUntold);
  }
}

async function during<Result>(course: Course, work: () => Promise<Result>): Promise<Result> {
  try {
    const result = await work();
    await leave(course, course.sign === undefined ? () => clearOwn(course) : undefined);
    return result;
  } catch (error) {
    hurry(course);
    await leave(course);
    throw error;
  }
}

async function leave(course: Course, otherwise: () => Promise<void> = async () => undefined): Promise<void> {
  const { signal, giveUp, giver } = course;
  course.over = true;
  const hurrying = () => hurry(course);
  if (signal.aborted) hurrying();
  else signal.addEventListener('abort', hurrying, { once: true, signal: giveUp.signal });
  try {
    await course.renewing;
    if (course.sign === undefined) await otherwise();
    else await Promise.race([removeTag(giver.aws, course.sign.server, course.sign.value), untilAborted(giveUp.signal)]);
  } catch {
    // It frees itself when its time is over; and for this machine, at once.
  } finally {
    giveUp.abort();
  }
}

const untilAborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

function hurry({ clock, giveUp }: Course): void {
  void clock.sleep(shortGoodbye, giveUp.signal).then(
    () => giveUp.abort(),
    () => undefined,
  );
}

/** A run of this machine was killed after its last change: nothing is left to be done, but its tag is left. */
async function clearOwn({ servers, giver }: Course): Promise<void> {
  for (const { InstanceId = '', Tags } of await servers()) {
    const value = tagValue(Tags, atWorkKey);
    const holder = holderIn(value);
    if (value !== undefined && holder !== undefined && isGoneHere(holder, giver.here)) await removeTag(giver.aws, InstanceId, value);
  }
}
