import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { plainAnswer, type Answer, type Request } from './answer.ts';
import type { AccessLog } from './accesslog.ts';
import { pidOf } from './firstboot.ts';

export const software = 'Apache/2.4.62 (Amazon Linux)';
const keepAliveMs = 5_000;
const largestForm = 100_000;

/** The web server of one disk. It takes no connection while its pid file is missing (`systemctl stop httpd`). */
export function createHttpd(disk: string, respond: (request: Request) => Promise<Answer>, log: AccessLog): Server {
  const answerTo = async (request: Request, message: IncomingMessage) =>
    respond(request.method === 'POST' ? { ...request, body: await bodyOf(message) } : request);
  const server = createServer({ keepAliveTimeout: keepAliveMs, noDelay: true }, (message, response) => {
    const request = read(message);
    const answered = request ? answerTo(request, message).catch((): Answer => ({ status: 500, headers: {}, body: '' })) : Promise.resolve(plainAnswer(400));
    void answered.then((answer) => {
      send(response, answer, message.method === 'HEAD');
      log(message, answer.status, Buffer.byteLength(answer.body));
    });
    if (request?.method !== 'POST') message.resume();
  });
  server.on('connection', (socket) => {
    if (!existsSync(join(disk, pidOf('httpd')))) socket.destroy();
  });
  return server;
}

/** A form is small; what is longer is cut. */
async function bodyOf(message: IncomingMessage): Promise<string> {
  let body = '';
  message.setEncoding('utf8');
  for await (const text of message) if (body.length < largestForm) body += String(text);
  return body.slice(0, largestForm);
}

function read(message: IncomingMessage): Request | undefined {
  const host = message.headers.host ?? '';
  try {
    const url = new URL(message.url ?? '/', 'http://blog.invalid');
    return {
      method: message.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      host,
      headers: message.headers,
      gone: () => message.socket.destroyed,
    };
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, answer: Answer, headOnly: boolean): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { Server: software, ...answer.headers, ...(answer.status === 304 ? {} : { 'Content-Length': String(body.length) }) });
  response.end(headOnly ? undefined : body);
}
