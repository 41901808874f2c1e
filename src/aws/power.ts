import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { tolerate } from './failures.ts';
import { findServer, isWell } from './find/servers.ts';
import { waitUntil } from './poll.ts';

export type Power = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words'>;

const every = 5_000;
const minutes = 60_000;

/** Starts a server if it is stopped, and waits until it runs. Says nothing when it runs already. */
export async function ensureRunning(ctx: Power, id: string): Promise<void> {
  if ((await findServer(ctx, id))?.State?.Name === 'running') return;
  await waitUntil<true>({
    what: ctx.words.waits.running(id),
    every,
    usual: 0.7 * minutes,
    deadline: 10 * minutes,
    ctx,
    look: async () => {
      const state = await stateOf(ctx, id);
      if (state === 'running') return { done: true };
      if (state === 'stopped') await start(ctx, id);
      return { waiting: state };
    },
  });
}

/**
 * Starts a server that we stopped, or were about to. What AWS shows may be older than the stop, so it is not asked
 * first: a start that comes too early is refused and sent again, and one too many has no effect.
 */
export async function startAgain(ctx: Power, id: string): Promise<void> {
  let accepted = false;
  await waitUntil<true>({
    what: ctx.words.waits.running(id),
    every,
    usual: 1.2 * minutes,
    deadline: 15 * minutes,
    ctx,
    look: async () => {
      accepted ||= await start(ctx, id);
      const state = await stateOf(ctx, id);
      return accepted && state === 'running' ? { done: true } : { waiting: state };
    },
  });
}

/** False: it is on its way down still, and AWS does not listen. */
async function start(ctx: Power, id: string): Promise<boolean> {
  const answer = await tolerate('IncorrectInstanceState', ctx.aws.ec2.change(new StartInstancesCommand({ InstanceIds: [id] }), { repeatable: true }));
  return answer !== undefined;
}

async function stateOf(ctx: Power, id: string): Promise<string> {
  const server = await findServer(ctx, id);
  const state = server?.State?.Name ?? ctx.words.waits.notVisible;
  if (state === 'terminated' || state === 'shutting-down') throw new UserError('server-ended', [id, server?.StateReason?.Message ?? state]);
  return state;
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
