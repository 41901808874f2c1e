import { CreateTagsCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws, type Aws } from '../src/aws/clients.ts';
import { systemClock } from '../src/clock.ts';
import { journalPath } from '../src/journal.ts';
import { findRun, whoAmI, type FoundRun, type RunSearch } from '../src/runs.ts';
import { en } from '../src/ui/language/en.ts';
import { labForTest, type LabForTest } from './lab/support/lab.ts';
import { scriptedPrompts, type Script } from './support/prompts.ts';
import { reply, scriptedEndpoint } from './support/scripted-endpoint.ts';
import { listeningSay } from './support/say.ts';
import { tempFolder } from './support/temp.ts';

let lab: LabForTest;
beforeEach(async () => {
  lab = await labForTest();
});
afterEach(() => lab.close());

function awsOfLab(): Aws {
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.lab.connection;
  const signal = new AbortController().signal;
  return createAws({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, clock: systemClock(), signal, change: (_, act) => act() });
}

async function find(stateDir: string, over: Partial<RunSearch> = {}, ...script: Script): Promise<FoundRun & { search: RunSearch }> {
  const aws = awsOfLab();
  const { endpoint, region } = lab.lab.connection;
  const identity = await whoAmI(aws, region);
  const search: RunSearch = {
    aws,
    identity,
    stateDir,
    region,
    endpoint,
    tool: 'test',
    clock: systemClock(),
    prompts: scriptedPrompts(...script),
    say: listeningSay(),
    words: en,
    to: 'write',
    ...over,
  };
  return { ...(await findRun(search)), search };
}

/** As preflight's change does. */
async function tagFirstServer(...values: readonly string[]): Promise<void> {
  const aws = awsOfLab();
  const { Reservations } = await aws.ec2.read(new DescribeInstancesCommand({}));
  const ids = (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
  for (const value of values) {
    await aws.ec2.change(new CreateTagsCommand({ Resources: ids.slice(0, 1), Tags: [{ Key: 'redundant-blog:run', Value: value }] }), { repeatable: true });
  }
}

describe('finding the run', () => {
  it('begins one where there is none, and goes on with it next time', async () => {
    const stateDir = tempFolder();
    const first = await find(stateDir);
    expect(first.from).toBe('new');
    expect(first.run.id).toMatch(/^[0-9a-f]{8}$/);
    first.close();
    const second = await find(stateDir);
    expect(second).toMatchObject({ from: 'journal', run: { id: first.run.id } });
    second.close();
  });

  it('only to look: makes no file and takes no lock', async () => {
    const stateDir = tempFolder();
    const looking = await find(stateDir, { to: 'read' });
    expect(looking.from).toBe('new');
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('can be looked at while another process works on it, but not worked on', async () => {
    const stateDir = tempFolder();
    const working = await find(stateDir);
    expect((await find(stateDir, { to: 'read' })).run.id).toBe(working.run.id);
    await expect(find(stateDir)).rejects.toMatchObject({ code: 'held-by-another' });
    working.close();
  });

  it('on another machine takes up the run that is tagged in the cloud, and says so', async () => {
    await tagFirstServer('0badcafe');
    const found = await find(tempFolder(), {}, [/0badcafe/, true]);
    expect(found).toMatchObject({ from: 'tags', run: { id: '0badcafe' } });
    found.close();
    const other = await find(tempFolder(), {}, [/0badcafe/, false]);
    expect(other.from).toBe('new');
    other.close();
  });

  it('goes on from the tags when the journal has been moved away', async () => {
    await tagFirstServer('0badcafe');
    const stateDir = tempFolder();
    (await find(stateDir, {}, [/0badcafe/, true])).close();
    rmSync(journalPath({ stateDir, run: { id: '0badcafe', account: lab.lab.home.account, region: lab.lab.connection.region } }));
    const again = await find(stateDir, {}, [/0badcafe/, true]);
    expect(again.from).toBe('tags');
    again.close();
  });

  it('never begins anew over a journal that is damaged', async () => {
    const stateDir = tempFolder();
    const first = await find(stateDir);
    const path = journalPath({ stateDir, run: first.run });
    first.close();
    writeFileSync(path, 'x\n');
    await expect(find(stateDir)).rejects.toMatchObject({ code: 'journal-damaged' });
    expect(readdirSync(join(path, '..'))).toEqual(['journal.jsonl']);
  });

  it('after everything was taken down, begins a new one', async () => {
    await tagFirstServer('0badcafe');
    const stateDir = tempFolder();
    const first = await find(stateDir, {}, [/0badcafe/, true]);
    await first.journal.note({ type: 'closed' });
    first.close();
    const next = await find(stateDir);
    expect(next.from).toBe('new');
    next.close();
  });

  it('asks which one when there are several, and takes the one that is named', async () => {
    const stateDir = tempFolder();
    const one = await find(stateDir);
    one.close();
    await tagFirstServer('0badcafe');
    const two = await find(stateDir, { wanted: '0badcafe' });
    two.close();
    const chosen = await find(stateDir, {}, [/Which one/, one.run.id]);
    expect(chosen.run.id).toBe(one.run.id);
    chosen.close();
    await expect(find(stateDir, { to: 'read' })).rejects.toMatchObject({ code: 'several-runs' });
    await expect(find(stateDir, { wanted: 'ffffffff' })).rejects.toMatchObject({ code: 'run-unknown', outcome: 'wrongUse' });
  });
});

describe('who am I', () => {
  it('an endpoint that answers nonsense is not AWS', async () => {
    const { url } = await scriptedEndpoint(reply.ok('<GetCallerIdentityResponse></GetCallerIdentityResponse>'));
    const signal = new AbortController().signal;
    const aws = createAws({ region: 'ap-northeast-1', endpoint: url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, clock: systemClock(), signal });
    await expect(whoAmI(aws, 'ap-northeast-1', url)).rejects.toMatchObject({ code: 'endpoint-not-aws' });
  });
});
