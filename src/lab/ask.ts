import { request } from 'node:http';
import { host } from './connection.ts';
import type { Thing } from './things.ts';

export interface Question {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly secret: string;
}

export interface LabAnswer {
  readonly lab?: string;
  readonly things?: readonly Thing[];
}

const patienceMs = 3_000;

/** Asks the daemon itself, not its AWS side. Undefined: nothing there that answers as a lab does. */
export function ask({ port, method, path, secret }: Question): Promise<LabAnswer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host, port, method, path, agent: false, timeout: patienceMs, headers: { 'x-lab-secret': secret } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve(parse(text)));
      response.on('error', () => resolve(undefined));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

function parse(text: string): LabAnswer | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
