import { request, type IncomingMessage } from 'node:http';
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../clock.ts';

/** What one GET met. `none`: no HTTP answer came (refused, timed out, reset, no such name). Times: monotonic ms. */
export type Seen = Answered | Unanswered;

export interface Answered {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sentAt: number;
  readonly endedAt: number;
}

export interface Unanswered {
  readonly kind: 'none';
  /** `ECONNREFUSED`, `ETIMEDOUT`, `ENOTFOUND`, … */
  readonly why: string;
  readonly sentAt: number;
  readonly endedAt: number;
}

export interface ProbeOptions {
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form's fields, encoded: makes it a POST. */
  readonly form?: string;
}

const defaultTimeoutMs = 10_000;
const largestBody = 2_000_000;
const longestName = 80;

/** `*.localhost` is this machine wherever the system's resolver does not know it; all else is asked anew each time. */
const resolve: LookupFunction = (hostname, options, done) => {
  const local: LookupAddress = { address: '127.0.0.1', family: 4 };
  if (!/(^|\.)localhost$/i.test(hostname)) return systemLookup(hostname, options, done);
  if (options.all) done(null, [local]);
  else done(null, local.address, local.family);
};

/** One GET over a fresh connection, so that a balancer chooses anew and no old connection hides a failure. Redirects are not followed. */
export async function probe(url: string, options: ProbeOptions & { clock: Clock; signal?: AbortSignal }): Promise<Seen> {
  const { clock, signal, timeoutMs = defaultTimeoutMs } = options;
  signal?.throwIfAborted();
  const ended = new AbortController();
  const sentAt = clock.monotonic();
  const met = get(url, options, ended.signal);
  const late = clock.sleep(timeoutMs, ended.signal).then(() => none('ETIMEDOUT'));
  const stopped = abortOf(signal, ended.signal);
  try {
    return { ...(await Promise.race([met, late, stopped])), sentAt, endedAt: clock.monotonic() };
  } finally {
    for (const loser of [late, stopped]) loser.catch(() => undefined);
    ended.abort();
  }
}

type Met = Omit<Answered, 'sentAt' | 'endedAt'> | Omit<Unanswered, 'sentAt' | 'endedAt'>;

const none = (why: string): Met => ({ kind: 'none', why });

function abortOf(signal: AbortSignal | undefined, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended }));
}

function get(url: string, options: ProbeOptions, ended: AbortSignal): Promise<Met> {
  return new Promise((settle) => {
    const failed = (error: Error & { code?: string }) => settle(none(error.code ?? error.message));
    const kind = options.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { connection: 'close', 'user-agent': 'redundant-blog', ...kind, ...options.headers };
    const outgoing = request(url, { agent: false, lookup: resolve, headers, signal: ended, ...(options.form === undefined ? {} : { method: 'POST' }) });
    // It stays for good: the end of the race destroys the request, which then errs once more.
    outgoing.on('error', failed);
    outgoing.once('response', (incoming) => void readAll(incoming).then((body) => settle(answered(incoming, body)), failed));
    outgoing.end(options.form);
  });
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answered(incoming: IncomingMessage, body: string): Met {
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { kind: 'answer', status: incoming.statusCode ?? 0, headers: Object.fromEntries(headers), body };
}

/** In a few words, for a claim: `200`, `503`, `ECONNREFUSED`. */
export const seenInShort = (seen: Seen): string => (seen.kind === 'answer' ? String(seen.status) : seen.why);

/** It is a page that a reader could read. */
export const isPage = (seen: Seen): seen is Answered => seen.kind === 'answer' && seen.status === 200;

/** The server that made this page, as the marker says; or the tutorial's marker, a text before the page itself. */
export function servedBy(seen: Seen): string | undefined {
  if (seen.kind === 'none') return undefined;
  const name = seen.headers['x-served-by'];
  // HTTP headers come as Latin-1; the names are UTF-8.
  if (name !== undefined) return Buffer.from(name, 'latin1').toString('utf8');
  const page = seen.body.search(/<!doctype|<html/i);
  const before =
    page > 0
      ? seen.body
          .slice(0, page)
          .replace(/<[^>]*>/g, '')
          .trim()
      : '';
  return before === '' || before.length > longestName ? undefined : before;
}
