import { createHash } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import type { BlogAccessSettings } from './access.ts';

/** `SHA256:…`, as ssh and the server's console write it. */
export const fingerprint = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

/** The fingerprints in a console's text: those in the block that the first boot prints, and those of the public keys beside it. */
export function fingerprintsIn(console: string): readonly string[] {
  const printed = between(console, 'SSH HOST KEY FINGERPRINTS').match(/SHA256:[A-Za-z0-9+/]{43}/g) ?? [];
  const keys = between(console, 'SSH HOST KEY KEYS').matchAll(/(?:ssh-|ecdsa-)\S+\s+([A-Za-z0-9+/]+=*)/g);
  return [...printed, ...[...keys].map(([, key = '']) => fingerprint(Buffer.from(key, 'base64')))];
}

function between(text: string, title: string): string {
  const from = text.lastIndexOf(`BEGIN ${title}`);
  const until = text.indexOf(`END ${title}`, from);
  return from < 0 ? '' : text.slice(from, until < 0 ? undefined : until);
}

/** What the server's console said at its first boot; empty when AWS keeps no output (any more). */
export async function consoleFingerprints(settings: BlogAccessSettings, instanceId: string): Promise<readonly string[]> {
  const { Output = '' } = await settings.aws.ec2.read(new GetConsoleOutputCommand({ InstanceId: instanceId }));
  return fingerprintsIn(Buffer.from(Output, 'base64').toString('utf8'));
}

/** The fingerprint once accepted for this server, by its id: addresses change, servers do not. */
export async function rememberedHost(stateDir: string | undefined, instanceId: string): Promise<string | undefined> {
  if (stateDir === undefined) return undefined;
  const text = await readFile(fileIn(stateDir), 'utf8').catch(() => '');
  const line = text.split('\n').findLast((one) => one.startsWith(`${instanceId} `));
  return line?.split(' ')[1];
}

/** Remembers it for the next time. */
export async function rememberHost(stateDir: string | undefined, instanceId: string, print: string): Promise<void> {
  if (stateDir === undefined) return;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const file = await open(fileIn(stateDir), 'a', 0o600);
  try {
    await file.appendFile(`${instanceId} ${print}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

const fileIn = (stateDir: string) => join(stateDir, 'known-servers');
