import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One mutating call, as the lab saw it: what it did to the world, apart from how the world stands now. */
export interface Effect {
  readonly at: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** The caller's own numbers for this call and for this try at it. */
  readonly invocation?: string;
  readonly attempt?: string;
  /** `ok`, or the code of the refusal. */
  readonly ended: string;
  readonly asked: unknown;
  /** `instance/i-0abc…`: rows that came, changed and went. */
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export type Touch = 'made' | 'changed' | 'removed';
type Call = Pick<Effect, 'operation' | 'account' | 'region' | 'invocation' | 'attempt' | 'asked'>;
type Touched = Readonly<Record<Touch, Set<string>>>;

/** The log of all that was ever done to this lab, which no later change makes forget. */
export interface Effects {
  /** Runs a mutating call; what it touched is on disk in the log when this resolves. */
  during<Value>(call: Call, act: () => Promise<Value>): Promise<Value>;
  /** Tells of a row; outside a call it is nobody's effect. */
  touched(kind: string, id: string, how: Touch): void;
}

const fileName = 'effects.jsonl';
// Timers, counters and ports are how the lab works, not what a caller did.
const inner = new Set(['due', 'fact', 'clientToken']);

/** Opens the log in a lab's folder; the file comes with the first effect. */
export function openEffects(dir: string, now: () => Date): Effects {
  const calls = new AsyncLocalStorage<Touched>();
  const file = join(dir, fileName);
  return {
    async during(call, act) {
      const touched: Touched = { made: new Set(), changed: new Set(), removed: new Set() };
      const say = (ended: string) => append(file, { at: now().toISOString(), ...call, asked: withoutPasswords(call.asked), ended, ...listed(touched) });
      try {
        const value = await calls.run(touched, act);
        say('ok');
        return value;
      } catch (error) {
        say(error instanceof Error && 'code' in error ? String(error.code) : 'error');
        throw error;
      }
    },
    touched(kind, id, how) {
      const touched = calls.getStore();
      if (touched === undefined || inner.has(kind)) return;
      const name = `${kind}/${id}`;
      if (how !== 'changed' || !touched.made.has(name)) touched[how].add(name);
    },
  };
}

function listed({ made, changed, removed }: Touched) {
  return { made: [...made], changed: [...changed], removed: [...removed] };
}

function append(file: string, effect: Effect): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(effect)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function withoutPasswords(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null) return asked;
  return Object.fromEntries(Object.entries(asked).filter(([name]) => !/password/i.test(name)));
}
