import { afterEach, beforeEach, expect, test } from 'vitest';
import { newPlace, type Place, type Started } from '../support/program.ts';
import { failsSoftly } from '../support/sentences.ts';

let place: Place;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.clear());

/** Resolves once it has printed this. */
const prints = (started: Started, text: string) =>
  new Promise<void>((resolve) => {
    let said = '';
    started.child.stdout?.on('data', (more: string) => {
      said += more;
      if (said.includes(text)) resolve();
    });
  });

test('two runs never work on one blog: the second ends with exit 5 and names the first', { timeout: 120_000 }, async () => {
  // Slow, so that the first is still at its image while the others try.
  await place.run(['lab', 'up', '--speed', '5']);
  const first = place.start(['setup', '--lab', '--yes', '--until', 'create-image']);
  await prints(first, 'Step 3');
  failsSoftly(await place.run(['setup', '--lab', '--yes', '--only', 'preflight']), 5, String(first.child.pid));
  failsSoftly(await place.run(['undo', 'preflight', '--lab', '--yes', '--lang', 'ja']), 5, String(first.child.pid));
  expect((await place.run(['status', '--lab'])).code).toBe(0);
  first.child.kill('SIGINT');
  expect((await first.ended).code).toBe(130);
});

test('Ctrl-C in a wait: exit 130, one line says how to go on, and the next run goes on', { timeout: 120_000 }, async () => {
  const first = place.start(['setup', '--lab', '--yes', '--until', 'create-image']);
  await prints(first, 'Step 3');
  first.child.kill('SIGINT');
  const { code, said } = await first.ended;
  expect({ code, said }).toEqual({ code: 130, said });
  expect(said).toMatch(/To go on: npx redundant-blog setup --lab/);
  expect(said).not.toMatch(/^\s+at /m);
  const again = await place.run(['setup', '--lab', '--yes', '--until', 'create-image']);
  expect({ code: again.code, said: again.said }).toEqual({ code: 0, said: again.said });
});
