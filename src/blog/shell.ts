import type { Duplex } from 'node:stream';
import type { Instance } from '@aws-sdk/client-ec2';
import type { Client, ConnectConfig } from 'ssh2';
import { Declined, UserError } from '../errors.ts';
import type { BlogAccessSettings } from './access.ts';
import { consoleFingerprints, fingerprint, rememberedHost, rememberHost } from './host-keys.ts';
import { loginTo, type Login } from './key.ts';
import { reach, type Address } from './reach.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A login on one server. */
export interface Shell {
  readonly instanceId: string;
  /** Runs a POSIX sh text as root. It goes in on stdin, so that nothing of it shows in the server's process list. */
  run(script: string): Promise<Ran>;
  /** A connection from the server to a host that only it can reach. */
  forward(host: string, port: number): Promise<Duplex>;
  close(): void;
}

const tries = 6;
const pauseMs = 5_000; // of AWS's time
const shortestPause = 300;
// Silence is seldom a server that is about to begin; refusals are.
const triesInSilence = 2;
const handshakeMs = 20_000; // of AWS's time
const shortestHandshake = 20_000;
const scriptMs = 60_000;

/** Logs in, sure of whom it talks to. `closed` is called when the connection ends, however it ends. */
export async function openShell(settings: BlogAccessSettings, server: Instance, closed: () => void): Promise<Shell> {
  const instanceId = server.InstanceId ?? '';
  const address = reach(server, 22);
  if (address === undefined) throw new UserError('server-without-address', [instanceId]);
  const login = await loginTo(settings, server);
  const client = await connectSurely(settings, instanceId, address, login);
  client.once('close', closed);
  client.on('error', () => undefined); // a later loss shows in whatever is running then
  return {
    instanceId,
    run: (script) => run(settings, client, login.username, script),
    forward: (host, port) => forward(client, host, port),
    close: () => client.end(),
  };
}

/** Connects; when nothing vouches for the server's key, asks the person first, and only then logs in. */
async function connectSurely(settings: BlogAccessSettings, instanceId: string, address: Address, login: Login): Promise<Client> {
  const trusted = await trustedKeys(settings, instanceId);
  const first = await connectPatiently(settings, address, login, trusted);
  if (first.kind === 'in') {
    await rememberHost(settings.stateDir, instanceId, first.print).catch(() => undefined);
    return first.client;
  }
  if (trusted.length > 0) throw new UserError('host-key-changed', [instanceId, first.print, trusted.join(', ')]);
  const yes = await settings.prompts.confirm({ message: settings.words.access.hostKey(instanceId, first.print), flag: '--answer host-key=…' });
  if (!yes) throw new Declined(instanceId);
  const second = await connectPatiently(settings, address, login, [first.print]);
  if (second.kind === 'stranger') throw new UserError('host-key-changed', [instanceId, second.print, first.print]);
  await rememberHost(settings.stateDir, instanceId, second.print);
  return second.client;
}

async function trustedKeys(settings: BlogAccessSettings, instanceId: string): Promise<readonly string[]> {
  const remembered = await rememberedHost(settings.stateDir, instanceId);
  return remembered === undefined ? consoleFingerprints(settings, instanceId) : [remembered];
}

type Met = { readonly kind: 'in'; readonly client: Client; readonly print: string } | { readonly kind: 'stranger'; readonly print: string };

/** A server that has just started may not let anyone in for a moment yet. */
async function connectPatiently(settings: BlogAccessSettings, address: Address, login: Login, trusted: readonly string[]): Promise<Met> {
  for (let attempt = 1; ; attempt += 1) {
    settings.signal.throwIfAborted();
    try {
      return await connect(settings, address, login, trusted);
    } catch (error) {
      settings.signal.throwIfAborted();
      const failure = asFailure(error, address, login);
      if (failure.code === 'ssh-login-refused' || attempt >= (failure.code === 'ssh-silent' ? triesInSilence : tries)) throw failure;
      await settings.clock.sleep(Math.max(shortestPause, pauseMs / settings.clock.pace), settings.signal);
    }
  }
}

async function connect({ clock }: BlogAccessSettings, address: Address, login: Login, trusted: readonly string[]): Promise<Met> {
  const { default: ssh2 } = await import('ssh2');
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    let print = '';
    let stranger = false;
    const hostVerifier = (key: Buffer) => {
      print = fingerprint(key);
      stranger = !trusted.includes(print);
      return !stranger;
    };
    client.once('ready', () => resolve({ kind: 'in', client, print }));
    client.on('error', (error) => (stranger ? resolve({ kind: 'stranger', print }) : reject(error)));
    client.once('close', () => reject(new Error('the connection was closed')));
    const readyTimeout = Math.max(shortestHandshake, handshakeMs / clock.pace);
    const config: ConnectConfig = { host: address.host, port: address.port, readyTimeout, keepaliveInterval: 15_000, hostVerifier, ...login };
    client.connect(config);
  });
}

function asFailure(error: unknown, address: Address, login: Login): UserError {
  const where = `${address.host}:${address.port}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const level = error instanceof Error && 'level' in error ? error.level : '';
  if (level === 'client-authentication') return new UserError('ssh-login-refused', [login.username, where], { cause: error });
  if (code === 'ECONNREFUSED') return new UserError('ssh-refused', [where], { cause: error });
  if (code === 'ETIMEDOUT' || level === 'client-timeout') return new UserError('ssh-silent', [where], { cause: error });
  return new UserError('ssh-failed', [where, error instanceof Error ? error.message : String(error)], { cause: error });
}

async function run(settings: BlogAccessSettings, client: Client, username: string, script: string): Promise<Ran> {
  const ended = new AbortController();
  const late = settings.clock.sleep(scriptMs, ended.signal).then(() => Promise.reject(new UserError('script-hangs', [username])));
  try {
    const ran = await Promise.race([exec(client, script), late]);
    if (ran.code !== 0 && /^sudo:/m.test(ran.err)) throw new UserError('sudo-refused', [username, ran.err.trim()]);
    return ran;
  } finally {
    late.catch(() => undefined);
    ended.abort();
  }
}

function exec(client: Client, script: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Error('the SSH connection was lost'));
    client.once('close', lost);
    client.exec('sudo -n sh -s', (error, channel) => {
      if (error) {
        client.off('close', lost);
        return reject(error);
      }
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let code = -1;
      channel.on('data', (chunk: Buffer) => out.push(chunk));
      channel.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      channel.once('exit', (status: number | null) => (code = status ?? -1));
      channel.once('close', () => {
        client.off('close', lost);
        resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') });
      });
      channel.end(script);
    });
  });
}

function forward(client: Client, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** A value as one word of a POSIX shell script. */
export const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
