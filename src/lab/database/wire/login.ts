import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface User {
  readonly name: string;
  readonly password: string;
}

export type Plugin = 'mysql_native_password' | 'caching_sha2_password';

const digest = (algorithm: 'sha1' | 'sha256', ...parts: readonly Uint8Array[]) => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)));

/** What a client that knows the password sends for this challenge; nothing at all for an empty password. */
function expected(plugin: Plugin, password: string, challenge: Buffer): Buffer {
  if (password === '') return Buffer.alloc(0);
  const text = Buffer.from(password, 'utf8');
  if (plugin === 'mysql_native_password') {
    const once = digest('sha1', text);
    return xor(once, digest('sha1', challenge, digest('sha1', once)));
  }
  const once = digest('sha256', text);
  return xor(once, digest('sha256', digest('sha256', once), challenge));
}

/** Is this the user, and the right answer to the challenge? */
export function mayEnter(users: readonly User[], name: string, plugin: Plugin, answer: Buffer, challenge: Buffer): boolean {
  const user = users.find((candidate) => candidate.name === name);
  const right = expected(plugin, user?.password ?? '\0no such user', challenge);
  return user !== undefined && answer.length === right.length && timingSafeEqual(answer, right);
}

/** Twenty bytes without a zero, which ends a challenge on the wire. */
export const newChallenge = () => Buffer.from(randomBytes(20).map((byte) => (byte % 255) + 1));
