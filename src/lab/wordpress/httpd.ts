import { existsSync } from 'node:fs';
import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { AccessLog } from '../blog/accesslog.ts';
import { plainAnswer, type Answer } from '../blog/answer.ts';
import { pidOf } from '../blog/firstboot.ts';
import { software } from '../blog/httpd.ts';
import { placeOf, staticAnswer } from '../blog/statics.ts';

export interface HttpdOptions {
  readonly disk: string;
  readonly root: string;
  readonly phpRuns: () => boolean;
  readonly phpPort: () => number | undefined;
  readonly log: AccessLog;
}

/** How a request is met: with an answer of the web server's own, or by a PHP file. */
type Met = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'php'; readonly file: string; readonly script: string };

const keepAliveMs = 5_000;
const answerMs = 60_000;

/** The web server in front of PHP: files as they are, everything else by WordPress, as .htaccess asks of Apache. */
export function createPhpHttpd(options: HttpdOptions): Server {
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true }, (message, response) => {
    let size = 0;
    const write = response.write.bind(response);
    response.once('close', () => options.log(message, response.statusCode, size));
    const counted = (bytes: number) => (size += bytes);
    const met = meet(options, message);
    if (met.kind === 'answer') {
      message.resume();
      counted(Buffer.byteLength(met.answer.body));
      return send(response, met.answer, message.method === 'HEAD');
    }
    if (!options.phpRuns()) return send(response, plainAnswer(503), false);
    return pass(options.phpPort(), message, response, met, (chunk) => {
      counted(chunk.length);
      return write(chunk);
    });
  });
  server.on('connection', (socket) => {
    if (!existsSync(join(options.disk, pidOf('httpd')))) socket.destroy();
  });
  return server;
}

const own = (answer: Answer): Met => ({ kind: 'answer', answer });

function meet({ root }: HttpdOptions, message: IncomingMessage): Met {
  const path = pathOf(message.url ?? '/');
  if (path === undefined) return own(plainAnswer(400));
  const place = placeOf(root, path);
  switch (place.kind) {
    case 'forbidden':
      return own(plainAnswer(403));
    case 'file':
      return own(staticAnswer(place.file, requestOf(message, path)));
    case 'php':
      return { kind: 'php', file: place.file, script: path };
    case 'folder':
      return path.endsWith('/') ? indexOf(root, path, message) : own(movedTo(message, `${path}/`));
    case 'none':
      return front(root);
  }
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, 'http://blog.invalid').pathname);
  } catch {
    return undefined;
  }
}

const requestOf = (message: IncomingMessage, path: string) => ({
  method: message.method ?? 'GET',
  path,
  query: new URLSearchParams(),
  host: message.headers.host ?? '',
  headers: message.headers,
});

function indexOf(root: string, folder: string, message: IncomingMessage): Met {
  for (const name of ['index.php', 'index.html']) {
    const script = join(folder, name);
    const place = placeOf(root, script);
    if (place.kind === 'php') return { kind: 'php', file: place.file, script };
    if (place.kind === 'file') return { kind: 'answer', answer: staticAnswer(place.file, requestOf(message, script)) };
  }
  return { kind: 'answer', answer: plainAnswer(403) };
}

/** What is no file goes through index.php. */
function front(root: string): Met {
  const place = placeOf(root, '/index.php');
  return place.kind === 'php' ? { kind: 'php', file: place.file, script: '/index.php' } : { kind: 'answer', answer: plainAnswer(404) };
}

function movedTo(message: IncomingMessage, path: string): Answer {
  const query = /\?.*$/.exec(message.url ?? '')?.[0] ?? '';
  return { ...plainAnswer(301), headers: { Location: `http://${message.headers.host ?? ''}${encodeURI(path)}${query}` } };
}

function pass(
  port: number | undefined,
  message: IncomingMessage,
  response: ServerResponse,
  { file, script }: Extract<Met, { kind: 'php' }>,
  write: (chunk: Buffer) => boolean,
): void {
  const failed = (status: number) => () => (response.headersSent ? response.destroy() : send(response, plainAnswer(status), false));
  if (port === undefined) return void failed(503)();
  const headers = {
    ...withoutOurs(message.headers),
    connection: 'close',
    'x-lab-file': bytes(file),
    'x-lab-script': bytes(script),
    'x-lab-peer': (message.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
  };
  const asked = ask({ host: '127.0.0.1', port, method: message.method, path: message.url, headers, agent: false, timeout: answerMs });
  asked.once('timeout', () => asked.destroy());
  asked.once('error', failed(503));
  asked.once('response', (answer) => {
    answer.on('error', () => response.destroy());
    response.writeHead(answer.statusCode ?? 500, [...shown(answer.rawHeaders), 'Server', software]);
    answer.on('data', (chunk: Buffer) => {
      if (write(chunk)) return;
      answer.pause();
      response.once('drain', () => answer.resume());
    });
    answer.once('end', () => response.end());
  });
  response.once('close', () => asked.destroy());
  message.pipe(asked);
}

function withoutOurs(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-lab-') && name !== 'connection'));
}

/** PHP's server adds headers that Apache has of its own. */
function shown(raw: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (!['host', 'date', 'connection', 'transfer-encoding'].includes(name.toLowerCase())) kept.push(name, raw[at + 1] ?? '');
  }
  return kept;
}

function send(response: ServerResponse, answer: Answer, headOnly: boolean): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { Server: software, ...answer.headers, ...(answer.status === 304 ? {} : { 'Content-Length': String(body.length) }) });
  response.end(headOnly ? undefined : body);
}

/** Node writes headers as Latin-1, PHP reads their bytes. */
const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
