import { AsyncLocalStorage } from 'node:async_hooks';
import { open } from 'node:fs/promises';
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
  const log = openLog(join(dir, fileName));
  return {
    async during(call, act) {
      const touched: Touched = { made: new Set(), changed: new Set(), removed: new Set() };
      const say = (ended: string) => {
        const effect: Effect = { at: now().toISOString(), ...call, asked: withoutPasswords(call.asked), ended, ...listed(touched) };
        return log(`${JSON.stringify(effect)}\n`);
      };
      try {
        const value = await calls.run(touched, act);
        await say('ok');
        return value;
      } catch (error) {
        await say(error instanceof Error && 'code' in error ? String(error.code) : 'error');
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

/**
 * Writes lines to a file, each on disk when its promise resolves. What comes while the disk is busy is written together: a class of thirty
 * would otherwise wait in turn for one disk, and everything else in this process with them.
 */
function openLog(file: string): (line: string) => Promise<void> {
  let work: Promise<void> = Promise.resolve();
  let batch: { readonly lines: string[]; readonly done: Promise<void> } | undefined;
  return (line) => {
    if (batch !== undefined) {
      batch.lines.push(line);
      return batch.done;
    }
    const lines = [line];
    const done = work.then(() => {
      batch = undefined;
      return append(file, lines.join(''));
    });
    batch = { lines, done };
    work = done.catch(() => undefined);
    return done;
  };
}

async function append(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function withoutPasswords(asked: unknown): unknown {
  if (typeof asked !== 'object' || asked === null) return asked;
  return Object.fromEntries(Object.entries(asked).filter(([name]) => !/password/i.test(name)));
}
