import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, CreateTagsCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labConnection, labDown, LabFailure, labReset, labStatus, labUp, type LabConnection } from '../../../src/lab/control.ts';
import { builtIn } from '../../../src/lab/parts.ts';
import { clientsOf } from '../support/lab.ts';

let base: string;
let dir: string;
let dirs: string[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'lab-daemon-'));
  dir = join(base, 'lab');
  dirs = [dir];
});
afterEach(async () => {
  for (const each of dirs) await labDown(each).catch(() => undefined);
  await rm(base, { recursive: true, force: true });
});

const up = (options: { port?: number; speed?: number } = {}) => labUp({ dir, empty: true, port: 0, kinds: builtIn, ...options });
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof LabFailure ? { code: error.code, ...error.values } : error),
  );

async function account(connection: LabConnection | undefined): Promise<string | undefined> {
  if (connection === undefined) throw new Error('no connection');
  return (await clientsOf(connection).sts.send(new GetCallerIdentityCommand({}))).Account;
}

describe('lab up', () => {
  it('returns when the lab answers, and says how to reach it', async () => {
    const { started, status } = await up({ speed: 120 });
    expect(started).toBe(true);
    expect(status).toMatchObject({
      running: true,
      dir,
      speed: 120,
      connection: { region: 'ap-northeast-1', keyPath: join(dir, 'my-key.pem'), stateDir: join(dir, 'journal'), speed: 120 },
    });
    expect(await account(status.connection)).toMatch(/^\d{12}$/);
    expect(await labConnection(dir)).toEqual(status.connection);
  });

  it('leaves one that runs as it is', async () => {
    const first = await up();
    const second = await up();
    expect(second.started).toBe(false);
    expect(second.status).toEqual(first.status);
  });

  it('asked for twice at once starts one', async () => {
    const both = await Promise.all([up(), up()]);
    expect(both.map(({ started }) => started).toSorted()).toEqual([false, true]);
    expect(both[0].status.pid).toBe(both[1].status.pid);
  });

  it('keeps its secrets from other users', async () => {
    await up();
    for (const name of await readdir(dir)) expect((await stat(join(dir, name))).mode & 0o077).toBe(0);
  });

  it('of several folders are several labs, which do not know each other', async () => {
    const other = join(base, 'other');
    dirs.push(other);
    const [one, two] = [await up(), await labUp({ dir: other, empty: true, port: 0, kinds: builtIn })];
    expect(one.status.port).not.toBe(two.status.port);
    expect(await account(one.status.connection)).not.toBe(await account(two.status.connection));
    await labDown(other);
    expect((await labStatus(dir)).running).toBe(true);
  });
});

describe('a port', () => {
  it('that is asked for and taken is a failure, and nothing is left running', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    expect(await failureOf(up({ port }))).toEqual({ code: 'port-in-use', port });
    expect((await labStatus(dir)).running).toBe(false);
    taken.close();
  });

  it('is the same after down and up', async () => {
    const { status } = await up();
    await labDown(dir);
    expect((await labUp({ dir })).status.port).toBe(status.port);
  });

  it('that somebody else has now is another one, when nobody asked for it', async () => {
    const { status } = await up();
    await labDown(dir);
    const taken = createServer().listen(status.port, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const again = await labUp({ dir });
    expect(again.status.running).toBe(true);
    expect(again.status.port).not.toBe(status.port);
    taken.close();
  });
});

describe('what the lab knows', () => {
  const group = { GroupName: 'kept', Description: 'kept' };
  const make = async (connection: LabConnection) =>
    (await clientsOf(connection).ec2.send(new CreateSecurityGroupCommand({ ...group, VpcId: await vpcOf(connection) }))).GroupId ?? '';

  it('is there after down and up, and after kill -9', { timeout: 60_000 }, async () => {
    const { status } = await labUp({ dir, port: 0, kinds: builtIn });
    const connection = await labConnection(dir);
    const id = await make(connection);
    process.kill(status.pid ?? 0, 'SIGKILL');
    await gone(status.pid ?? 0);
    expect((await labStatus(dir)).running).toBe(false);
    const again = await labUp({ dir });
    expect(again.started).toBe(true);
    expect(await names(await labConnection(dir))).toContain('kept');
    await clientsOf(await labConnection(dir)).ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] }));
    expect(await labDown(dir)).toBe('stopped');
    await labUp({ dir });
    const groups = await clientsOf(await labConnection(dir)).ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    expect(groups.SecurityGroups?.[0]?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  it('is forgotten by reset, with the account it was in', { timeout: 60_000 }, async () => {
    await up();
    const before = await labConnection(dir);
    await mkdir(before.stateDir, { recursive: true });
    await writeFile(join(before.stateDir, 'journal.jsonl'), 'old\n');
    const { restarted, status } = await labReset({ dir, empty: true });
    expect(restarted).toBe(true);
    expect(status.port).toBe(Number(new URL(before.endpoint).port));
    expect(await account(status.connection)).not.toBe((await account({ ...before, ...status.connection })) === undefined);
    await expect(account(before)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    expect(await readdir(dir)).not.toContain('journal');
  });
});

