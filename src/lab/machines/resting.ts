import { setImmediate as immediate } from 'node:timers/promises';
import type { LabClock } from '../clock.ts';
import type { Inside } from './published.ts';
import type { Ports, Supervised } from './supervise.ts';

/** Where a program is reached, and what to call when one is done with it. */
export interface Entered {
  readonly ports: Ports;
  leave(): void;
}

/** A program that is at rest until somebody talks to it, and again when nobody has for a while. */
export interface OnDemand extends Pick<Supervised, 'ports' | 'begun' | 'stop'> {
  /** A further line on its stdin, for which it is started when it must be; it does not rest for `keepMs` after it. */
  tell(message: unknown, keepMs?: number): void;
  /** Its ports once it is up, started for this when it was at rest; undefined when it is failing, or was stopped. */
  enter(): Promise<Entered | undefined>;
  /** Is there something to be reached: up, on its way up, or at rest? */
  stands(): boolean;
}

export interface OnDemandParts {
  start(): Supervised;
  readonly clock: LabClock;
  /** It stands: there is something to be reached now. */
  changed(): void;
  /** Must it be started without being asked for? */
  readonly eager: boolean;
  /** Real milliseconds without anybody, after which it rests; left out: what is up stays up. */
  readonly restAfterMs?: number;
}

/** One port of it, for whoever needs no other. */
export function insideOf(entered: Entered | undefined, name: string): Inside | undefined {
  const port = entered?.ports[name];
  if (port === undefined) entered?.leave();
  return entered === undefined || port === undefined ? undefined : { port, leave: () => entered.leave() };
}

type Phase = 'resting' | 'coming' | 'been up';

/** Wraps a program so that its process is there only when it is wanted. Whoever enters while it comes or goes waits for it. */
export function onDemand({ start, clock, changed, eager, restAfterMs }: OnDemandParts): OnDemand {
  let now: Supervised | undefined;
  let phase: Phase = 'resting';
  let stopped = false;
  let users = 0;
  let forget: () => void = () => undefined;
  // Waking and going to rest, one after the other.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const done = turn.then(act);
    turn = done.catch(() => undefined);
    return done;
  };

  const wake = async (): Promise<Supervised | undefined> => {
    if (stopped) return undefined;
    if (now === undefined) phase = 'coming';
    now ??= start();
    // The first time it is waited for. Later one that is away has died, and what is dead refuses.
    if (phase === 'coming') await now.begun;
    phase = 'been up';
    return now;
  };
  const sleep = async (): Promise<void> => {
    if (users > 0 || stopped || now === undefined) return;
    if (await now.rest()) {
      now = undefined;
      phase = 'resting';
    } else unused();
  };
  const unused = () => {
    forget();
    if (restAfterMs !== undefined && users === 0 && !stopped) forget = clock.alarm(restAfterMs, () => void inTurn(sleep));
  };
  const use = () => {
    users += 1;
    forget();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      users -= 1;
      unused();
    };
  };
  const woken = () => inTurn(wake);

  const begin = async () => {
    // Told when it is in its place, not before.
    await immediate();
    changed();
    if (eager) await woken().then(unused);
  };
  const begun = begin();
  return {
    begun,
    ports: () => now?.ports(),
    stands: () => !stopped && (phase !== 'been up' || now?.ports() !== undefined),
    enter: async () => {
      const leave = use();
      const ports = (await woken())?.ports();
      if (ports !== undefined) return { ports, leave };
      leave();
      return undefined;
    },
    tell: (message, keepMs = 0) => {
      const leave = use();
      void woken().then((up) => {
        up?.tell(message);
        clock.alarm(keepMs, leave);
      });
    },
    stop: async () => {
      stopped = true;
      forget();
      await now?.stop();
    },
  };
}
