/** Who is at work on a blog, as the tag on its first server says it. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Of this run of the program alone. */
  readonly nonce: string;
  /** Which machine, and when the process began there: only equality means anything. */
  readonly machine: string;
  readonly start: string;
  /** Real time, ms since the epoch: the beginning, and the last sign of life. */
  readonly began: number;
  readonly last: number;
}

/** It says who works and nothing of whose the server is, so it stands apart from the tags that do. */
export const atWorkKey = 'redundant-blog:at-work';

/** Real ms after its last sign of life that a holder counts as gone, wherever it is. */
export const patienceMs = 10 * 60_000;

const form = 1;
const longestHost = 60;
const shape = /^1 ([A-Za-z0-9._-]{1,60}) (\d{1,10}) ([0-9a-f]{16}) ([0-9a-f]{12}) ([0-9a-f]{12}) (\S{20}) (\S{20})$/;
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The tag's value: well within its 256 characters, and of letters that every service takes. */
export function asValue({ host, pid, nonce, machine, start, began, last }: Holder): string {
  const named = host.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, longestHost);
  return [form, named === '' ? '-' : named, pid, nonce, machine, start, seconds(began), seconds(last)].join(' ');
}

/** Undefined: nobody, as for whatever was not written by this program. A tag that anybody may write must not lock anyone out for good. */
export function holderIn(value: string | undefined): Holder | undefined {
  const [, host = '', pid = '', nonce = '', machine = '', start = '', began = '', last = ''] = shape.exec(value ?? '') ?? [];
  if (!time.test(began) || !time.test(last)) return undefined;
  const holder = { host, pid: Number(pid), nonce, machine, start, began: Date.parse(began), last: Date.parse(last) };
  return Number.isNaN(holder.began) || Number.isNaN(holder.last) ? undefined : holder;
}

/** Has it given a sign of life lately? One from the future is none: a clock, or somebody, is wrong. */
export const isFresh = ({ last }: Holder, now: number): boolean => Math.abs(now - last) < patienceMs;

const seconds = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
