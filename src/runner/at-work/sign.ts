import type { Aws } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { isGoneHere, type Here } from './here.ts';
import { readTag, writeTag } from './tag.ts';
import { asValue, holderIn, isFresh, patienceMs, type Holder } from './value.ts';

/** Who gives signs of life, and by what. */
export interface Giver {
  readonly me: Omit<Holder, 'last'>;
  readonly here: Here;
  readonly aws: Aws;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What this run has written, and where. */
export interface Sign {
  readonly server: string;
  value: string;
  /** Wall clock: a machine that has slept must know it. */
  givenAt: number;
}

const renewAfterMs = patienceMs / 3;
const settlingMs = 2_000; // of AWS's time: until whoever read before anybody wrote has written too, and AWS shows it
const shortestSettling = 100;
const looks = 5;

/** A sign that is not written yet; `at-work-elsewhere` when somebody else stands there. */
export async function prepareSign(giver: Giver, server: string): Promise<Sign> {
  refuseOther(giver, await readTag(giver.aws, server));
  return { server, value: '', givenAt: 0 };
}

/** Writes it for the first time. Two may have found nobody there: the one who wrote last stands there in the end, and the other gives way. */
export async function giveFirst(giver: Giver, sign: Sign): Promise<void> {
  const { aws, clock, signal } = giver;
  await give(giver, sign);
  for (let look = 0; look < looks; look += 1) {
    await clock.sleep(Math.max(shortestSettling, settlingMs / clock.pace), signal);
    const there = await readTag(aws, sign.server);
    if (there === sign.value) return;
    refuseOther(giver, there);
  }
}

/** Gives another sign of life, unless somebody has taken the place meanwhile (this machine slept). */
export async function giveAgain(giver: Giver, sign: Sign): Promise<void> {
  refuseOther(giver, await readTag(giver.aws, sign.server));
  giver.signal.throwIfAborted();
  await give(giver, sign);
}

/** Is it time for another one? */
export const isDue = ({ givenAt }: Sign, { clock }: Pick<Giver, 'clock'>): boolean => Math.abs(clock.now() - givenAt) >= renewAfterMs;

async function give({ me, aws, clock }: Giver, sign: Sign): Promise<void> {
  const now = clock.now();
  sign.value = asValue({ ...me, last: now });
  sign.givenAt = now;
  await writeTag(aws, sign.server, sign.value);
}

function refuseOther({ me, here, clock }: Giver, value: string | undefined): void {
  const holder = holderIn(value);
  if (holder === undefined || holder.nonce === me.nonce || !mayBeAtWork(holder, here, clock.now())) return;
  const { host, pid, began, last } = holder;
  const freeInMinutes = Math.max(1, Math.ceil((last + patienceMs - clock.now()) / 60_000));
  throw new UserError('at-work-elsewhere', [host, pid, toTheMinute(began), toTheMinute(last), freeInMinutes], { outcome: 'heldByAnother' });
}

/** `2026-11-23 19:40 UTC`: the same words on both machines, wherever they stand. */
export const toTheMinute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Neither known to be gone nor silent for too long. */
export const mayBeAtWork = (holder: Holder, here: Here, now: number): boolean => isFresh(holder, now) && !isGoneHere(holder, here);
