import { RunInstancesCommand, type Instance, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { awsCode, isAws } from '../../aws/failures.ts';
import { findByToken, findServer, groupIdsOf, mustFindServer } from '../../aws/find/servers.ts';
import { present } from '../../aws/find/seeker.ts';
import { tagsFor } from '../../aws/ownership.ts';
import { waitUntil } from '../../aws/poll.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';

const step = 'launch-server-2';
type Context = StepContext<'preflight' | 'create-image'>;

const noRoom = ['InsufficientInstanceCapacity', 'InsufficientFreeAddressesInSubnet', 'InstanceLimitExceeded', 'VcpuLimitExceeded', 'Unsupported'];
const mostAttempts = 20;

/**
 * Starts the second server, exactly once: AWS answers the same token with the same server. Only when that server has
 * ended (an earlier undo, or AWS had no room) does the next attempt get a token of its own.
 */
export async function launch(ctx: Context, name: string): Promise<string> {
  const known = ctx.memory.recall('attempt');
  for (let attempt = typeof known === 'number' ? known : 1; attempt <= mostAttempts; attempt += 1) {
    await ctx.memory.keep('attempt', attempt);
    const server = await sendLaunch(ctx, name, `${ctx.run.id}-${step}-${attempt}`);
    if (server !== undefined) return present(server.InstanceId, 'InstanceId');
  }
  throw new UserError('launch-failed', [name, ctx.outputs.preflight.subnets[1].zone, 'attempts']);
}

/** The server that this token stands for, or undefined when it has ended already. */
async function sendLaunch(ctx: Context, name: string, token: string): Promise<Instance | undefined> {
  const before = await findByToken(ctx, token);
  if (before !== undefined) return hasEnded(before) ? undefined : before;
  const id = await sentOrKnown(ctx, name, token);
  const server = await waitUntilVisible(ctx, name, () => (id === undefined ? findByToken(ctx, token) : findServer(ctx, id)));
  if (!hasEnded(server)) return server;
  // Ended at once, by AWS: saying so beats trying again and again. An old one that had ended tells nothing.
  const reason = server.StateReason?.Code ?? '';
  if (reason.startsWith('Client.UserInitiated') || reason === '') return undefined;
  throw new UserError('launch-failed', [name, ctx.outputs.preflight.subnets[1].zone, server.StateReason?.Message ?? reason]);
}

async function sentOrKnown(ctx: Context, name: string, token: string): Promise<string | undefined> {
  try {
    const { Instances = [] } = await ctx.aws.ec2.change(new RunInstancesCommand(await request(ctx, name, token)), { repeatable: true });
    return Instances[0]?.InstanceId;
  } catch (error) {
    // The token was used with other words (an image that is gone by now): whatever it made is found by it.
    if (isAws(error, 'IdempotentParameterMismatch')) return undefined;
    if (isAws(error, ...noRoom)) throw new UserError('launch-failed', [name, ctx.outputs.preflight.subnets[1].zone, awsCode(error) ?? ''], { cause: error });
    throw error;
  }
}

/** A twin: all that an image does not hold is copied from the first server. */
async function request(ctx: Context, name: string, token: string): Promise<RunInstancesCommandInput> {
  const model = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  const { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit } = model.MetadataOptions ?? {};
  const Tags = tagsFor(ctx.run, step, name);
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: ctx.outputs['create-image'].imageId,
    InstanceType: model.InstanceType,
    ...(model.KeyName === undefined ? {} : { KeyName: model.KeyName }),
    ClientToken: token,
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: ctx.outputs.preflight.subnets[1].subnetId, Groups: [...groupIdsOf(model)], AssociatePublicIpAddress: true },
    ],
    ...(model.IamInstanceProfile?.Arn === undefined ? {} : { IamInstanceProfile: { Arn: model.IamInstanceProfile.Arn } }),
    MetadataOptions: {
      HttpTokens: HttpTokens ?? 'required',
      ...(HttpEndpoint === undefined ? {} : { HttpEndpoint }),
      ...(HttpPutResponseHopLimit === undefined ? {} : { HttpPutResponseHopLimit }),
    },
    TagSpecifications: (['instance', 'volume', 'network-interface'] as const).map((ResourceType) => ({ ResourceType, Tags })),
  };
}

function waitUntilVisible(ctx: Context, name: string, find: () => Promise<Instance | undefined>): Promise<Instance> {
  return waitUntil<Instance>({
    what: ctx.words.steps[step].waiting(name),
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const server = await find();
      return server === undefined ? { waiting: ctx.words.waits.notVisible } : { done: server };
    },
  });
}

const hasEnded = (server: Instance) => server.State?.Name === 'terminated' || server.State?.Name === 'shutting-down';
