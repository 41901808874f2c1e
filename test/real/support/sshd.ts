import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Sshd {
  readonly port: number;
  readonly folder: string;
  readonly user: string;
  /** What the server's console would have printed at its first boot. */
  console(): string;
  /** Makes a key pair and (unless told not to) lets it in; gives the private file. */
  key(name: string, options?: { readonly type?: string; readonly format?: string; readonly passphrase?: string; readonly admitted?: boolean }): string;
  admit(publicKey: string): void;
  /** Stops it, gives it new host keys, and starts it at the same place. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find(existsSync);
const hostKeys = ['rsa', 'ecdsa', 'ed25519'];

/** OpenSSH's own server on a loopback port, with everything of its own in one folder. */
export async function startSshd(): Promise<Sshd> {
  if (program === undefined) throw new Error('these tests need sshd; .ci/real-parts installs it on Debian');
  const folder = mkdtempSync(join(tmpdir(), 'rb-sshd-'));
  const port = await freePort();
  makeHostKeys(folder);
  writeFileSync(join(folder, 'authorized_keys'), '', { mode: 0o600 });
  writeFileSync(join(folder, 'sshd_config'), settings(folder, port));
  placeSudo(folder);
  let child = await start(program, folder, port);
  const admit = (publicKey: string) => writeFileSync(join(folder, 'authorized_keys'), `${publicKey.trim()}\n`, { flag: 'a' });
  return {
    port,
    folder,
    user: userInfo().username,
    admit,
    console: () => consoleOf(folder),
    key: (name, { type = 'ed25519', format = 'RFC4716', passphrase = '', admitted = true } = {}) => {
      const file = join(folder, name);
      execFileSync('ssh-keygen', ['-q', '-t', type, '-m', format, '-N', passphrase, '-f', file]);
      if (admitted) admit(readFileSync(`${file}.pub`, 'utf8'));
      return file;
    },
    renew: async () => {
      await end(child);
      makeHostKeys(folder);
      child = await start(program, folder, port);
    },
    stop: async () => {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeHostKeys(folder: string): void {
  for (const type of hostKeys) {
    const file = join(folder, `host_${type}`);
    rmSync(file, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file], { input: 'y\n' });
  }
}

const settings = (folder: string, port: number) =>
  [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'MaxStartups 100',
    `SetEnv PATH=${join(folder, 'bin')}:/usr/bin:/bin`,
    '',
  ].join('\n');

/** The server's sudo, which lets its user be root without asking: here it just runs the command. */
function placeSudo(folder: string): void {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'sudo'), '#!/bin/sh\n[ "$1" = -n ] && shift\nexec "$@"\n');
  chmodSync(join(folder, 'bin', 'sudo'), 0o755);
}

async function start(sshd: string, folder: string, port: number): Promise<ChildProcess> {
  // As root it separates its privileges in this folder, which a system's own start script makes.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const child = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (let turn = 0; turn < 200; turn += 1) {
    if (await accepts(port)) return child;
    if (child.exitCode !== null) break;
    await pause(25);
  }
  throw new Error(`sshd did not start: ${said}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function consoleOf(folder: string): string {
  const prints = hostKeys.map((type) => execFileSync('ssh-keygen', ['-l', '-f', join(folder, `host_${type}.pub`)], { encoding: 'utf8' }).trim());
  return ['-----BEGIN SSH HOST KEY FINGERPRINTS-----', ...prints, '-----END SSH HOST KEY FINGERPRINTS-----', ''].join('\r\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(socket.destroy() !== undefined)).once('error', () => resolve(false));
  });
}
