import { appendFileSync, statSync, truncateSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';

export type AccessLog = (message: IncomingMessage, status: number, size: number) => void;

const place = 'var/log/httpd/access_log';
const errorPlace = 'var/log/httpd/error_log';
const longest = 1_000_000;
const gatherMs = 50;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Apache's combined log on the disk, begun again when it is long: health checks alone would fill it. */
export function openAccessLog(disk: string): AccessLog {
  const file = join(disk, place);
  let written = sizeOf(file);
  let lines = '';
  let gathering = false;
  const write = () => {
    gathering = lines !== '';
    if (!gathering) return;
    // Under load a write for every request would cost more than the page does.
    setTimeout(write, gatherMs).unref();
    try {
      if (written > longest) written = emptied(file);
      appendFileSync(file, lines);
      written += lines.length;
    } catch {
      // A log that cannot be written must not keep the blog from answering.
    }
    lines = '';
  };
  return (message, status, size) => {
    lines += lineOf(message, status, size);
    if (!gathering) write();
  };
}

/** Apache's error log on the disk. */
export function errorLog(disk: string): (line: string) => undefined {
  const file = join(disk, errorPlace);
  return (line) => {
    try {
      if (sizeOf(file) > longest) emptied(file);
      appendFileSync(file, `[${new Date().toISOString()}] [php:error] ${line}\n`);
    } catch {
      // A log that cannot be written must not keep the blog from answering.
    }
    return undefined;
  };
}

// oxlint-disable-next-line no-control-regex -- a line of the log must stay a line
const quoted = (text: string | undefined) => `"${(text ?? '-').replace(/["\\\x00-\x1f\x7f]/g, '.')}"`;

function lineOf(message: IncomingMessage, status: number, size: number): string {
  const from = (message.socket.remoteAddress ?? '-').replace(/^::ffff:/, '');
  const { referer } = message.headers;
  return `${from} - - [${stamp(new Date())}] ${quoted(`${message.method} ${message.url} HTTP/${message.httpVersion}`)} ${status} ${size || '-'} ${quoted(referer)} ${quoted(message.headers['user-agent'])}\n`;
}

const two = (value: number) => String(value).padStart(2, '0');

function stamp(now: Date): string {
  return `${two(now.getUTCDate())}/${months[now.getUTCMonth()]}/${now.getUTCFullYear()}:${now.toISOString().slice(11, 19)} +0000`;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

function emptied(file: string): number {
  try {
    truncateSync(file);
  } catch {
    // Nothing to empty: it was removed.
  }
  return 0;
}
