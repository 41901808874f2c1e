import { findHealth, healthOf } from '../aws/find/balancers.ts';
import { findDatabase, findEvents, hasStandby, lastFailover } from '../aws/find/databases.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { coolDownMs } from './usual.ts';

type Context = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words'>;

/** Every server on the balancer's list is well, or on its way there. A failure on top of another would be no drill. */
export async function mustBeHealthy(ctx: Context, targetGroupArn: string, servers: readonly { readonly id: string; readonly name: string }[]): Promise<void> {
  ctx.aws.forget();
  const health = await findHealth(ctx, targetGroupArn);
  const states = servers.map(({ id, name }) => ({ name, state: healthOf(health, id) }));
  const ill = states.filter(({ state }) => state !== 'healthy' && !state.startsWith('initial'));
  if (ill.length > 0) throw new UserError('drill-not-healthy', [ill.map(({ name, state }) => `${name}: ${state}`).join(', ')]);
  if (states.some(({ state }) => state !== 'healthy'))
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
