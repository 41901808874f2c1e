import { EventEmitter, once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Bench, Wizard } from './bench.ts';

export type Memory = 'kept' | 'lost each time';

export interface Point {
  readonly op: string;
  readonly when: 'before' | 'after';
}

/** Runs until the first change that was not yet died at, and dies there: before it is sent, or after it had its effect and before anybody knows. */
async function untilDeath(bench: Bench, memory: Memory, already: Set<string>, work: (wizard: Wizard) => Promise<unknown>): Promise<Point | undefined> {
  if (memory === 'lost each time') rmSync(bench.lab.connection.stateDir, { recursive: true, force: true });
  const dead = new AbortController();
  const mortal = new EventEmitter();
  const death = once(mortal, 'death').then(([point]): Point => point);
  const die = (point: Point): Promise<never> => {
    already.add(`${point.when} ${point.op}`);
    dead.abort();
    mortal.emit('death', point);
    return new Promise(() => undefined);
  };
  const wizard = bench.wizard({
    dead: dead.signal,
    around: async (intent, act) => {
      const op = `${intent.op} ${keyOf(intent.params)}`;
      if (!already.has(`before ${op}`)) return die({ op, when: 'before' });
      const result = await act();
      return already.has(`after ${op}`) ? result : die({ op, when: 'after' });
    },
  });
  return Promise.race([death, work(wizard).then(() => undefined)]);
}

/** What tells one change from another of the same kind. */
function keyOf(params: unknown): string {
  const text = JSON.stringify(params) ?? '';
  return text.replaceAll(/"ClientToken":"[^"]*"/g, '').slice(0, 160);
}

/** Dies at every change there is, begins again each time, and says where it died. */
export async function dyingEverywhere(bench: Bench, memory: Memory, work: (wizard: Wizard) => Promise<unknown>): Promise<readonly Point[]> {
  const already = new Set<string>();
  const points: Point[] = [];
  for (let point = await untilDeath(bench, memory, already, work); point !== undefined; point = await untilDeath(bench, memory, already, work))
    points.push(point);
  return points;
}
