import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace, type Started } from '../support/program.ts';

const place = newPlace();
const minutes = 60_000;

// At questions: prompts-cut. So slow that the image is under way in all of them.
beforeAll(async () => void (await place.run(['lab', 'up', '--speed', '2'])), 2 * minutes);
afterAll(() => place.clear());

const prints = (started: Started, text: string) =>
  new Promise<void>((resolve) => {
    let said = '';
    for (const stream of [started.child.stdout, started.child.stderr])
      stream?.on('data', (more: string) => {
        said += more;
        if (said.includes(text)) resolve();
      });
  });

describe.sequential('whatever ends it', { shuffle: false, timeout: 3 * minutes }, () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s in a wait: exit 130, how to go on, nothing unhandled', async (signal) => {
    const started = place.start(['setup', '--lab', '--yes', '--until', 'create-image']);
    await prints(started, 'Step 3');
    started.child.kill(signal);
    const { code, said } = await started.ended;
    expect({ code, said }).toEqual({ code: 130, said });
    expect(said).toMatch(/To go on: npx redundant-blog setup --lab/);
    expect(said).not.toMatch(/^\s+at |Unhandled/m);
  });
});
