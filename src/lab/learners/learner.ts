import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessKey } from '../auth.ts';
import { replaceFile } from '../store.ts';

/** Somebody with an account of their own in a lab: a whole cloud that nobody else's key leads to. */
export interface Learner {
  readonly name: string;
  readonly account: string;
  readonly key: AccessKey;
  readonly empty: boolean;
  /** Their base is laid. Until then nothing of theirs is worth keeping. */
  readonly furnished: boolean;
}

/** What may be a learner's name: it is a folder's name too, also where upper and lower case are one. */
export const learnerName = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;

const fileName = 'learner.json';
const folderName = 'learners';

/** Where this learner's key, policy and journals are kept. */
export function learnerFolder(dir: string, name: string): string {
  return join(dir, folderName, name);
}

/** An account number and a key that nobody had before. */
export function newAccount(): { readonly account: string; readonly key: AccessKey } {
  const account = String(randomInt(10 ** 11, 10 ** 12));
  const accessKeyId = `AKIA${randomFrom('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`;
  const secretAccessKey = randomBytes(30).toString('base64').replaceAll(/[+/]/g, 'x');
  return { account, key: { accessKeyId, secretAccessKey, account } };
}

/** All learners of a lab's folder. What was being furnished when the lab was killed is cleared away: it begins anew when asked for. */
export function readLearners(dir: string): Learner[] {
  const folder = join(dir, folderName);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const learner = readLearner(dir, name);
      if (learner?.furnished) return [learner];
      if (learner) removeClouds(dir, learner.account);
      rmSync(join(folder, name), { recursive: true, force: true });
      return [];
    });
}

/** Puts what must outlive the daemon on disk. */
export function writeLearner(dir: string, learner: Learner): Learner {
  const folder = learnerFolder(dir, learner.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  replaceFile(join(folder, fileName), `${JSON.stringify(learner, undefined, 2)}\n`);
  return learner;
}

/** Removes an account's worlds and disks, in every region; nothing may be using them any more. */
export function removeClouds(dir: string, account: string): void {
  for (const part of ['worlds', 'disks']) {
    const folder = join(dir, part);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) if (name.startsWith(`${account}-`)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function readLearner(dir: string, name: string): Learner | undefined {
  try {
    const parsed = JSON.parse(readFileSync(join(learnerFolder(dir, name), fileName), 'utf8')) as Partial<Learner> | null;
    const whole = parsed?.name === name && /^\d{12}$/.test(parsed.account ?? '') && typeof parsed.key?.secretAccessKey === 'string';
    return whole ? (parsed as Learner) : undefined;
  } catch {
    return undefined;
  }
}

function randomFrom(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
