import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { startWizard, type Wizard } from '../crash/wizard.ts';
import { failsSoftly } from '../support/sentences.ts';

const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'at-once-'));
let lab: Lab;

beforeAll(async () => {
  lab = await startLab({ dir: join(home, 'lab'), port: 0, speed: 1_000 });
  await lab.settled();
});
afterAll(async () => {
  await lab.close();
  rmSync(home, { recursive: true, force: true });
});

/** One of several people at one keyboard: the same folders, a process of its own. */
function begin(number: number, words: readonly string[] = ['setup', '--yes', '--only', 'preflight']): Wizard {
  const own = join(home, `one-${number}`);
  mkdirSync(own, { recursive: true });
  return startWizard({ root, home: own, connection: lab.connection }, words);
}

/** Whoever asks first who they are is kept waiting; counts those who ask. */
function keepTheFirstWaiting(ms: number): () => number {
  let asked = 0;
  lab.faults.mend();
  lab.faults.around({
    operation: 'sts:GetCallerIdentity',
    count: 0,
    around: async (act) => {
      asked += 1;
      if (asked === 1) await new Promise((resolve) => setTimeout(resolve, ms));
      return act();
    },
  });
  return () => asked;
}

describe.sequential('several runs of one blog', { shuffle: false, timeout: 60_000 }, () => {
  test.each([2, 10])('%i at once: one works, the others leave with exit 5 and have sent no request', async (count) => {
    const asked = keepTheFirstWaiting(count * 400);
    const ended = await Promise.all(Array.from({ length: count }, (_, number) => begin(number).ended));
    const codes = ended.map(({ code }) => code).toSorted();
    expect({ codes, asked: asked() }).toEqual({ codes: [0, ...Array.from({ length: count - 1 }, () => 5)], asked: 1 });
  });

  test('one that is killed leaves nothing that the next would have to clear away', async () => {
    const asked = keepTheFirstWaiting(4_000);
    const first = begin(1);
    while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await begin(2).ended;
    failsSoftly({ ...second, signal: null, stdout: '', stderr: second.said }, 5, String(first.child.pid));
    first.child.kill('SIGKILL');
    await first.ended;
    const third = await begin(3).ended;
    expect({ code: third.code, said: third.said }).toEqual({ code: 0, said: third.said });
  });
});
