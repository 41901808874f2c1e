import { createHash, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { makeHostKey } from '../blog/hostkey.ts';

export type KeyType = 'rsa' | 'ed25519';

/** A key pair's public half, as the lab keeps it. */
export interface PublicHalf {
  readonly type: KeyType;
  /** `ssh-ed25519 AAAA… name` */
  readonly line: string;
  readonly fingerprint: string;
}

const generate = promisify(generateKeyPair);
const rsaBits = [1024, 2048, 4096];

/** A new pair: the private half for its owner in the form EC2 hands it out, and the public half. */
export async function newKeyPair(type: KeyType, name: string): Promise<{ readonly privateKey: string; readonly half: PublicHalf }> {
  if (type === 'ed25519') {
    const key = makeHostKey(name);
    return { privateKey: key.privateKey, half: { type, line: key.publicKey, fingerprint: ed25519Print(blobOf(key.publicKey)) } };
  }
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 2048 });
  return {
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    half: { type, line: rsaLine(publicKey, name), fingerprint: made(privateKey) },
  };
}

/** The public half in what somebody sent in: an OpenSSH line, or a public key in PEM or DER; undefined when it is none that EC2 takes. */
export function importedKey(material: Uint8Array, name: string): PublicHalf | undefined {
  const text = Buffer.from(material).toString('utf8').trim();
  const [kind, base64 = '', comment = name] = text.split(/\s+/);
  if (kind === 'ssh-ed25519') return ed25519Half(Buffer.from(base64, 'base64'), comment);
  const key = kind === 'ssh-rsa' ? rsaKey(Buffer.from(base64, 'base64')) : encodedKey(text, material);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key?.asymmetricKeyType !== 'rsa' || !rsaBits.includes(bits)) return undefined;
  return { type: 'rsa', line: rsaLine(key, comment), fingerprint: imported(key) };
}

function ed25519Half(blob: Buffer, comment: string): PublicHalf | undefined {
  const [kind, key, ...more] = fieldsOf(blob);
  if (kind?.toString() !== 'ssh-ed25519' || key?.length !== 32 || more.length > 0) return undefined;
  return { type: 'ed25519', line: `ssh-ed25519 ${blob.toString('base64')} ${comment}`, fingerprint: ed25519Print(blob) };
}

function rsaKey(blob: Buffer): KeyObject | undefined {
  const [kind, exponent, modulus, ...more] = fieldsOf(blob);
  if (kind?.toString() !== 'ssh-rsa' || exponent === undefined || modulus === undefined || more.length > 0) return undefined;
  return parsed(() => createPublicKey({ key: { kty: 'RSA', n: unsigned(modulus), e: unsigned(exponent) }, format: 'jwk' }));
}

function encodedKey(text: string, material: Uint8Array): KeyObject | undefined {
  if (text.includes('PRIVATE KEY')) return undefined;
  if (text.startsWith('-----BEGIN')) return parsed(() => createPublicKey(text));
  const der = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64') : Buffer.from(material);
  return parsed(() => createPublicKey({ key: der, format: 'der', type: 'spki' }));
}

function parsed(parse: () => KeyObject): KeyObject | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** The length-prefixed fields of an SSH key; none when it is cut short. */
function fieldsOf(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return [];
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length ? fields : [];
}

const unsigned = (number: Buffer) => number.subarray(number[0] === 0 ? 1 : 0).toString('base64url');

function rsaLine(key: KeyObject, comment: string): string {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  return `ssh-rsa ${Buffer.concat([field('ssh-rsa'), field(positive(e)), field(positive(n))]).toString('base64')} ${comment}`;
}

// SSH's numbers are signed: a first bit that is set would make it negative.
function positive(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url');
  return (bytes[0] ?? 0) >= 128 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const blobOf = (line: string) => Buffer.from(line.split(' ')[1] ?? '', 'base64');
const colons = (hex: string) => (hex.match(/../g) ?? []).join(':');

// EC2 prints each sort in its own way: the private key's SHA-1 when EC2 made it, the public key's MD5 when it was imported.
const made = (key: KeyObject) =>
  colons(
    createHash('sha1')
      .update(key.export({ type: 'pkcs8', format: 'der' }))
      .digest('hex'),
  );
const imported = (key: KeyObject) =>
  colons(
    createHash('md5')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  );
const ed25519Print = (blob: Buffer) => createHash('sha256').update(blob).digest('base64');
