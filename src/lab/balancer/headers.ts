import type { IncomingMessage } from 'node:http';

/** Headers that are between two neighbours only. */
const hopByHop = ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];
// `Expect` was answered by the balancer itself.
const rewritten = ['expect', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id'];

export interface Forwarding {
  /** The balancer's own port. */
  readonly port: number;
  readonly traceId: string;
  readonly withClientPort: boolean;
}

/** What the target is sent: the client's headers as they came, without the hop's own, with the balancer's. Name, value, name, value, … */
export function towardsTarget(request: IncomingMessage, { port, traceId, withClientPort }: Forwarding): string[] {
  const { remoteAddress = '', remotePort } = request.socket;
  const client = withClientPort ? `${remoteAddress}:${remotePort}` : remoteAddress;
  const before = request.headers['x-forwarded-for'];
  const own = [
    ['X-Forwarded-For', before === undefined ? client : `${String(before)}, ${client}`],
    ['X-Forwarded-Proto', 'http'],
    ['X-Forwarded-Port', String(port)],
    ['X-Amzn-Trace-Id', request.headers['x-amzn-trace-id']?.toString() ?? traceId],
  ];
  return [...kept(request, rewritten), ...own.flat(), ...bodyFraming(request)];
}

/** What the client is sent: the target's headers as they came, without the hop's own. */
export const towardsClient = (answer: IncomingMessage) => kept(answer, []);

/** A request with no body at all must not be given a chunked one. */
export function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function bodyFraming(request: IncomingMessage): string[] {
  if (request.headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  return request.headers['content-length'] === undefined && !['GET', 'HEAD'].includes(request.method ?? '') ? ['Content-Length', '0'] : [];
}

function kept(message: IncomingMessage, also: readonly string[]): string[] {
  const named = (message.headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const dropped = new Set([...hopByHop, ...named, ...also]);
  const pairs: string[] = [];
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = message.rawHeaders.slice(at, at + 2);
    if (!dropped.has(name.toLowerCase())) pairs.push(name, value);
  }
  return pairs;
}
