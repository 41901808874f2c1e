import { RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { outcomeUnknown } from '../aws/failures.ts';
import { findDatabase, findEvents, hasStandby } from '../aws/find/databases.ts';
import { waitUntil } from '../aws/poll.ts';
import { Declined, UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';

const step = 'drill-database';
type Context = StepContext<'preflight'>;

/** How it stood before the one call that must not be sent twice. */
export interface Before {
  readonly zone: string;
  /** Our wall clock; AWS's own is compared with a minute's grace. */
  readonly since: string;
}

const grace = 60_000;
const lookFor = 180_000;

/** How it stood before a failover that we sent, or may have sent. Its intent is on disk before it is sent, so without one it never was. */
export function sentBefore(ctx: Context): Before | undefined {
  const before = ctx.memory.recall('before');
  if (!isBefore(before)) return undefined;
  const last = ctx.memory.intents('rds:RebootDBInstance').at(-1);
  return last === undefined || last.at < before.since || last.ended === 'failed' ? undefined : before;
}

/** Did an earlier run send the failover? Waits for its traces; where there are none after three minutes, only a person may send another. */
export async function alreadySent(ctx: Context): Promise<boolean> {
  const before = sentBefore(ctx);
  if (before === undefined) return false;
  ctx.say.line(ctx.words.steps[step].earlier);
  if (await traceWithin(ctx, before)) {
    await waitForEvidence(ctx, before);
    return true;
  }
  await agreeToAnother(ctx);
  return false;
}

/** It is over and on record: what is sent from here on is another one. */
export const forgetFailover = (ctx: Context) => ctx.memory.keep('before', null);

/** Sends it. A lost answer is no failure: whether it happened is seen in the database. Where nothing is seen after three minutes, only a person may send another. */
export async function sendFailover(ctx: Context, before: Before): Promise<void> {
  await ctx.memory.keep('before', before);
  if ((await send(ctx)) === 'answered' || (await traceWithin(ctx, before))) return;
  await agreeToAnother(ctx);
  await send(ctx);
}

async function send(ctx: Context): Promise<'answered' | 'unknown'> {
  const command = new RebootDBInstanceCommand({ DBInstanceIdentifier: ctx.outputs.preflight.database.identifier, ForceFailover: true });
  try {
    await ctx.aws.rds.change(command, { repeatable: false });
    return 'answered';
  } catch (error) {
    if (!outcomeUnknown(error)) throw error;
    return 'unknown';
  }
}

async function agreeToAnother(ctx: Context): Promise<void> {
  const again = await ctx.prompts.confirm({ message: ctx.words.steps[step].questions.again, flag: '--yes', default: true });
  if (!again) throw new Declined(step);
}

/** Until the standby has taken over, has a standby of its own, and is at rest. */
export async function waitForEvidence(ctx: Context, before: Before): Promise<void> {
  await waitUntil<true>({
    what: ctx.words.steps[step].waiting,
    every: 10_000,
    usual: 135_000,
    deadline: 1_800_000,
    ctx,
    look: async () => {
      const { swapped, abandoned, status, atRest } = await traces(ctx, before);
      if (swapped && atRest) return { done: true };
      if (!abandoned) return { waiting: status };
      await ctx.memory.keep('before', null); // it never happened, so another one is no second outage
      throw new UserError('failover-abandoned', [ctx.outputs.preflight.database.identifier]);
    },
  });
}

async function traceWithin(ctx: Context, before: Before): Promise<boolean> {
  const until = ctx.clock.monotonic() + lookFor / ctx.clock.pace;
  return waitUntil<boolean>({
    what: ctx.words.steps[step].tracing,
    every: 10_000,
    usual: 0,
    deadline: lookFor * 2,
    ctx,
    look: async () => {
      const { swapped, told, status } = await traces(ctx, before);
      if (swapped || told || status === 'rebooting') return { done: true };
      return ctx.clock.monotonic() > until ? { done: false } : { waiting: status };
    },
  });
}

async function traces(ctx: Context, before: Before) {
  const { identifier } = ctx.outputs.preflight.database;
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database === undefined) throw new UserError('database-gone', [identifier]);
  const since = Date.parse(before.since) - grace;
  const minutes = Math.min(14 * 24 * 60, Math.ceil((ctx.clock.now() - since) / 60_000) + 5);
  const events = (await findEvents(ctx, identifier, minutes)).filter((event) => (event.Date?.getTime() ?? 0) >= since);
  const says = (pattern: RegExp) => events.some((event) => pattern.test(event.Message ?? ''));
  return {
    swapped: database.AvailabilityZone !== before.zone,
    told: says(/failover completed/i),
    abandoned: says(/abandon/i),
    status: database.DBInstanceStatus ?? '',
    atRest: hasStandby(database),
  };
}

const isBefore = (value: unknown): value is Before =>
  typeof value === 'object' && value !== null && 'zone' in value && 'since' in value && typeof value.zone === 'string' && typeof value.since === 'string';
