import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './operation.ts';
import type { Dialect } from './wire/apis.ts';

/** A request as it came in; header names are lower-case. */
export interface Incoming {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly account: string;
}

/** What an `Authorization` header of Signature Version 4 says. */
export interface Signature {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const algorithm = 'AWS4-HMAC-SHA256';
const allowedSkewMs = 5 * 60_000;
const form = new RegExp(
  `^${algorithm}\\s+Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request\\s*,\\s*SignedHeaders=([^,\\s]+)\\s*,\\s*Signature=([0-9a-f]{64})$`,
);

/** Reads the header without judging it: the scope says which service, hence in which words to refuse. */
export function readSignature(request: Incoming): Signature | undefined {
  const found = form.exec(request.headers['authorization'] ?? '');
  if (found === null) return undefined;
  const [, accessKeyId = '', day = '', region = '', service = '', names = '', signature = ''] = found;
  return { accessKeyId, day, region, service, signedHeaders: names.split(';'), signature };
}

/** Throws AWS's refusal unless the request was signed with this key, for this very body, within five minutes of `now`. */
export function verifySignature(request: Incoming, signed: Signature, key: AccessKey | undefined, now: Date, dialect: Dialect): void {
  const refuse = refusals[dialect];
  // Keys of the lab are permanent ones: a session token beside them belongs to other credentials.
  if (key === undefined || request.headers['x-amz-security-token'] !== undefined) throw refuse.unknownKey();
  const stamp = request.headers['x-amz-date'] ?? '';
  const sentAt = stampTime(stamp);
  if (sentAt === undefined || !stamp.startsWith(signed.day)) throw refuse.badSignature();
  if (Math.abs(now.getTime() - sentAt) > allowedSkewMs) throw refuse.skewed(stamp, stampOf(now));
  const claimed = request.headers['x-amz-content-sha256'];
  const payloadHash = sha256(request.body);
  if (claimed !== undefined && claimed !== payloadHash) throw refuse.badSignature();
  if (!signed.signedHeaders.includes('host')) throw refuse.badSignature();
  const text = [algorithm, stamp, scopeOf(signed), sha256(canonicalRequest(request, signed, payloadHash))].join('\n');
  const expected = Buffer.from(hmac(signingKey(key.secretAccessKey, signed), text).toString('hex'));
  const given = Buffer.from(signed.signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw refuse.badSignature();
}

/** A request that carries no signature at all. */
export const unsigned = (dialect: Dialect): Refusal =>
  dialect === 'ec2'
    ? new Refusal('MissingParameter', 'The request must contain the parameter AWSAccessKeyId', 400)
    : new Refusal(dialect === 'json' ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

interface AuthRefusals {
  unknownKey(): Refusal;
  badSignature(): Refusal;
  skewed(sent: string, now: string): Refusal;
}

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const skewWords = (sent: string, now: string) =>
  sent < now ? `Signature expired: ${sent} is now earlier than ${now} - 5 min.` : `Signature not yet current: ${sent} is still later than ${now} + 5 min.`;
const invalidToken = 'The security token included in the request is invalid.';
const notValidated = () => new Refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);

const refusals: Readonly<Record<Dialect, AuthRefusals>> = {
  ec2: { unknownKey: notValidated, badSignature: notValidated, skewed: () => new Refusal('RequestExpired', 'Request has expired.', 400) },
  query: {
    unknownKey: () => new Refusal('InvalidClientTokenId', invalidToken, 403),
    badSignature: () => new Refusal('SignatureDoesNotMatch', mismatch, 403),
    skewed: (sent, now) => new Refusal('SignatureDoesNotMatch', skewWords(sent, now), 403),
  },
  json: {
    unknownKey: () => new Refusal('UnrecognizedClientException', invalidToken, 400),
    badSignature: () => new Refusal('InvalidSignatureException', mismatch, 400),
    skewed: (sent, now) => new Refusal('InvalidSignatureException', skewWords(sent, now), 400),
  },
};

function canonicalRequest(request: Incoming, signed: Signature, payloadHash: string): string {
  const [path = '/', query = ''] = request.url.split('?', 2);
  const headers = signed.signedHeaders.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const sortedQuery = query.split('&').toSorted().join('&');
  return [request.method, path, sortedQuery, headers.join(''), signed.signedHeaders.join(';'), payloadHash].join('\n');
}

function scopeOf({ day, region, service }: Signature): string {
  return `${day}/${region}/${service}/aws4_request`;
}

const signingKeys = new Map<string, Buffer>();
const mostSigningKeys = 1_000;

/** A key signs for one day, region and service, so it is made once for all the calls that share them. */
function signingKey(secret: string, signed: Signature): Buffer {
  const name = `${secret}/${scopeOf(signed)}`;
  const found = signingKeys.get(name);
  if (found) return found;
  const made = [signed.day, signed.region, signed.service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
  if (signingKeys.size >= mostSigningKeys) signingKeys.clear();
  signingKeys.set(name, made);
  return made;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function stampTime(stamp: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function stampOf(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
}
