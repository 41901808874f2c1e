import { request } from 'node:http';
import { host } from './connection.ts';
import type { LearnerSeen } from './door.ts';
import type { Thing } from './things.ts';

export interface Question {
  readonly port: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly secret: string;
  readonly body?: object;
  /** How long the daemon may take; making somebody a base is more than a glance. */
  readonly patienceMs?: number;
}

export interface LabAnswer {
  /** What something was broken on. */
  readonly on?: string;
  readonly lab?: string;
  readonly things?: readonly Thing[];
  readonly policy?: boolean;
  readonly learners?: readonly LearnerSeen[];
  /** The key of the learner that was asked for. */
  readonly key?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Why what was asked was not done. */
  readonly refused?: string;
  readonly reason?: string;
}

const usualPatienceMs = 3_000;

/** Asks the daemon itself, not its AWS side. Undefined: nothing there that answers as a lab does. */
export function ask({ port, method, path, secret, body, patienceMs: timeout = usualPatienceMs }: Question): Promise<LabAnswer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host, port, method, path, agent: false, timeout, headers: { 'x-lab-secret': secret } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve(parse(text)));
      response.on('error', () => resolve(undefined));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', () => resolve(undefined));
    asked.end(body === undefined ? undefined : JSON.stringify(body));
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
