import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LabClock } from '../clock.ts';
import { healthDefaults, matches } from '../elbv2/health-settings.ts';
import type { Network } from '../reality.ts';
import type { World } from '../world.ts';
import { sourceOf } from './source.ts';
import type { Reachable } from './standing.ts';
import type { Finding } from './verdict.ts';

/** One health check, on a connection of its own, as the target group says; `timeoutMs` is real time. */
export async function check(world: World, network: Network, { balancer, group, instance, port }: Reachable, timeoutMs: number): Promise<Finding> {
  const checkPort = group.HealthCheckPort === undefined || group.HealthCheckPort === 'traffic-port' ? port : Number(group.HealthCheckPort);
  const host = instance.PrivateIpAddress ?? '';
  const finding = (async (): Promise<Finding> => {
    const connection = await network.connect(world, sourceOf(world, balancer), host, checkPort);
    const path = group.HealthCheckPath ?? '/';
    const status = await within(world.clock, timeoutMs, connection, () => ask(connection, { path, host: `${host}:${checkPort}` }));
    if (status === 'timeout') return { found: 'timeout' };
    return matches(group.Matcher?.HttpCode ?? healthDefaults.Matcher.HttpCode, status) ? { found: 'success' } : { found: 'status', status };
  })();
  return finding.catch((error: unknown): Finding => ({ found: codeOf(error) === 'ETIMEDOUT' ? 'timeout' : 'failure' }));
}

/** The system's word for what went wrong with a connection. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function ask(connection: Duplex, { path, host }: { path: string; host: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({
      createConnection: () => connection,
      path,
      headers: { Host: host, Connection: 'close', 'User-Agent': 'ELB-HealthChecker/2.0', 'Accept-Encoding': 'gzip, compressed' },
    });
    asked.on('response', (answer) => {
      answer.resume();
      answer.on('error', () => undefined);
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.on('close', () => reject(new Error('closed without an answer')));
    asked.end();
  });
}

async function within<Value>(clock: LabClock, ms: number, connection: Duplex, work: () => Promise<Value>): Promise<Value | 'timeout'> {
  const alarm: { forget?: () => void } = {};
  const late = new Promise<'timeout'>((resolve) => {
    alarm.forget = clock.alarm(ms, () => resolve('timeout'));
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    alarm.forget?.();
    connection.destroy();
  }
}
