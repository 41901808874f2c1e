import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab } from '../../src/lab/server.ts';
import { stageIn } from '../crash/stage.ts';
import type { Asking } from '../support/asking.ts';
import { cutEverywhere, type Result } from '../support/cut.ts';
import { mustHaveScript } from '../support/pty.ts';
import { tallied } from '../support/tallied.ts';

const minutes = 60_000;
const home = mkdtempSync(join(tmpdir(), 'redundant-blog-'));
const stage = stageIn(home, 1_000);
const results: Result[] = [];

beforeAll(async () => {
  mustHaveScript();
  await stage.keep(await startLab({ dir: join(home, 'lab'), port: 0, speed: 1_000, empty: true }), 'empty');
}, 5 * minutes);
afterAll(() => {
  console.log(tallied('The base', results));
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
});

// Beside the journal, so that each try begins without the key of the one before it.
const keyOut = ['--key-out', join(home, 'lab', 'journal', 'made.pem')];
const ids = /\b(?:[0-9a-f]{8}(?=["\]])|db-[A-Z0-9]{26}|subnet-[0-9a-f]{17})/g;
const askings: readonly Asking[] = [
  { name: 'base', words: ['prepare', ...keyOut], after: 'empty', number: 0, ids },
  { name: 'base taken down', words: ['prepare', '--undo', ...keyOut], after: 'base', number: 3 },
];

describe.sequential('whatever ends prepare at whichever of its questions, the terminal is whole and the next run goes on', { shuffle: false }, () => {
  test.each(askings)('$name', { timeout: 15 * minutes }, async (asking) => {
    const result = await cutEverywhere(stage, asking);
    results.push(result);
    expect(result.questions).toBeGreaterThan(0);
    expect(result.wrong).toEqual([]);
  });
});
