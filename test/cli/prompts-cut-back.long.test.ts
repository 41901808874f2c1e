import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segments } from '../crash/segments.ts';
import { stageIn } from '../crash/stage.ts';
import { startWizard } from '../crash/wizard.ts';
import type { Asking } from '../support/asking.ts';
import { cutEverywhere, type Result } from '../support/cut.ts';
import { mustHaveScript } from '../support/pty.ts';
import { tallied } from '../support/tallied.ts';

const minutes = 60_000;
const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'redundant-blog-'));
const stage = stageIn(home, 1_000);
const results: Result[] = [];

beforeAll(async () => {
  mustHaveScript();
  const lab = await stage.open(undefined);
  const { code, said } = await startWizard({ root, home, connection: lab.connection }, ['setup', '--yes']).ended;
  expect({ code, said }).toEqual({ code: 0, said });
  await stage.keep(lab, 'finish');
}, 10 * minutes);
afterAll(() => {
  console.log(tallied('The way back, the drills and the ends', results));
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

const withoutYes = segments.map((one) => ({ ...one, words: one.words.filter((word) => word !== '--yes') }));
const back = withoutYes.filter(({ words: [command] }) => command !== 'setup');
const more = [
  { name: 'drill web', words: ['drill', 'web'], after: 'finish' },
  { name: 'drill database', words: ['drill', 'database'], after: 'finish' },
  { name: 'drill zone', words: ['drill', 'zone'], after: 'finish' },
  // Enter alone is a no to the second question.
  { name: 'undo load-balancer and what builds on it', words: ['undo', 'load-balancer'], after: 'finish', keys: ['\r', 'y\r'] },
];

describe.sequential('whatever ends it at whichever of its questions, the terminal is whole and the next run goes on', { shuffle: false }, () => {
  test.each([...back, ...more].map((one, number): Asking => ({ ...one, number })))('$name', { timeout: 10 * minutes }, async (asking) => {
    const result = await cutEverywhere(stage, asking);
    results.push(result);
    expect(result.questions).toBeGreaterThan(0);
    expect(result.wrong).toEqual([]);
  });
});
