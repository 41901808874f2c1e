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

interface State {
  readonly world: World;
  readonly ports: SchedulerPorts;
  /** By subject: one thing at a time happens to each. */
  readonly running: Map<string, Promise<void>>;
  /** By timer: how often it failed. */
  readonly failures: Map<string, number>;
  forget?: () => void;
  stopped: boolean;
}

/** The timers of one world. */
export function createScheduler(world: World, ports: SchedulerPorts): Scheduler {
  const state: State = { world, ports, running: new Map(), failures: new Map(), stopped: false };
  return {
    wake: () => look(state),
    settled: async () => {
      while (state.running.size > 0) await Promise.all(state.running.values());
    },
    stop: () => {
      state.stopped = true;
      state.forget?.();
    },
  };
}

/** Fires what is due and sets one alarm for the first that is not yet. */
function look(state: State): void {
  state.forget?.();
  if (state.stopped) return;
  const { clock } = state.ports;
  const now = clock.now().getTime();
  const timers = state.world.table('due');
  for (const due of timers.all().toSorted((a, b) => a.at - b.at)) {
    if (due.at > now) {
      state.forget = clock.alarm(due.at - now, () => look(state));
      return;
    }
    // What fired just now may have called this one off.
    if (timers.get(due.id) === due && !state.running.has(due.subject)) state.running.set(due.subject, fire(state, due));
  }
}

async function fire(state: State, due: Due): Promise<void> {
  const { world, ports, running, failures } = state;
  try {
    await run(world, ports.transitions(), due);
    failures.delete(due.id);
    forgetDue(world, due);
  } catch (error) {
    ports.log(`${due.transition} of ${due.subject} failed: ${error instanceof Error ? error.stack : String(error)}`);
    retry(state, due);
  }
  await ports.changed().catch((error: unknown) => ports.log(`could not save after ${due.transition}: ${String(error)}`));
  running.delete(due.subject);
  look(state);
}

function retry({ world, ports, failures }: State, due: Due): void {
  const count = (failures.get(due.id) ?? 0) + 1;
  failures.set(due.id, count);
  if (count >= attempts) forgetDue(world, due);
  else if (world.table('due').get(due.id) === due) world.table('due').edit(due.id, (row) => void (row.at = ports.clock.now().getTime() + retryAfterMs));
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
