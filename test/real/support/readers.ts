import { setTimeout as pause } from 'node:timers/promises';
import { addressOfBalancer, get, type Cloud } from '../../support/cloud.ts';
import type { Started } from '../../support/program.ts';

export interface Read {
  /** On `performance.now()`'s clock. */
  readonly at: number;
  readonly tookMs: number;
  readonly good: boolean;
}

export interface Drill {
  readonly id: string;
  readonly sent: number;
  readonly failed: number;
  readonly longestGapMs: number;
}

const patienceMs = 15_000;

/** Reads the blog through its balancer ten times a second, from when there is one until `program` has ended. */
export async function readMeanwhile(cloud: Cloud, program: Started): Promise<readonly Read[]> {
  const reads: Promise<Read>[] = [];
  const state = { going: true };
  void program.ended.then(() => (state.going = false));
  let balancer = '';
  for (; state.going && balancer === ''; await pause(500)) balancer = await addressOfBalancer(cloud);
  for (let next = performance.now(); state.going; next += 100) {
    reads.push(readOnce(balancer));
    await pause(Math.max(0, next + 100 - performance.now()));
  }
  return Promise.all(reads);
}

async function readOnce(balancer: string): Promise<Read> {
  const at = performance.now();
  const answer = await Promise.race([get(balancer), pause(patienceMs, { refused: 'silence' }, { ref: false })]);
  return { at, tookMs: performance.now() - at, good: 'status' in answer && answer.status === 200 };
}

/** When each drill began and ended, from the program's own `--json` lines as they come. */
export function drillTimes({ child }: Started): ReadonlyMap<string, { from: number; until: number }> {
  const times = new Map<string, { from: number; until: number }>();
  let rest = '';
  child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { type, id, state } = JSON.parse(line) as { type: string; id?: string; state?: string };
      if (type !== 'step' || id === undefined || !id.startsWith('drill-')) continue;
      const known = times.get(id);
      times.set(id, { from: state === 'begins' ? performance.now() : (known?.from ?? Number.NaN), until: performance.now() });
    }
  });
  return times;
}

/** What readers met in each drill. */
export const metIn = (reads: readonly Read[], times: ReturnType<typeof drillTimes>): readonly Drill[] =>
  [...times].map(([id, { from, until }]) => {
    const inside = reads.filter(({ at }) => at >= from && at <= until);
    const answered = inside
      .filter(({ good }) => good)
      .map(({ at, tookMs }) => at + tookMs)
      .toSorted((a, b) => a - b);
    const gaps = answered.map((at, index) => at - (answered[index - 1] ?? at));
    return { id, sent: inside.length, failed: inside.filter(({ good }) => !good).length, longestGapMs: Math.round(Math.max(0, ...gaps)) };
  });
