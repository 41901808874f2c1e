import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segments } from '../crash/segments.ts';
import { stageIn } from '../crash/stage.ts';
import type { Asking } from '../support/asking.ts';
import { cutEverywhere, type Result } from '../support/cut.ts';
import { badlyLeft, end, endings, type Way } from '../support/endings.ts';
import { newPlace } from '../support/program.ts';
import { inTerminal, mustHaveScript } from '../support/pty.ts';
import { tallied } from '../support/tallied.ts';

const minutes = 60_000;
const home = mkdtempSync(join(tmpdir(), 'redundant-blog-'));
const stage = stageIn(home, 1_000);
const place = newPlace();
const results: Result[] = [];

beforeAll(mustHaveScript);
afterAll(async () => {
  console.log(tallied('The way there', results));
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  await place.clear();
});

const thereAlone = segments.filter(({ words: [command] }) => command === 'setup');
const there = thereAlone.map((one, number): Asking => ({ ...one, words: one.words.filter((word) => word !== '--yes'), number: number * 2 }));
const more: readonly Asking[] = [
  { name: 'on another machine', words: ['setup', '--until', 'mark-server-1'], after: 'mark-server-1', elsewhere: true, number: 5 },
  // Asked again after something was changed, when a note of who is at work has to be taken away.
  { name: 'two steps', words: ['setup', '--until', 'create-image'], after: 'preflight', number: 1 },
  // One down and Enter: to do it by hand; then Enter, as if it were done; then Do it.
  { name: 'by hand', words: ['setup', '--until', 'balancer-firewall'], after: 'mark-server-2', keys: ['\u001b[B\r'], number: 2 },
];

// Each begins where the one before it ended.
describe.sequential('whatever ends setup at whichever of its questions, the terminal is whole and the next run goes on', { shuffle: false }, () => {
  test.each([...there, ...more])('$name', { timeout: 10 * minutes }, async (asking) => {
    const result = await cutEverywhere(stage, asking);
    results.push(result);
    expect(result.questions).toBeGreaterThan(0);
    expect(result.wrong).toEqual([]);
  });

  test('the question whether to practise in the lab: nothing has begun', { timeout: 10 * minutes }, async () => {
    const ways = endings.map((by): Way => ({ by, language: 'en' }));
    const wrong: string[] = [];
    for (const way of ways) {
      const pty = inTerminal(['setup'], place);
      expect(await pty.asks()).toBe(true);
      end(pty, way.by);
      wrong.push(...badlyLeft(await pty.left(), way, 'setup'), ...(existsSync(place.labDir) ? [`${way.by}: there is a lab`] : []));
    }
    results.push({ name: 'without an account', questions: 1, said: '', ways, wrong });
    expect(wrong).toEqual([]);
  });

  test('back from Ctrl-Z, the question takes its answer', { timeout: 3 * minutes }, async () => {
    const pty = inTerminal(['setup'], place);
    expect(await pty.asks()).toBe(true);
    pty.type('\u001a');
    // Without a shell to go back to it stays where it is, and nothing shows that it has heard.
    await pause(300);
    pty.signal('SIGCONT');
    await pause(300);
    pty.type('n\r');
    expect((await pty.left()).code).toBe(3);
  });
});
