import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { startWizard } from '../crash/wizard.ts';

const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'interrupted-'));
const words = ['setup', '--yes', '--only', 'preflight'];
let lab: Lab;

beforeAll(async () => {
  lab = await startLab({ dir: join(home, 'lab'), port: 0, speed: 1_000 });
  await lab.settled();
});
afterAll(async () => {
  await lab.close();
  rmSync(home, { recursive: true, force: true });
});

const start = () => startWizard({ root, home, connection: lab.connection }, words);

test('stopped once its run is known and before any step, it says how to go on', async () => {
  expect((await start().ended).code).toBe(0);
  const { child, ended } = start();
  // The first thing that is asked then: whether a drill has left a server stopped.
  lab.faults.around({
    operation: 'elasticloadbalancing:DescribeLoadBalancers',
    around: async (act) => {
      child.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return act();
    },
  });
  const { code, said } = await ended;
  expect({ code, said }).toEqual({ code: 130, said });
  expect(said).toMatch(/To go on: npx redundant-blog setup/);
});
