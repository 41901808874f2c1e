import { findHealth, healthOf } from '../aws/find/balancers.ts';
import { findDatabase, findEvents, hasStandby, lastFailover } from '../aws/find/databases.ts';
import { findServers } from '../aws/find/servers.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { coolDownMs } from './usual.ts';

type Context = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words'>;

// Of AWS's time: a server that boots is not well at first, and that is no reason to refuse.
const bootingMs = 180_000;
const shortestBootingMs = 10_000;

/** Every server on the balancer's list is well, or on its way there. A failure on top of another would be no drill. */
export async function mustBeHealthy(ctx: Context, targetGroupArn: string, servers: readonly { readonly id: string; readonly name: string }[]): Promise<void> {
  ctx.aws.forget();
  const [health, known] = await Promise.all([findHealth(ctx, targetGroupArn), findServers(ctx)]);
  const booting = (id: string) => {
    const { State, LaunchTime } = known.find((server) => server.InstanceId === id) ?? {};
    const age = ctx.clock.now() - (LaunchTime?.getTime() ?? 0);
    return State?.Name === 'running' && age < Math.max(shortestBootingMs, bootingMs / ctx.clock.pace);
  };
  const states = servers.map(({ id, name }) => ({ id, name, state: healthOf(health, id) })).filter(({ state }) => state !== 'healthy');
  const ill = states.filter(({ id, state }) => !state.startsWith('initial') && !booting(id));
  if (ill.length > 0) throw new UserError('drill-not-healthy', [ill.map(({ name, state }) => `${name}: ${state}`).join(', ')]);
  if (states.length === 0) return;
  await waitUntilHealthy(
    ctx,
    targetGroupArn,
    servers.map(({ id }) => id),
  );
}

interface Wanted {
  readonly identifier: string;
  readonly resourceId: string;
}

/** The database has a standby, is at rest, and did not fail over a moment ago: AWS would accept another failover, and then not do it. */
export async function mustBeAtRest(ctx: Context, wanted: Wanted): Promise<void> {
  ctx.aws.forget();
  const database = await findDatabase(ctx, wanted);
  if (database === undefined) throw new UserError('database-gone', [wanted.identifier]);
  if (!hasStandby(database)) throw new UserError('database-not-ready', [wanted.identifier, database.DBInstanceStatus ?? '']);
  // AWS's own clock bounds the list; ours, which may be wrong, only ever makes the wait shorter.
  const recent = lastFailover(await findEvents(ctx, wanted.identifier, coolDownMs / 60_000));
  if (recent === undefined) return;
  const left = coolDownMs / ctx.clock.pace - (ctx.clock.now() - recent.completed.getTime());
  if (left > 0) throw new UserError('drill-too-soon', [wanted.identifier, Math.round(left)]);
}
