import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { LabConnection } from '../../../src/lab/connection.ts';

export interface RawRequest {
  readonly service: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
  readonly at?: Date;
  readonly region?: string;
  /** Changes the request after it was signed. */
  readonly tamper?: (sent: { headers: Record<string, string>; body: string }) => void;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

type Target = Pick<LabConnection, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>;

/** Sends bytes that no SDK would send, signed as AWS wants it. Written from AWS's description of Signature Version 4. */
export async function sendRaw(target: Target, raw: RawRequest): Promise<RawAnswer> {
  const url = new URL(target.endpoint);
  const region = raw.region ?? target.region;
  const stamp = (raw.at ?? new Date()).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: url.host,
    'x-amz-date': stamp,
    ...raw.headers,
  };
  const sent = { headers, body: raw.body };
  headers['authorization'] = authorization(target, region, raw.service, stamp, sent);
  raw.tamper?.(sent);
  return exchange(url, sent);
}

function authorization(
  target: Target,
  region: string,
  service: string,
  stamp: string,
  { headers, body }: { headers: Record<string, string>; body: string },
): string {
  const names = Object.keys(headers).toSorted();
  const canonical = ['POST', '/', '', ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), hash(body)].join('\n');
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash(canonical)].join('\n');
  let key = Buffer.from(`AWS4${target.secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(text).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${target.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

function exchange(url: URL, sent: { headers: Record<string, string>; body: string }): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: url.hostname, port: url.port, path: '/', method: 'POST', headers: sent.headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (body += part));
      response.on('end', () => {
        const code = /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? /"__type":"(.*?)"/.exec(body)?.[1];
        const message = /<Message>(.*?)<\/Message>/s.exec(body)?.[1] ?? /"Message":"(.*?)"/.exec(body)?.[1];
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, code, message });
      });
    });
    asked.on('error', reject);
    asked.end(sent.body);
  });
}
