import { RunInstancesCommand, type Instance, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { awsCode, isAws } from './failures.ts';
import { findByToken, findServer } from './find/servers.ts';
import { present } from './find/seeker.ts';
import { untilVisible } from './once.ts';
import { waitUntil } from './poll.ts';

type Launcher = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words' | 'memory' | 'run'>;

export interface Launch {
  /** Begins the token, so it must be the launch's own: the step's id. */
  readonly step: string;
  readonly name: string;
  readonly zone: string;
  readonly waiting: string;
  request(token: string): Promise<RunInstancesCommandInput>;
}

const noRoom = ['InsufficientInstanceCapacity', 'InsufficientFreeAddressesInSubnet', 'InstanceLimitExceeded', 'VcpuLimitExceeded', 'Unsupported'];
const mostAttempts = 20;
const visibleWithin = 300_000;

/**
 * Starts a server, exactly once: AWS answers the same token with the same server. Only when that server has
 * ended (an earlier undo, or AWS had no room) does the next attempt get a token of its own.
 */
export async function launchOnce(ctx: Launcher, launch: Launch): Promise<string> {
  const known = ctx.memory.recall('attempt');
  for (let attempt = typeof known === 'number' ? known : 1; attempt <= mostAttempts; attempt += 1) {
    await ctx.memory.keep('attempt', attempt);
    const server = await sendLaunch(ctx, launch, `${ctx.run.id}-${launch.step}-${attempt}`);
    if (server !== undefined) return present(server.InstanceId, 'InstanceId');
  }
  throw new UserError('launch-failed', [launch.name, launch.zone, 'attempts']);
}

/** The server that this token stands for, or undefined when it has ended already. */
async function sendLaunch(ctx: Launcher, launch: Launch, token: string): Promise<Instance | undefined> {
  const before = await findByToken(ctx, token);
  if (before !== undefined) return hasEnded(before) ? undefined : before;
  const sent = await sendOnce(ctx, launch, token);
  if (sent === 'ended') return undefined;
  const server = sent === 'other-words' ? await madeByToken(ctx, launch, token) : await untilVisible(ctx, launch.waiting, () => findServer(ctx, sent.id));
  if (server === undefined || !hasEnded(server)) return server;
  // Ended at once, by AWS: saying so beats trying again and again. An old one that had ended tells nothing.
  const reason = server.StateReason?.Code ?? '';
  if (reason.startsWith('Client.UserInitiated') || reason === '') return undefined;
  throw new UserError('launch-failed', [launch.name, launch.zone, server.StateReason?.Message ?? reason]);
}

/** The server's id; or `ended`: what this token made is gone; or `other-words`: the token was used for another request. */
async function sendOnce(ctx: Launcher, launch: Launch, token: string): Promise<{ readonly id: string } | 'ended' | 'other-words'> {
  try {
    const { Instances = [] } = await ctx.aws.ec2.change(new RunInstancesCommand(await launch.request(token)), { repeatable: true });
    return { id: present(Instances[0]?.InstanceId, 'InstanceId') };
  } catch (error) {
    // AWS knows a token for longer than it shows what has ended.
    if (isAws(error, 'IdempotentInstanceTerminated')) return 'ended';
    // An image that is gone by now, say. Whatever that request made is found by its token.
    if (isAws(error, 'IdempotentParameterMismatch')) return 'other-words';
    if (isAws(error, ...noRoom)) throw new UserError('launch-failed', [launch.name, launch.zone, awsCode(error) ?? ''], { cause: error });
    throw error;
  }
}

/** Undefined: for as long as AWS may hide a new thing, nothing was seen that this token made. */
function madeByToken(ctx: Launcher, launch: Launch, token: string): Promise<Instance | undefined> {
  const until = ctx.clock.monotonic() + visibleWithin / ctx.clock.pace;
  return waitUntil<Instance | undefined>({
    what: launch.waiting,
    every: 3_000,
    usual: 3_000,
    deadline: visibleWithin * 2,
    ctx,
    look: async () => {
      const server = await findByToken(ctx, token);
      return server === undefined && ctx.clock.monotonic() < until ? { waiting: ctx.words.waits.notVisible } : { done: server };
    },
  });
}

const hasEnded = (server: Instance) => server.State?.Name === 'terminated' || server.State?.Name === 'shutting-down';
