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
function begin(number: number, words: readonly string[] = ['setup', '--yes', '--only', 'preflight'], stateDir = lab.connection.stateDir): Wizard {
  const own = join(home, `one-${number}`);
  mkdirSync(own, { recursive: true });
  return startWizard({ root, home: own, connection: { ...lab.connection, stateDir } }, words);
}

/** How long as many starts that do nothing take on this machine, at this moment and at once; in ms. */
async function idleStarts(count: number): Promise<number> {
  const ended = await Promise.all(Array.from({ length: count }, (_, number) => begin(number, ['--version']).ended));
  return Math.max(...ended.map(({ ms }) => ms));
}

/** Every answer takes this long; counts those who ask who they are, which is the first thing that anybody asks. */
function answerSlowly(ms: number): () => number {
  let asked = 0;
  lab.faults.mend();
  lab.faults.around({
    count: 0,
    around: async (act, { action }) => {
      if (action === 'GetCallerIdentity') asked += 1;
      await new Promise((resolve) => setTimeout(resolve, ms));
      return act();
    },
  });
  return () => asked;
}

describe.sequential('several runs of one blog', { shuffle: false, timeout: 60_000 }, () => {
  test.each([2, 10])('%i at once: one works, the others leave within a second with exit 5 and have sent no request', async (count) => {
    const idle = await idleStarts(count);
    const asked = answerSlowly(1_500);
    const ended = await Promise.all(Array.from({ length: count }, (_, number) => begin(number).ended));
    const slowest = Math.max(...ended.filter(({ code }) => code === 5).map(({ ms }) => ms));
    expect(slowest, `starting alone took ${Math.round(idle)} ms`).toBeLessThan(idle * 2 + 1_000);
    const codes = ended.map(({ code }) => code).toSorted();
    expect({ codes, asked: asked() }).toEqual({ codes: [0, ...Array.from({ length: count - 1 }, () => 5)], asked: 1 });
  });

  test('one that is killed leaves nothing that the next would have to clear away', async () => {
    const asked = answerSlowly(1_500);
    const first = begin(1);
    while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await begin(2).ended;
    failsSoftly({ ...second, signal: null, stdout: '', stderr: second.said }, 5, String(first.child.pid));
    first.child.kill('SIGKILL');
    await first.ended;
    const third = await begin(3).ended;
    expect({ code: third.code, said: third.said }).toEqual({ code: 0, said: third.said });
  });

  test('two on two machines share no lock: the later one finds what carries this run’s tags and stops before doing anything twice', async () => {
    lab.faults.mend();
    expect((await begin(1, ['setup', '--yes', '--until', 'mark-server-1']).ended).code).toBe(0);
    // Both have seen that there is no image when both ask for one.
    let arrived = 0;
    lab.faults.around({
      operation: 'ec2:CreateImage',
      count: 2,
      around: async (act) => {
        arrived += 1;
        const turn = arrived;
        while (arrived < 2) await new Promise((resolve) => setTimeout(resolve, 20));
        await new Promise((resolve) => setTimeout(resolve, turn * 200));
        return act();
      },
    });
    const words = ['setup', '--yes', '--until', 'launch-server-2'];
    const ended = await Promise.all([begin(1, words).ended, begin(2, words, join(home, 'other-machine')).ended]);
    const codes = ended.map(({ code }) => code).toSorted();
    expect(codes, ended.map(({ said }) => said).join('\n')).toEqual([0, 5]);
    expect(ended.find(({ code }) => code === 5)?.said).toMatch(/somebody else works on this run, on another machine/);
    // When the first has stopped, the same person may go on there at once.
    const after = await begin(2, words, join(home, 'other-machine')).ended;
    expect({ code: after.code, said: after.said }).toEqual({ code: 0, said: after.said });
    const images = lab.home
      .table('image')
      .all()
      .filter(({ Name }) => Name === 'Web Server');
    expect(images).toHaveLength(1);
    expect(lab.home.table('instance').all()).toHaveLength(2);
  });
});
