import { AddTagsCommand, ModifyTargetGroupCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findHealth, findTargetGroup, healthOf } from '../aws/find/balancers.ts';
import { findServer } from '../aws/find/servers.ts';
import { ours } from '../aws/find/seeker.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { tagValue } from '../aws/ownership.ts';
import { startAgain, waitUntilWell } from '../aws/power.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import type { HealthCheck } from './usual.ts';

// A drill's stop has no guard in AWS, so it is on record before it is sent: in the journal, and on the target group for whoever has not the journal.
const keys = { stopped: 'redundant-blog:drill-stopped', check: 'redundant-blog:drill-health-check' } as const;
const kept = { stopped: 'stopped', check: 'health-check' } as const;

type Finder = Pick<StepContext, 'aws' | 'run' | 'names' | 'memory'>;
type Mender = Finder & Pick<StepContext, 'clock' | 'say' | 'signal' | 'words'>;

/** What a drill has changed and not yet put right. */
export interface Unfinished {
  /** The server that it stopped. */
  readonly stopped?: string;
  /** The health check as it was before. */
  readonly check?: HealthCheck;
}

/** What a drill, of this machine or of another, left as it should not stay; undefined when there is nothing. Changes nothing. */
export async function findUnfinished(ctx: Finder): Promise<Unfinished | undefined> {
  const group = ours(await findTargetGroup(ctx));
  const stopped = text(ctx.memory.recall(kept.stopped)) ?? tagValue(group?.tags, keys.stopped);
  const check = fromText(text(ctx.memory.recall(kept.check)) ?? tagValue(group?.tags, keys.check));
  if (stopped === undefined && check === undefined) return undefined;
  return { ...(stopped === undefined ? {} : { stopped }), ...(check === undefined ? {} : { check }) };
}

/** The server that this journal knows to be stopped by a drill. Asks no one. */
export const stoppedByUs = ({ memory }: Pick<StepContext, 'memory'>): string | undefined => text(memory.recall(kept.stopped));

/** On record before the server is stopped. */
export async function noteStopped(ctx: Finder, targetGroupArn: string, server: string): Promise<void> {
  await ctx.memory.keep(kept.stopped, server);
  await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [targetGroupArn], Tags: [{ Key: keys.stopped, Value: server }] }), { repeatable: true });
}

/** On record before the health check is changed: as it was. */
export async function noteCheck(ctx: Finder, targetGroupArn: string, check: HealthCheck): Promise<void> {
  await ctx.memory.keep(kept.check, asText(check));
  await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [targetGroupArn], Tags: [{ Key: keys.check, Value: asText(check) }] }), { repeatable: true });
}

/** How the target group asks its servers, from now on. */
export async function setCheck(ctx: Pick<StepContext, 'aws'>, targetGroupArn: string, check: HealthCheck): Promise<void> {
  const command = new ModifyTargetGroupCommand({
    TargetGroupArn: targetGroupArn,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
  });
  await ctx.aws.elb.change(command, { repeatable: true });
}

/** Starts the server that a drill stopped, heeding no interruption. False when none was stopped. */
export async function startStopped(ctx: Mender): Promise<boolean> {
  const stubborn = { ...ctx, aws: ctx.aws.afterStop(), signal: new AbortController().signal };
  // The journal is asked first: where AWS answers nothing now, what it knows must do.
  const server = stoppedByUs(ctx) ?? (await findUnfinished(stubborn))?.stopped;
  if (server === undefined) return false;
  if (!(await isGone(stubborn, server))) await startAgain(stubborn, server);
  await forget(stubborn, 'stopped');
  return true;
}

/** Until a server that was started again gets readers and passes AWS's checks; where it does not come that far in time, whoever needs it will say so. */
export async function untilWell(ctx: Mender, server: string): Promise<void> {
  const arn = ours(await findTargetGroup(ctx))?.group.TargetGroupArn;
  if (arn === undefined || (await findServer(ctx, server))?.State?.Name !== 'running') return;
  if (healthOf(await findHealth(ctx, arn), server) === 'unregistered') return;
  try {
    await waitUntilHealthy(ctx, arn, [server]);
    await waitUntilWell(ctx, server);
  } catch (error) {
    if (!(error instanceof UserError && error.code === 'waited-too-long')) throw error;
  }
}

/** Somebody has ended it since: then there is nothing left to start. Where AWS does not say, it is not gone. */
async function isGone(ctx: Finder, id: string): Promise<boolean> {
  ctx.aws.forget();
  const state = await findServer(ctx, id).then(
    (server) => server?.State?.Name ?? 'terminated',
    () => '',
  );
  return state === 'terminated' || state === 'shutting-down';
}

/** Gives the health check the settings it had before a drill changed them, heeding no interruption. */
export async function restoreCheck(ctx: Mender): Promise<boolean> {
  const stubborn = { ...ctx, aws: ctx.aws.afterStop(), signal: new AbortController().signal };
  const check = (await findUnfinished(stubborn))?.check;
  const arn = ours(await findTargetGroup(stubborn))?.group.TargetGroupArn;
  if (check === undefined || arn === undefined) return false;
  await setCheck(stubborn, arn, check);
  await forget(stubborn, 'check');
  return true;
}

/** From the tag to the journal, in this order: what is still on record somewhere is only done once more. */
export async function forget(ctx: Finder, what: keyof typeof keys): Promise<void> {
  const group = ours(await findTargetGroup(ctx));
  const ResourceArns = [group?.group.TargetGroupArn].flatMap((arn) => arn ?? []);
  if (ResourceArns.length > 0) await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns, TagKeys: [keys[what]] }), { repeatable: true });
  await ctx.memory.keep(kept[what], null);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const asText = (check: HealthCheck) => [check.intervalSeconds, check.timeoutSeconds, check.healthyThreshold, check.unhealthyThreshold].join('/');

function fromText(value: string | undefined): HealthCheck | undefined {
  const [intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold] = /^\d+(\/\d+){3}$/.test(value ?? '')
    ? (value ?? '').split('/').map(Number)
    : [];
  if (intervalSeconds === undefined || timeoutSeconds === undefined || healthyThreshold === undefined || unhealthyThreshold === undefined) return undefined;
  return { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold };
}
