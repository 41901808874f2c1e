import { setTimeout as pause } from 'node:timers/promises';
import { addressOfBalancer, get, type Cloud } from '../../support/cloud.ts';
import type { Started } from '../../support/program.ts';

export interface Drill {
  readonly id: string;
  readonly sent: number;
  readonly failed: number;
  readonly longestGapMs: number;
}

interface Read {
  /** When it ended, on `performance.now()`'s clock. */
  readonly at: number;
  readonly good: boolean;
}

// With the drill's own five a second that makes ten.
const beatMs = 200;
const patienceMs = 15_000;

/** Reads the blog through its balancer five times a second for as long as a drill of this program goes on; gives what readers met in each. */
export function readDuringDrills(cloud: Cloud, program: Started): { readonly met: () => Promise<readonly Drill[]> } {
  const met: Promise<Drill>[] = [];
  let stop: (() => void) | undefined;
  let rest = '';
  program.child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { type, id, state } = JSON.parse(line) as { type: string; id?: string; state?: string };
      if (type !== 'step' || id?.startsWith('drill-') !== true) continue;
      stop?.();
      stop = undefined;
      if (state === 'begins') {
        const going = { on: true };
        stop = () => (going.on = false);
        met.push(readWhile(cloud, id, going));
      }
    }
  });
  void program.ended.then(() => stop?.());
  return { met: () => Promise.all(met) };
}

async function readWhile(cloud: Cloud, id: string, going: { readonly on: boolean }): Promise<Drill> {
  const balancer = await addressOfBalancer(cloud);
  const asked: Promise<Read>[] = [];
  for (let next = performance.now() + beatMs; going.on; next += beatMs) {
    asked.push(readOnce(balancer));
    await pause(Math.max(0, next - performance.now()));
  }
  const reads = await Promise.all(asked);
  const good = reads.filter((read) => read.good).map(({ at }) => at);
  const gaps = good.toSorted((a, b) => a - b).map((at, index, all) => at - (all[index - 1] ?? at));
  return { id, sent: reads.length, failed: reads.length - good.length, longestGapMs: Math.round(Math.max(0, ...gaps)) };
}

async function readOnce(balancer: string): Promise<Read> {
  const answer = await Promise.race([get(balancer), pause(patienceMs, { refused: 'silence' }, { ref: false })]);
  return { at: performance.now(), good: 'status' in answer && answer.status === 200 };
}
