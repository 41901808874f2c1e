import { refusals } from './errors.ts';

/** One at a time: who comes first writes first. */
export interface Turns {
  /** Resolves when it is this session's turn; MySQL's 1205 after `waitMs`. */
  take(session: object, waitMs: number): Promise<void>;
  has(session: object): boolean;
  passOn(): void;
}

export const forever = 2 ** 31 - 1;

export function takingTurns(): Turns {
  let holder: object | undefined;
  const queue: (() => void)[] = [];
  return {
    has: (session) => holder === session,
    passOn() {
      holder = undefined;
      queue.shift()?.();
    },
    take: (session, waitMs) =>
      new Promise((resolve, reject) => {
        const start = () => {
          clearTimeout(timer);
          holder = session;
          resolve();
        };
        const giveUp = () => {
          queue.splice(queue.indexOf(start), 1);
          reject(refusals.lockWait());
        };
        const timer = holder === undefined ? undefined : setTimeout(giveUp, waitMs);
        if (holder === undefined) start();
        else queue.push(start);
      }),
  };
}
