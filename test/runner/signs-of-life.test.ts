import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTagsCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAws } from '../../src/aws/clients.ts';
import { findServers } from '../../src/aws/find/servers.ts';
import { systemClock } from '../../src/clock.ts';
import { Interrupted } from '../../src/errors.ts';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { noticeOthers, thisProcess } from '../../src/runner/at-work.ts';
import { asValue, atWorkKey, holderIn, patienceMs } from '../../src/runner/at-work/value.ts';
import { en } from '../../src/ui/language/en.ts';
import { listeningSay } from '../support/say.ts';

const minutes = 60_000;
const home = mkdtempSync(join(tmpdir(), 'signs-'));
let lab: Lab;
let ec2: EC2Client;
let later = 0;

beforeAll(async () => {
  lab = await startLab({ dir: home, port: 0, speed: 1_000 });
  await lab.settled();
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  ec2 = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
});
afterAll(async () => {
  ec2.destroy();
  await lab.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(async () => {
  later = 0;
  await write('');
});

const server = () => lab.home.table('instance').all()[0]?.id ?? '';

async function write(Value: string): Promise<void> {
  await ec2.send(new CreateTagsCommand({ Resources: [server()], Tags: [{ Key: atWorkKey, Value }] }));
}

async function holder() {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [server()] }));
  return holderIn(Reservations?.[0]?.Instances?.[0]?.Tags?.find(({ Key }) => Key === atWorkKey)?.Value);
}

/** One run; `later` ms have gone by since it began. */
function someone(machine: string, stopped: AbortSignal = new AbortController().signal) {
  const real = systemClock(1_000);
  const clock = { ...real, now: () => real.now() + later };
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const aws = (signal: AbortSignal) => createAws({ region, endpoint, credentials: { accessKeyId, secretAccessKey }, clock, signal });
  const atWork = noticeOthers({
    here: thisProcess(machine),
    aws,
    server: async () => server(),
    servers: () => findServers({ aws: aws(stopped) }),
    clock,
    signal: stopped,
    say: listeningSay(),
    words: en,
  });
  const change = atWork.guard((_intent, act) => act());
  return {
    atWork,
    clock: atWork.clock(clock),
    change: (evenWhenStopping = false) => change({ op: 'ec2:Any', params: {}, evenWhenStopping }, async () => 'done'),
  };
}

test('a sign of life is given before each change once the last is a third of the time old, and not more often', async () => {
  const one = someone('one');
  await one.change();
  const first = await holder();
  later = patienceMs / 3 - 10_000;
  await one.change();
  expect(await holder()).toEqual(first);
  later = patienceMs / 3 + 1_000;
  await one.change();
  expect(await holder()).toMatchObject({ nonce: first?.nonce, began: first?.began });
  expect((await holder())?.last).toBeGreaterThan((first?.last ?? Infinity) + 3 * minutes);
});

test('and while it waits', async () => {
  const one = someone('one');
  await one.change();
  const first = await holder();
  later = 4 * minutes;
  await one.clock.sleep(1);
  await expect.poll(async () => (await holder())?.last).toBeGreaterThan((first?.last ?? Infinity) + 3 * minutes);
});

test('none is given after the end', async () => {
  const one = someone('one');
  await one.atWork.during(async () => one.change());
  later = 4 * minutes;
  await one.clock.sleep(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await holder()).toBeUndefined();
});

test('who has slept through its time and finds another there gives way, but still puts right what must not stay', async () => {
  const one = someone('one');
  await one.change();
  later = 2 * patienceMs;
  await someone('two').change();
  const there = await holder();
  await expect(one.change()).rejects.toMatchObject({ code: 'at-work-elsewhere', outcome: 'heldByAnother' });
  expect(await one.change(true)).toBe('done');
  expect(await holder()).toEqual(there);
  await one.atWork.during(async () => undefined);
  expect(await holder()).toEqual(there);
});

test('where nothing is changed, nothing is asked and nothing written', async () => {
  const foreign = asValue({ ...thisProcess('one'), nonce: '0'.repeat(16), began: Date.now(), last: Date.now() });
  await write(foreign);
  await someone('two').atWork.during(async () => undefined);
  expect(await holder()).toEqual(holderIn(foreign));
});

test('who presses Ctrl-C while looking who else is at work begins nothing, not even the tag; what must be put right is put right all the same', async () => {
  const interruption = new AbortController();
  const one = someone('one', interruption.signal);
  lab.faults.around({ operation: 'ec2:DescribeInstances', around: (act) => (interruption.abort(new Interrupted()), act()) });
  await expect(one.atWork.during(() => one.change())).rejects.toBeInstanceOf(Interrupted);
  expect(await holder()).toBeUndefined();
  expect(await one.change(true)).toBe('done');
  expect(await holder()).toBeUndefined();
});
