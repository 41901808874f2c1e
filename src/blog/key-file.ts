import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ParsedKey } from 'ssh2';
import { UserError } from '../errors.ts';
import { expandHome, type BlogAccessSettings } from './access.ts';
import { readKeyFile } from './key.ts';
import { newKeyPair } from './new-key.ts';

/** The private key's file on this computer. The key itself goes nowhere from here: AWS gets the public half. */
export interface KeyFile {
  readonly path: string;
  /** The public half as one OpenSSH line, or undefined when there is no such file. */
  publicHalf(): Promise<string | undefined>;
  /** The same without a question: undefined as well when the key is locked by a passphrase, or is none. */
  publicHalfUnasked(): Promise<string | undefined>;
  /** As `publicHalf`; makes the file with a new key when there is none. */
  make(comment: string): Promise<string>;
}

/** The file that `--key` or `--key-out` names, if one does. */
export function keyFileAt(settings: BlogAccessSettings): KeyFile | undefined {
  const { keyPath } = settings;
  if (keyPath === undefined || keyPath === '') return undefined;
  const path = expandHome(keyPath);
  const publicHalf = async () => ((await exists(path)) ? publicHalfOf(settings, path) : undefined);
  return {
    path,
    publicHalf,
    publicHalfUnasked: async () => ((await exists(path)) ? unlockedHalf(path) : undefined),
    async make(comment) {
      const known = await publicHalf();
      if (known !== undefined) return known;
      const pair = await newKeyPair(comment);
      await write(path, pair.private);
      return pair.public.trim();
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

async function publicHalfOf(settings: BlogAccessSettings, path: string): Promise<string> {
  const { default: ssh2 } = await import('ssh2');
  const bytes = await readKeyFile(path);
  const parsed = ssh2.utils.parseKey(bytes);
  if (!(parsed instanceof Error)) return lineOf(parsed, path);
  if (!/passphrase/i.test(parsed.message)) throw new UserError('key-not-a-key', [path], { outcome: 'wrongUse', cause: parsed });
  const passphrase = await settings.prompts.password({ message: settings.words.access.passphrase(path), flag: '--key-out' });
  const opened = ssh2.utils.parseKey(bytes, passphrase);
  if (opened instanceof Error) throw new UserError('key-passphrase-wrong', [path], { outcome: 'wrongUse' });
  return lineOf(opened, path);
}

async function unlockedHalf(path: string): Promise<string | undefined> {
  const { default: ssh2 } = await import('ssh2');
  const parsed = ssh2.utils.parseKey(await readKeyFile(path));
  return parsed instanceof Error || !parsed.isPrivateKey() ? undefined : lineOf(parsed, path);
}

function lineOf(key: ParsedKey, path: string): string {
  if (!key.isPrivateKey()) throw new UserError('key-not-a-key', [path], { outcome: 'wrongUse' });
  return `${key.type} ${key.getPublicSSH().toString('base64')} ${key.comment || 'redundant-blog'}`;
}

/** Readable by its owner alone from the first byte on, and never over a file that is there. */
async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text.endsWith('\n') ? text : `${text}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new UserError('key-not-saved', [path, code], { cause: error });
  }
}

/** Do two public halves belong to one key? Their comments do not matter. */
export const sameKey = (one: string, other: string): boolean => one.trim().split(/\s+/)[1] === other.trim().split(/\s+/)[1];
