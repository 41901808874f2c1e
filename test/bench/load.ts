import { connect } from 'node:net';
import { createHash, createHmac } from 'node:crypto';
import type { LabConnection } from '../../src/lab/connection.ts';

export type Target = Pick<LabConnection, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>;

/** The bytes of one signed request; a signature is good for five minutes, so it can be sent again and again. */
export function signedRequest(target: Target, service: string, body: string): Buffer {
  const { host } = new URL(target.endpoint);
  const stamp = new Date().toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const headers = { 'content-type': 'application/x-www-form-urlencoded', host, 'x-amz-date': stamp };
  const names = Object.keys(headers).join(';');
  const canonical = ['POST', '/', '', ...Object.entries(headers).map(([name, value]) => `${name}:${value}`), '', names, sha256(body)].join('\n');
  const scope = `${stamp.slice(0, 8)}/${target.region}/${service}/aws4_request`;
  const key = scope.split('/').reduce<Buffer>((held, part) => createHmac('sha256', held).update(part).digest(), Buffer.from(`AWS4${target.secretAccessKey}`));
  const signature = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n'))
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${target.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  const lines = Object.entries({ ...headers, authorization, 'content-length': String(Buffer.byteLength(body)) }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export interface Load {
  readonly answers: number;
  readonly failures: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Sorted, in ms. */
  readonly times: readonly number[];
}

/** Sends the same bytes over and over on some connections for a while, each waiting for its answer; anything but 200 is a failure. */
export async function load(endpoint: string, bytes: Buffer, seconds: number, connections: number): Promise<Load> {
  const end = performance.now() + seconds * 1_000;
  const begun = performance.now();
  const all = await Promise.all(Array.from({ length: connections }, () => one(new URL(endpoint), bytes, end)));
  const took = (performance.now() - begun) / 1_000;
  const times = all.flatMap((each) => each.times).toSorted((a, b) => a - b);
  const failures = all.reduce((sum, each) => sum + each.failures, 0);
  return { answers: times.length, failures, seconds: took, perSecond: times.length / took, times };
}

function one({ hostname, port }: URL, bytes: Buffer, end: number): Promise<{ times: number[]; failures: number }> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    let failures = 0;
    let sentAt = 0;
    let left = -1;
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const send = (): void => {
      sentAt = performance.now();
      left = -1;
      socket.write(bytes);
    };
    socket.once('connect', send).once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (left < 0) {
        const head = chunk.indexOf('\r\n\r\n');
        const text = chunk.toString('latin1', 0, head);
        if (!text.startsWith('HTTP/1.1 200')) failures += 1;
        left = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0) + head + 4;
      }
      left -= chunk.length;
      if (left > 0) return;
      times.push(performance.now() - sentAt);
      if (performance.now() < end) return send();
      socket.end();
      resolve({ times, failures });
    });
  });
}
