import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace, type Started } from '../support/program.ts';

const place = newPlace();
const minutes = 60_000;
const bin = join(import.meta.dirname, '..', '..', 'bin', 'redundant-blog.js');
const canTerminal = spawnSync('script', ['--version']).status === 0;

// So slow that the image is under way in all of them.
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

  test.runIf(canTerminal).each([
    ['Ctrl-C', '\u0003', 130],
    ['a closed terminal input (Ctrl-D)', '\u0004', undefined],
  ])('%s at a question leaves the terminal as it was', async (_, keys, expected) => {
    const file = (name: string) => join(place.home, name);
    const line = `stty -a > ${file('before')}; ${process.execPath} ${bin} setup --lab --until create-image; echo $? > ${file('code')}; stty -a > ${file('after')}`;
    const child = spawn('script', ['-qec', line, '/dev/null'], { env: { ...place.env, TERM: 'xterm' }, stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      said += more;
      if (/How shall we go on|Go on/.test(said) && child.stdin.writable) child.stdin.end(keys);
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(existsSync(file('after')), said).toBe(true);
    expect(readFileSync(file('after'), 'utf8')).toBe(readFileSync(file('before'), 'utf8'));
    const code = Number(readFileSync(file('code'), 'utf8'));
    if (expected === undefined) expect(code, said).not.toBe(0);
    else expect(code, said).toBe(expected);
    expect(said).not.toMatch(/^\s+at .*:\d+:\d+|Unhandled/m);
  });
});
