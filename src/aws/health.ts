import type { StepContext } from '../step.ts';
import { findHealth, healthOf } from './find/balancers.ts';
import { waitUntil } from './poll.ts';

/** Waits until the balancer finds every one of these servers well. */
export function waitUntilHealthy(
  ctx: Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words'>,
  targetGroupArn: string,
  servers: readonly string[],
): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.waits.healthy,
    every: 5_000,
    usual: 30_000,
    deadline: 600_000,
    ctx,
    look: async () => {
      const health = await findHealth(ctx, targetGroupArn);
      const states = servers.map((id) => `${id} ${healthOf(health, id)}`);
      return servers.every((id) => healthOf(health, id) === 'healthy') ? { done: true } : { waiting: states.join(', ') };
    },
  });
}
