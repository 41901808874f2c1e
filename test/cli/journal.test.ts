import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';
import { failsSoftly } from '../support/sentences.ts';

const place = newPlace();
let count = 0;

beforeAll(async () => {
  const { code, said } = await place.run(['setup', '--lab', '--yes', '--only', 'preflight']);
  expect({ code, said }).toEqual({ code: 0, said });
});
afterAll(() => place.clear());

interface Copy {
  readonly stateDir: string;
  readonly file: string;
  readonly bytes: () => string;
}

/** A copy of the run's journal, to be spoiled. */
function copyOfJournal(): Copy {
  const stateDir = join(place.home, `state-${count++}`);
  cpSync(join(place.labDir, 'journal'), stateDir, { recursive: true });
  chmodSync(stateDir, 0o700);
  const [run = ''] = readdirSync(stateDir).filter((name) => name.includes('ap-northeast-1'));
  const file = join(stateDir, run, 'journal.jsonl');
  return { stateDir, file, bytes: () => readFileSync(file, 'latin1') };
}

/** Whatever the lab's worlds hold now, as AWS would describe it. */
async function cloud(): Promise<unknown> {
  const { events } = await place.events(['lab', 'status']);
  return events.find(({ type }) => type === 'lab')?.['things'];
}

async function refused(copy: Copy, ...words: readonly (string | RegExp)[]): Promise<void> {
  const [spoiled, before] = [copy.bytes(), await cloud()];
  for (const command of [['setup', '--yes', '--only', 'mark-server-1'], ['status']]) {
    failsSoftly(await place.run([...command, '--lab', '--state-dir', copy.stateDir]), 1, copy.file, ...words);
  }
  expect(copy.bytes()).toBe(spoiled);
  expect(await cloud()).toEqual(before);
}

describe('a journal', () => {
  test('whose last line was cut off: the rest is used, and it is said', async () => {
    const copy = copyOfJournal();
    truncateSync(copy.file, copy.bytes().length - 7);
    const { code, said } = await place.run(['setup', '--lab', '--yes', '--only', 'preflight', '--state-dir', copy.stateDir]);
    expect({ code, said }).toEqual({ code: 0, said });
    expect(said).toContain(copy.file);
  });

  test('that was emptied is refused, and its place is told', async () => {
    const copy = copyOfJournal();
    writeFileSync(copy.file, '');
    await refused(copy, 'damaged');
  });

  test('damaged in the middle is refused with its line, bytes untouched', async () => {
    const copy = copyOfJournal();
    const lines = copy.bytes().split('\n');
    writeFileSync(copy.file, [lines[0], '{"garbage', ...lines.slice(2)].join('\n'), 'latin1');
    await refused(copy, 'line 2');
  });

  test('from a newer version is refused', async () => {
    const copy = copyOfJournal();
    writeFileSync(copy.file, copy.bytes().replace(/"v":\d+/, '"v":99'), 'latin1');
    await refused(copy, 'newer');
  });

  test('of another account is refused', async () => {
    const copy = copyOfJournal();
    const [, account = ''] = /"account":"(\d{12})"/.exec(copy.bytes()) ?? [];
    expect(account).not.toBe('');
    writeFileSync(copy.file, copy.bytes().replaceAll(account, '999999999999'), 'latin1');
    await refused(copy);
  });

  test('that is lost costs nothing: the run goes on from its tags', async () => {
    const copy = copyOfJournal();
    rmSync(copy.stateDir, { recursive: true });
    const { code, said } = await place.run(['setup', '--lab', '--yes', '--only', 'preflight', '--state-dir', copy.stateDir]);
    expect({ code, said }).toEqual({ code: 0, said });
    expect(said).toMatch(/by its tags/);
  });
});

describe('plan, status and check', () => {
  test('write nothing, not even a lock', async () => {
    const copy = copyOfJournal();
    const before = readdirSync(copy.stateDir, { recursive: true }).toSorted();
    for (const command of ['plan', 'status']) expect((await place.run([command, '--lab', '--state-dir', copy.stateDir])).code).toBe(0);
    expect((await place.run(['check', 'preflight', '--lab', '--state-dir', copy.stateDir])).code).toBe(0);
    expect(readdirSync(copy.stateDir, { recursive: true }).toSorted()).toEqual(before);
  });

  test('check ends with exit 1 for a step that is not done', async () => {
    failsSoftly(await place.run(['check', 'load-balancer', '--lab']), 1);
  });
});

test('without a terminal and without --yes, setup asks nothing, changes nothing and names the flag', async () => {
  const before = await cloud();
  failsSoftly(await place.run(['setup', '--lab']), 2, '--yes');
  expect(await cloud()).toEqual(before);
});
