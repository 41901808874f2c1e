import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface HostKey {
  /** OpenSSH's own private key format. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string;
}

const kind = 'ssh-ed25519';
const cipherBlock = 8;

/** A new ed25519 key in the form sshd keeps it. */
export function makeHostKey(comment: string): HostKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = rawOf(publicKey.export({ format: 'jwk' }).x);
  const seed = rawOf(privateKey.export({ format: 'jwk' }).d);
  const blob = Buffer.concat([text(kind), text(raw)]);
  return { privateKey: armoured(blob, raw, seed, comment), publicKey: `${kind} ${blob.toString('base64')} ${comment}` };
}

/** `SHA256:…` of a public key line, as ssh shows it. */
export function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function armoured(blob: Buffer, raw: Buffer, seed: Buffer, comment: string): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, text(kind), text(raw), text(Buffer.concat([seed, raw])), text(comment)]);
  const padding = Buffer.from(Array.from({ length: (cipherBlock - (secret.length % cipherBlock)) % cipherBlock }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    number(1),
    text(blob),
    text(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

const rawOf = (part: string | undefined) => Buffer.from(part ?? '', 'base64url');
