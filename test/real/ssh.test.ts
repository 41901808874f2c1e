import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BlogAccessSettings } from '../../src/blog/access.ts';
import { openShell, type Shell } from '../../src/blog/shell.ts';
import { systemClock } from '../../src/clock.ts';
import { Declined } from '../../src/errors.ts';
import { en } from '../../src/ui/language/en.ts';
import { scriptedPrompts, type Script } from '../support/prompts.ts';
import { listeningSay } from '../support/say.ts';
import { startSshd, type Sshd } from './support/sshd.ts';

let sshd: Sshd;
let stateDir: string;
let key: string;
const opened: Shell[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  sshd = await startSshd();
  key = sshd.key('usual');
});
afterAll(() => sshd.stop());
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'rb-state-'));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  for (const server of servers.splice(0)) server.close();
  rmSync(stateDir, { recursive: true, force: true });
});

interface Scene {
  readonly script?: Script;
  readonly console?: string;
  readonly port?: number;
  readonly settings?: Partial<BlogAccessSettings>;
  /** What EC2 Instance Connect does with a key. */
  readonly connect?: (publicKey: string) => void;
}

/** One login, as a step asks for it. */
async function shell({ script = [], console = sshd.console(), port = sshd.port, settings = {}, connect }: Scene = {}): Promise<Shell> {
  const aws = {
    ec2: { read: async () => ({ Output: Buffer.from(console).toString('base64') }) },
    eic: {
      read: async ({ input }: { input: { SSHPublicKey: string } }) => {
        if (connect === undefined) throw new Error('AccessDenied');
        connect(input.SSHPublicKey);
        return { Success: true };
      },
    },
  } as unknown as BlogAccessSettings['aws'];
  const server: Instance = { InstanceId: 'i-0123456789abcdef0', Tags: [{ Key: 'redundant-blog:lab:22', Value: `127.0.0.1:${port}` }] };
  const shared = {
    aws,
    prompts: scriptedPrompts(...script),
    say: listeningSay(),
    words: en,
    clock: systemClock(1_000),
    signal: new AbortController().signal,
  };
  const found = await openShell({ ...shared, stateDir, user: sshd.user, keyPath: key, ...settings }, server, () => undefined);
  opened.push(found);
  return found;
}

const failure = (code: string) => expect.objectContaining({ code });

it('logs in to a server whose key its console vouches for, runs a script from stdin, and remembers the key', async () => {
  const { run } = await shell();
  expect(await run("printf '%s\\n' \"it's\" >&2; cat <<'E'\n日本語\nE\nexit 3\n")).toEqual({ code: 3, out: '日本語\n', err: "it's\n" });
  // The console's output is gone by now; what is remembered is enough.
  await shell({ console: '' });
});

it('leads a connection through the server', async () => {
  const far = createServer((socket) => socket.end('from inside'));
  servers.push(far);
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  const stream = await (await shell()).forward('127.0.0.1', (far.address() as AddressInfo).port);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe('from inside');
});

it('stops hard before a server that is not the one its console vouches for', async () => {
  const other = await startSshd();
  try {
    await expect(shell({ console: other.console() })).rejects.toEqual(failure('host-key-changed'));
  } finally {
    await other.stop();
  }
});

it('stops hard when a known server has another key, whatever its console says now', async () => {
  await shell();
  await sshd.renew();
  await expect(shell()).rejects.toEqual(failure('host-key-changed'));
});

it('shows a key that nobody vouches for and asks; what was agreed to holds, and nothing else', async () => {
  const asked: Script = [[/SHA256:[\w+/]{43}/, true]];
  await shell({ console: '', script: asked });
  await shell({ console: '' });
  await sshd.renew();
  await expect(shell({ console: '' })).rejects.toEqual(failure('host-key-changed'));
});

it('goes no further when the person does not know the key', async () => {
  await expect(shell({ console: '', script: [[/SHA256:/, false]] })).rejects.toBeInstanceOf(Declined);
});