describe('a folder', () => {
  it('that holds something else is not touched', async () => {
    await mkdir(dir);
    await writeFile(join(dir, 'thesis.txt'), 'years of work');
    for (const act of [up(), labDown(dir), labReset({ dir }), labStatus(dir), labConnection(dir)])
      expect(await failureOf(act)).toEqual({ code: 'not-a-lab-dir', dir });
    expect(await readdir(dir)).toEqual(['thesis.txt']);
  });

  it('whose marker is not one of ours, or from a newer version, is not touched', async () => {
    await mkdir(dir);
    for (const text of ['', 'null', '[]', '{"schema":2,"id":"a","account":"b","keys":[]}']) {
      await writeFile(join(dir, 'redundant-blog-lab.json'), text);
      expect(await failureOf(up())).toEqual({ code: 'not-a-lab-dir', dir });
      expect(await readFile(join(dir, 'redundant-blog-lab.json'), 'utf8')).toBe(text);
    }
  });

  it('that may not be written to is said to be so', async () => {
    await writeFile(join(base, 'file'), '');
    expect(await failureOf(labUp({ dir: join(base, 'file', 'lab'), empty: true, port: 0 }))).toMatchObject({
      code: 'disk-full-or-read-only',
      reason: 'ENOTDIR',
    });
    if (process.getuid?.() === 0) return;
    await mkdir(dir);
    await chmod(dir, 0o500);
    expect(await failureOf(up())).toMatchObject({ code: 'disk-full-or-read-only' });
    await chmod(dir, 0o700);
  });

  it('of a lab that is down has no connection', async () => {
    expect(await labStatus(dir)).toEqual({ running: false, dir, things: [], learners: [] });
    expect(await failureOf(labConnection(dir))).toEqual({ code: 'not-running', dir });
    expect(await labDown(dir)).toBe('was-not-running');
  });
});

describe('the process of somebody else', () => {
  it('that has the number of a daemon that was killed is left alone', async () => {
    const { status } = await up();
    process.kill(status.pid ?? 0, 'SIGKILL');
    await gone(status.pid ?? 0);
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await writeFile(join(dir, 'lab.pid'), JSON.stringify({ pid: stranger.pid, start: 'another time', port: status.port, speed: 60 }));
    expect((await labStatus(dir)).running).toBe(false);
    expect(await labDown(dir)).toBe('was-not-running');
    expect((await up()).started).toBe(true);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });

  it('cannot stop the lab without being able to read its folder', async () => {
    const { status } = await up();
    const answer = await fetch(`${status.connection?.endpoint}/_lab/stop`, { method: 'POST', headers: { 'x-lab-secret': 'guess' } });
    expect(answer.status).toBe(403);
    expect(await (await fetch(`${status.connection?.endpoint}/_lab/status`)).json()).toEqual({ lab: expect.any(String), pid: status.pid, speed: 60 });
    expect((await labStatus(dir)).running).toBe(true);
  });
});

async function names(connection: LabConnection): Promise<(string | undefined)[] | undefined> {
  return (await clientsOf(connection).ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.map(({ GroupName }) => GroupName);
}

async function vpcOf(connection: LabConnection): Promise<string | undefined> {
  const { DescribeVpcsCommand } = await import('@aws-sdk/client-ec2');
  return (await clientsOf(connection).ec2.send(new DescribeVpcsCommand({}))).Vpcs?.[0]?.VpcId;
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
