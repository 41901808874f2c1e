import { request as ask, type Agent, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { servedPort } from '../elbv2/listeners.ts';
import type { Network } from '../reality.ts';
import type { World } from '../world.ts';
import { codeOf } from './check.ts';
import { hasBody, towardsClient, towardsTarget } from './headers.ts';
import { answerSelf } from './pages.ts';
import { groupsOf, sourceOf } from './source.ts';
import type { Reachable } from './standing.ts';

/** What forwarding needs of the balancer it is done for. */
export interface Forwarder {
  readonly world: World;
  readonly network: Network;
  /** Connections that are kept for the next request, and such as serve one only. */
  readonly pools: { readonly kept: Agent; readonly single: Agent };
  /** Real ms below which waiting for a connection and for an answer is not scaled. */
  readonly floors: { readonly connectMs: number; readonly answerMs: number };
  /** The next target by round robin; none when every target is at rest or there is none. */
  next(): Reachable | undefined;
  /** Is the balancer closing, so that the client must not keep its connection? */
  closing(): boolean;
}

/** AWS time that an ALB waits for a target to accept a connection. */
const connectMs = 10_000;

/** Hands one request to a target and its answer back, or answers as an ALB does when that cannot be. */
export function forward(by: Forwarder, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.upgrade?.toLowerCase() === 'websocket') return answerSelf(response, 501);
  const target = by.next();
  if (target === undefined) return answerSelf(response, 503);
  if (admitted(by, target)) return send(by, target, { request, response }, repeatable(request) ? by.pools.kept : by.pools.single);
  // Nobody answers a connection that a security group drops.
  by.world.clock.alarm(Math.max(by.floors.connectMs, by.world.clock.scaled(connectMs)), () => {
    if (!response.destroyed) answerSelf(response, 504);
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

function send(by: Forwarder, target: Reachable, exchange: Exchange, agent: Agent): void {
  const { request, response } = exchange;
  const upstream = ask({
    agent,
    host: target.instance.PrivateIpAddress ?? '',
    port: target.port,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: headersFor(by, target, request),
  });
  const forget = limit(by, target, exchange, upstream);
  const leave = () => {
    forget();
    if (!response.writableFinished) upstream.destroy();
  };
  response.once('close', leave);
  upstream.on('response', (answer) => {
    forget();
    giveBack(by, answer, response);
  });
  upstream.on('error', (error) => {
    forget();
    response.off('close', leave);
    if (response.headersSent || response.destroyed) return;
    // A kept connection may have been closed by the target just as it was used again: no fault of anybody's.
    if (upstream.reusedSocket && repeatable(request)) return send(by, target, exchange, by.pools.single);
    request.unpipe(upstream);
    answerSelf(response, codeOf(error) === 'ETIMEDOUT' ? 504 : 502);
  });
  if (hasBody(request)) request.pipe(upstream);
  else upstream.end();
}

function headersFor(by: Forwarder, { balancer }: Reachable, request: IncomingMessage): string[] {
  const withClientPort = balancer.attributes['routing.http.xff_client_port.enabled'] === 'true';
  return towardsTarget(request, { port: servedPort, traceId: newTraceId(by.world), withClientPort });
}

/** Ends an exchange that waits longer for its answer than the balancer's idle timeout. */
function limit(by: Forwarder, { balancer }: Reachable, { request, response }: Exchange, upstream: ClientRequest): () => void {
  const idleMs = Number(balancer.attributes['idle_timeout.timeout_seconds'] ?? '60') * 1000;
  const patience = Math.max(by.floors.answerMs, by.world.clock.scaled(idleMs));
  const begin = () =>
    by.world.clock.alarm(patience, () => {
      if (!response.headersSent && !response.destroyed) answerSelf(response, 504);
      upstream.destroy();
    });
  let forget = begin();
  let over = false;
  if (hasBody(request)) {
    request.once('end', () => {
      forget();
      if (!over) forget = begin();
    });
  }
  return () => {
    over = true;
    forget();
  };
}

function giveBack(by: Forwarder, answer: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) return void answer.resume();
  const headers = towardsClient(answer);
  response.sendDate = answer.headers.date === undefined;
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, by.closing() ? [...headers, 'Connection', 'close'] : headers);
  // An answer that is cut off must not look whole; a client that goes away is seen to by `send`.
  answer.on('error', () => response.destroy()).pipe(response);
}

const admitted = ({ world, network }: Forwarder, { instance, balancer, port }: Reachable) =>
  network.admits(world, groupsOf(instance), port, sourceOf(world, balancer));

const repeatable = (request: IncomingMessage) => ['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '') && !hasBody(request);

function newTraceId(world: World): string {
  const seconds = Math.floor(world.clock.now().getTime() / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${world.random(24, '0123456789abcdef')}`;
}
