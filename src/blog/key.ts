import { readFile, stat } from 'node:fs/promises';
import type { Instance } from '@aws-sdk/client-ec2';
import { UserError } from '../errors.ts';
import { expandHome, type BlogAccessSettings } from './access.ts';
import { newKeyPair } from './new-key.ts';

/** One way to log in. */
export interface Login {
  readonly username: string;
  readonly privateKey?: string | Buffer;
  readonly passphrase?: string;
  readonly agent?: string;
}

export const defaultUser = 'ec2-user';

/** The key file's bytes, after the checks that ssh itself would make. */
export async function readKeyFile(path: string): Promise<Buffer> {
  const file = expandHome(path);
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new UserError('key-open-to-others', [path, (mode & 0o777).toString(8)], { outcome: 'wrongUse' });
    return await readFile(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UserError('key-missing', [path], { outcome: 'wrongUse', cause: error });
    throw new UserError('key-unreadable', [path, String(code)], { outcome: 'wrongUse', cause: error });
  }
}

/** How to log in to this server: with the key file; without one, with a key that lives a minute, and with the SSH agent. */
export async function loginTo(settings: BlogAccessSettings, server: Instance): Promise<Login> {
  const username = settings.user ?? defaultUser;
  if (settings.keyPath !== undefined && settings.keyPath !== '') return { username, ...(await unlocked(settings, settings.keyPath)) };
  return keyless(settings, server, username);
}

async function unlocked(settings: BlogAccessSettings, path: string): Promise<Pick<Login, 'privateKey' | 'passphrase'>> {
  const { default: ssh2 } = await import('ssh2');
  const privateKey = await readKeyFile(path);
  const parsed = ssh2.utils.parseKey(privateKey);
  if (!(parsed instanceof Error)) {
    if (parsed.isPrivateKey()) return { privateKey };
    throw new UserError('key-not-a-key', [path], { outcome: 'wrongUse' });
  }
  if (!/passphrase/i.test(parsed.message)) throw new UserError('key-not-a-key', [path], { outcome: 'wrongUse', cause: parsed });
  const passphrase = await settings.prompts.password({ message: settings.words.access.passphrase(path), flag: '--key' });
  if (ssh2.utils.parseKey(privateKey, passphrase) instanceof Error) throw new UserError('key-passphrase-wrong', [path], { outcome: 'wrongUse' });
  return { privateKey, passphrase };
}

async function keyless(settings: BlogAccessSettings, server: Instance, username: string): Promise<Login> {
  const agent = process.env['SSH_AUTH_SOCK'];
  try {
    const privateKey = await minuteKey(settings, server, username);
    return { username, privateKey, ...(agent ? { agent } : {}) };
  } catch (error) {
    if (agent) return { username, agent };
    throw new UserError('no-way-in', [server.InstanceId ?? '', username], { cause: error });
  }
}

/** EC2 Instance Connect: a key pair made here, whose public half the server accepts for sixty seconds. */
async function minuteKey(settings: BlogAccessSettings, server: Instance, username: string): Promise<string> {
  const { SendSSHPublicKeyCommand } = await import('@aws-sdk/client-ec2-instance-connect');
  const pair = await newKeyPair('redundant-blog');
  await settings.aws.eic.read(new SendSSHPublicKeyCommand({ InstanceId: server.InstanceId, InstanceOSUser: username, SSHPublicKey: pair.public }));
  return pair.private;
}
