import { StartInstancesCommand, StopInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { tolerate } from './failures.ts';
import { findServer, isWell } from './find/servers.ts';
import { waitUntil } from './poll.ts';

export type Power = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words'>;

const every = 5_000;
const minutes = 60_000;

/** Starts a server if it is stopped, and waits until it runs. */
export function ensureRunning(ctx: Power, id: string): Promise<Instance> {
  return waitUntil<Instance>({
    what: ctx.words.waits.running(id),
    every,
    usual: 0.7 * minutes,
    deadline: 10 * minutes,
    ctx,
    look: async () => {
      const server = await findServer(ctx, id);
      const state = server?.State?.Name ?? 'not visible yet';
      if (server !== undefined && state === 'running') return { done: server };
      if (state === 'terminated' || state === 'shutting-down') throw new UserError('server-ended', [id, server?.StateReason?.Message ?? state]);
      // It may be on its way down still, and AWS then says so.
      if (state === 'stopped') await tolerate('IncorrectInstanceState', ctx.aws.ec2.change(new StartInstancesCommand({ InstanceIds: [id] }), { repeatable: true }));
      return { waiting: state };
    },
  });
}

/** Waits until AWS's checks of a running server pass. */
export function waitUntilWell(ctx: Power, id: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.waits.wellBeing(id),
    every,
    usual: 2.5 * minutes,
    deadline: 15 * minutes,
    ctx,
    look: async () => ((await isWell(ctx, id)) ? { done: true } : { waiting: ctx.words.waits.checking }),
  });
}

/** Stops a server and waits until it has stopped. */
export async function stopServer(ctx: Power, id: string): Promise<void> {
  await ctx.aws.ec2.change(new StopInstancesCommand({ InstanceIds: [id] }), { repeatable: true });
  await waitUntil<true>({
    what: ctx.words.waits.stopped(id),
    every,
    usual: 0.7 * minutes,
    deadline: 10 * minutes,
    ctx,
    look: async () => {
      const state = (await findServer(ctx, id))?.State?.Name ?? '';
      return state === 'stopped' ? { done: true } : { waiting: state };
    },
  });
}
