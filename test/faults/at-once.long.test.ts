import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTagsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { thisProcess } from '../../src/runner/at-work/here.ts';
import { asValue, atWorkKey, patienceMs } from '../../src/runner/at-work/value.ts';
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

/** Somebody on a machine of their own. */
function beginOn(machine: string, words: readonly string[]): Wizard {
  const own = join(home, machine);
  mkdirSync(own, { recursive: true });
  return startWizard({ root, home: own, connection: { ...lab.connection, stateDir: join(own, 'state') }, machine }, words);
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

  test('two on two machines who may not write the tag share no lock: the later one finds what carries this run’s tags and stops before doing anything twice', async () => {
    lab.faults.mend();
    expect((await begin(1, ['setup', '--yes', '--until', 'mark-server-1']).ended).code).toBe(0);
    lab.faults.break({ what: 'access-denied', operation: 'ec2:CreateTags', count: 0 }, []);
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
    const ended = await Promise.all([begin(1, words).ended, beginOn('other', words).ended]);
    const codes = ended.map(({ code }) => code).toSorted();
    expect(codes, ended.map(({ said }) => said).join('\n')).toEqual([0, 5]);
    expect(ended.find(({ code }) => code === 5)?.said).toMatch(/somebody else works on this run, on another machine/);
    for (const { said } of ended) expect(said.match(/did not let a note of who is at work/g)).toHaveLength(1);
    // When the first has stopped, the same person may go on there at once.
    const after = await beginOn('other', words).ended;
    expect({ code: after.code, said: after.said }).toEqual({ code: 0, said: after.said });
    const images = lab.home
      .table('image')
      .all()
      .filter(({ Name }) => Name === 'Web Server');
    expect(images).toHaveLength(1);
    expect(lab.home.table('instance').all()).toHaveLength(2);
    lab.faults.mend();
  });
});

const server1 = () =>
  lab.home
    .table('instance')
    .all()
    .find(({ Tags }) => Tags?.some(({ Key, Value }) => Key === 'Name' && Value === 'Web Server1'));
const tagNow = () => server1()?.Tags?.find(({ Key }) => Key === atWorkKey)?.Value;

/** Writes the tag as anybody could who has the right to. */
async function write(value: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const ec2 = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await ec2.send(new CreateTagsCommand({ Resources: [server1()?.id ?? ''], Tags: [{ Key: atWorkKey, Value: value }] }));
  ec2.destroy();
}

const anna = (lastSignMs: number) =>
  asValue({
    ...thisProcess('the machine of Anna'),
    host: 'annas-laptop',
    pid: 4711,
    nonce: '0123456789abcdef',
    began: Date.now() - lastSignMs - 60_000,
    last: Date.now() - lastSignMs,
  });

