import type { LabClock } from './clock.ts';
import type { Tables, Transitions, World } from './world.ts';

type Due = Tables['due'];

/** Fires what `world.later` wrote down, also what fell due while the lab was down. */
export interface Scheduler {
  /** Look again: something was added or forgotten. */
  wake(): void;
  /** Resolves when nothing that is due is still running. */
  settled(): Promise<void>;
  stop(): void;
}

export interface SchedulerPorts {
  readonly clock: LabClock;
  readonly transitions: () => Transitions;
  /** Saves what a transition changed and lets reality follow. */
  readonly changed: () => Promise<void>;
  readonly log: (line: string) => void;
}

const attempts = 5;
const retryAfterMs = 1_000;

/** The timers of one world. */
export function createScheduler(world: World, ports: SchedulerPorts): Scheduler {
  const running = new Map<string, Promise<void>>();
  const failures = new Map<string, number>();
  let forget: () => void = () => undefined;
  let stopped = false;

  const look = (): void => {
    forget();
    if (stopped) return;
    const waiting = [...world.table('due').all()].filter((due) => !running.has(due.subject)).sort((a, b) => a.at - b.at);
    const now = ports.clock.now().getTime();
    for (const due of waiting) {
      if (due.at > now) {
        forget = ports.clock.alarm(due.at - now, look);
        return;
      }
      // One thing at a time per subject: its other timers wait until this one is through.
      if (!running.has(due.subject)) running.set(due.subject, fire(due).finally(() => done(due)));
    }
  };
  const done = (due: Due): void => {
    running.delete(due.subject);
    look();
  };
  const fire = async (due: Due): Promise<void> => {
    try {
      await run(world, ports.transitions(), due);
      failures.delete(due.id);
      forgetDue(world, due);
    } catch (error) {
      ports.log(`${due.transition} of ${due.subject} failed: ${error instanceof Error ? error.stack : String(error)}`);
      retry(due);
    }
    await ports.changed().catch((error: unknown) => ports.log(`could not save after ${due.transition}: ${String(error)}`));
  };
  const retry = (due: Due): void => {
    const count = (failures.get(due.id) ?? 0) + 1;
    failures.set(due.id, count);
    if (count >= attempts) forgetDue(world, due);
    else if (world.table('due').get(due.id) === due) world.table('due').edit(due.id, (row) => void (row.at = ports.clock.now().getTime() + retryAfterMs));
  };

  return {
    wake: look,
    settled: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
    stop: () => {
      stopped = true;
      forget();
    },
  };
}

async function run(world: World, transitions: Transitions, due: Due): Promise<void> {
  const transition = transitions[due.transition];
  if (transition === undefined) throw new Error(`no transition is called ${due.transition}`);
  await transition(world, due.subject, due.detail);
}

// It may have been cancelled or set anew by the transition itself; only the one that ran is forgotten.
function forgetDue(world: World, due: Due): void {
  if (world.table('due').get(due.id) === due) world.table('due').remove(due.id);
}