it.each([
  ['an RSA .pem as EC2 gives it', { type: 'rsa', format: 'PEM' }],
  ['an ed25519 .pem', { type: 'ed25519' }],
  ['an ECDSA key', { type: 'ecdsa', format: 'PEM' }],
])('logs in with %s', async (name, options) => {
  await shell({ settings: { keyPath: sshd.key(name.replaceAll(/\W/g, '-'), options) } });
});

it('asks for the passphrase of a locked key, and tells a wrong one', async () => {
  const keyPath = sshd.key('locked', { passphrase: 'open sesame' });
  await shell({ settings: { keyPath }, script: [[/passphrase/, 'open sesame']] });
  await expect(shell({ settings: { keyPath }, script: [[/passphrase/, 'open says me']] })).rejects.toEqual(failure('key-passphrase-wrong'));
});

it('logs in through the agent when there is no key file and EC2 Instance Connect is not allowed', async () => {
  const socket = join(stateDir, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
  const before = process.env['SSH_AUTH_SOCK'];
  try {
    await expect.poll(() => tryAdd(socket, sshd.key(`agent-${Date.now()}`))).toBe(true);
    process.env['SSH_AUTH_SOCK'] = socket;
    await shell({ settings: { keyPath: '' } });
  } finally {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
    agent.kill();
  }
});

function tryAdd(socket: string, file: string): boolean {
  try {
    execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('logs in with no key at all, by EC2 Instance Connect', async () => {
  await shell({ settings: { keyPath: '' }, connect: sshd.admit });
});

it('says so when there is no way in at all', async () => {
  const before = process.env['SSH_AUTH_SOCK'];
  delete process.env['SSH_AUTH_SOCK'];
  await expect(shell({ settings: { keyPath: '' } })).rejects.toEqual(failure('no-way-in'));
  if (before !== undefined) process.env['SSH_AUTH_SOCK'] = before;
});

it('tells a user whom the server does not know, and a key that it does not', async () => {
  await expect(shell({ settings: { user: 'nobody-of-this-name' } })).rejects.toEqual(failure('ssh-login-refused'));
  await expect(shell({ settings: { keyPath: sshd.key('stranger', { admitted: false }) } })).rejects.toEqual(failure('ssh-login-refused'));
});

it('refuses a key file that others can read, one that is missing, and one that is none', async () => {
  const open = sshd.key('open');
  chmodSync(open, 0o644);
  await expect(shell({ settings: { keyPath: open } })).rejects.toEqual(failure('key-open-to-others'));
  await expect(shell({ settings: { keyPath: join(stateDir, 'none.pem') } })).rejects.toEqual(failure('key-missing'));
  const publicHalf = `${key}.pub`;
  chmodSync(publicHalf, 0o600);
  await expect(shell({ settings: { keyPath: publicHalf } })).rejects.toEqual(failure('key-not-a-key'));
});

it('tells nothing there from silence, and both from something that does not speak SSH', async () => {
  const listening = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const closed = createServer();
  const refused = await listening(closed);
  await new Promise((resolve) => closed.close(resolve));
  servers.pop();
  await expect(shell({ port: refused })).rejects.toEqual(failure('ssh-refused'));
  await expect(shell({ port: await listening(createServer((socket) => void socket.on('error', () => undefined).resume())) })).rejects.toEqual(
    failure('ssh-silent'),
  );
  const web = createServer((socket) => void socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await expect(shell({ port: await listening(web) })).rejects.toEqual(failure('ssh-failed'));
});

it('tells a login whose sudo asks for a password', async () => {
  const { run } = await shell();
  await expect(run("echo 'sudo: a password is required' >&2; exit 1")).rejects.toEqual(failure('sudo-refused'));
});

it('leaves no trace of the script in the process list', async () => {
  const { run } = await shell();
  const { out } = await run('secret=canary-in-the-script; cat /proc/[0-9]*/cmdline | tr "\\0" " "');
  expect(out).toContain('sh -s');
  expect(out).not.toContain('canary-in-the-script');
});
