import { rmSync } from 'node:fs';
import type { AccessKey } from '../auth.ts';
import { learnerFolder, newAccount, readLearners, removeClouds, writeLearner, type Learner } from './learner.ts';

/** Who has an account in this lab, besides the one it began with. */
export interface Register {
  all(): readonly Learner[];
  find(name: string): Learner | undefined;
  keyFor(accessKeyId: string): AccessKey | undefined;
  /** The learner of this name, made and given a base when there is none. */
  admit(name: string, empty: boolean): Promise<Learner>;
  /** Ends all that this learner's cloud runs, forgets it, and gives a new one under the same name. */
  renew(name: string, empty: boolean): Promise<Learner>;
}

export interface RegisterPorts {
  readonly dir: string;
  /** Lays the base of a new account, its private key in `folder`; all of it is on disk when this resolves. */
  readonly furnish: (account: string, folder: string, empty: boolean) => Promise<void>;
  /** Ends what runs in an account's worlds and lets go of their files. */
  readonly leave: (account: string) => Promise<void>;
}

/** Opens the register of a lab's folder, before its worlds are opened: what was half made is swept away. */
export function openRegister(ports: RegisterPorts): Register {
  const { dir } = ports;
  const learners = new Map(readLearners(dir).map((learner) => [learner.name, learner]));
  // One at a time: two that ask for the same new name must get the same account.
  let work: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const done = work.then(act);
    work = done.catch(() => undefined);
    return done;
  };
  const add = async (name: string, empty: boolean): Promise<Learner> => {
    const found = learners.get(name);
    if (found) return found;
    const learner = writeLearner(dir, { name, ...newAccount(), empty, furnished: false });
    await ports.furnish(learner.account, learnerFolder(dir, name), empty);
    const furnished = writeLearner(dir, { ...learner, furnished: true });
    learners.set(name, furnished);
    return furnished;
  };
  const remove = async (name: string): Promise<void> => {
    const learner = learners.get(name);
    if (!learner) return;
    learners.delete(name);
    await ports.leave(learner.account);
    // The record goes last: a crash on the way leaves an account that is swept away at the next start.
    writeLearner(dir, { ...learner, furnished: false });
    removeClouds(dir, learner.account);
    rmSync(learnerFolder(dir, name), { recursive: true, force: true, maxRetries: 3 });
  };
  return {
    all: () => [...learners.values()],
    find: (name) => learners.get(name),
    keyFor: (accessKeyId) => [...learners.values()].find(({ key }) => key.accessKeyId === accessKeyId)?.key,
    admit: (name, empty) => inTurn(() => add(name, empty)),
    renew: (name, empty) =>
      inTurn(async () => {
        await remove(name);
        return add(name, empty);
      }),
  };
}