/** Holds the next such call; what is sent beside it and changes something is counted. */
function holdNext(operation: string) {
  lab.faults.mend();
  let arrived = false;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  lab.faults.around({
    operation,
    count: 1,
    around: async (act) => {
      arrived = true;
      await released;
      return act();
    },
  });
  const reached = async () => {
    while (!arrived) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { reached, release };
}

function countChanges(): () => readonly string[] {
  lab.faults.mend();
  const changes: string[] = [];
  lab.faults.around({ kind: 'changes', count: 0, around: (act, { action }) => (changes.push(action), act()) });
  return () => changes;
}

const back = ['undo', 'create-image', '--yes'];
const there = ['setup', '--yes', '--until', 'create-image'];
const well = (ended: { readonly code: number | null; readonly said: string }) =>
  expect({ code: ended.code, said: ended.said, tag: tagNow() }).toEqual({ code: 0, said: ended.said, tag: undefined });

describe.sequential('somebody at work on another machine', { shuffle: false, timeout: 60_000 }, () => {
  beforeAll(async () => {
    lab.faults.mend();
    well(await begin(1, ['setup', '--yes', '--until', 'launch-server-2']).ended);
    well(await begin(1, ['undo', 'launch-server-2', '--yes']).ended);
    well(await begin(1, back).ended);
  });

  test('is noticed before the first change: exit 5, who and since when and until when, and nothing was sent but reads', async () => {
    await write(anna(30_000));
    const changes = countChanges();
    const second = await begin(1, there).ended;
    failsSoftly({ ...second, signal: null, stdout: '', stderr: second.said }, 5, 'annas-laptop');
    expect(second.said).toMatch(/process 4711 on annas-laptop, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
    expect(second.said.replaceAll(/\s+/g, ' ')).toMatch(/place is free 10 min from now/);
    expect(changes()).toEqual([]);
  });

  test('stands in nobody’s way who changes nothing', async () => {
    const changes = countChanges();
    for (const words of [['setup', '--yes', '--until', 'mark-server-1'], ['status'], ['plan'], ['check', 'preflight']]) {
      const ended = await begin(1, words).ended;
      expect({ words, code: ended.code, said: ended.said }).toEqual({ words, code: 0, said: ended.said });
    }
    expect((await begin(1, ['status']).ended).said).toMatch(/At work on it now: process 4711 on annas-laptop/);
    expect({ changes: changes(), tag: tagNow()?.slice(0, 14) }).toEqual({ changes: [], tag: '1 annas-laptop' });
  });

  test('is over ten minutes after the last sign of life, with nobody doing anything', async () => {
    await write(anna(patienceMs + 1_000));
    well(await begin(1, there).ended);
  });

  test('cannot be played by words that this program did not write', async () => {
    for (const value of ['\u001b[2Jsomebody', `1 ${'x'.repeat(250)}`, anna(-2 * patienceMs), '']) {
      await write(value);
      const ended = await begin(1, back).ended;
      well(ended);
      // eslint-disable-next-line no-control-regex -- to find it is what this is for
      expect(ended.said).not.toMatch(/\u001b\[2J/);
      well(await begin(1, there).ended);
    }
  });

  test('is told to whoever comes second; when the first has ended, the second goes on', async () => {
    const hold = holdNext('ec2:DeregisterImage');
    const first = beginOn('one', back);
    await hold.reached();
    const second = await beginOn('two', back).ended;
    failsSoftly({ ...second, signal: null, stdout: '', stderr: second.said }, 5, String(first.child.pid));
    hold.release();
    well(await first.ended);
    well(await beginOn('two', there).ended);
  });

  test('that was killed leaves a tag: on its machine the next goes on at once, on another when the time is over', async () => {
    const hold = holdNext('ec2:DeregisterImage');
    const first = beginOn('one', back);
    await hold.reached();
    first.child.kill('SIGKILL');
    await first.ended;
    expect(tagNow()).toMatch(/^1 /);
    hold.release();
    lab.faults.mend();
    expect((await beginOn('two', ['setup', '--yes', '--until', 'launch-server-2']).ended).code).toBe(5);
    well(await beginOn('one', back).ended);
  });

  test('that was killed after its last change leaves a tag which the next run on its machine takes away, though it changes nothing else', async () => {
    const hold = holdNext('ec2:DeleteTags');
    const first = beginOn('one', there);
    await hold.reached();
    first.child.kill('SIGKILL');
    await first.ended;
    lab.faults.mend();
    expect(tagNow()).toMatch(/^1 /);
    const changes = countChanges();
    well(await beginOn('one', there).ended);
    expect(changes()).toEqual(['DeleteTags']);
    hold.release();
  });

  test('who presses Ctrl-C takes the tag along', async () => {
    const hold = holdNext('ec2:DeregisterImage');
    const first = beginOn('one', back);
    await hold.reached();
    first.child.kill('SIGINT');
    hold.release();
    const { code } = await first.ended;
    expect({ code, tag: tagNow() }).toEqual({ code: 130, tag: undefined });
    well(await beginOn('two', there).ended);
  });

  test('two who write at once: one goes on, the other gives way', async () => {
    lab.faults.mend();
    let arrived = 0;
    lab.faults.around({
      operation: 'ec2:CreateTags',
      count: 2,
      around: async (act) => {
        arrived += 1;
        while (arrived < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        return act();
      },
    });
    const ended = await Promise.all([beginOn('one', back).ended, beginOn('two', back).ended]);
    expect({ arrived, codes: ended.map(({ code }) => code).toSorted() }, ended.map(({ said }) => said).join('\n')).toEqual({ arrived: 2, codes: [0, 5] });
    expect(tagNow()).toBeUndefined();
  });

  test('leaves nothing behind when everything is taken down', async () => {
    lab.faults.mend();
    well(await beginOn('one', ['finish', '--everything', '--yes']).ended);
    expect(server1()?.Tags?.filter(({ Key }) => /^redundant-blog:(?!lab:)/.test(Key ?? ''))).toEqual([]);
  });
});
