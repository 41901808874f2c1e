import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';
import { places } from '../firstboot.ts';
import type { Admitted } from './admitted.ts';

export const loginUser = 'ec2-user';

/** Lets ec2-user in with a key that the disk or EC2 Instance Connect knows; nobody and nothing else. */
export function judge(context: AuthContext, disk: string, admitted: Admitted): void {
  if (context.method !== 'publickey' || context.username !== loginUser) return context.reject(['publickey']);
  const line = knownKeys(disk, admitted).find((known) => blobOf(known)?.equals(context.key.data));
  if (line === undefined) return context.reject(['publickey']);
  // Without a signature the client only asks whether this key would do.
  if (!context.signature || !context.blob) return context.accept();
  const key = ssh2.utils.parseKey(line);
  const proven = !(key instanceof Error) && key.verify(context.blob, context.signature, context.hashAlgo) === true;
  return proven ? context.accept() : context.reject(['publickey']);
}

function knownKeys(disk: string, admitted: Admitted): string[] {
  return [...readLines(join(disk, places.authorizedKeys)), ...admitted.keys(loginUser)].flatMap((line) => keyIn(line) ?? []);
}

// A line may have options before the key.
function keyIn(line: string): string | undefined {
  return /(?:ssh-\S+|ecdsa-\S+|sk-\S+)\s+[A-Za-z0-9+/=]+/.exec(line.startsWith('#') ? '' : line)?.[0];
}

function blobOf(key: string): Buffer | undefined {
  const blob = key.split(/\s+/)[1];
  return blob === undefined ? undefined : Buffer.from(blob, 'base64');
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
