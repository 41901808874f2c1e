import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { AddTagsToResourceCommand, ModifyDBInstanceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { isAws } from '../../../aws/failures.ts';
import { findDatabase } from '../../../aws/find/databases.ts';
import { tagValue } from '../../../aws/ownership.ts';
import { waitUntil } from '../../../aws/poll.ts';
import { passwordIn } from '../../../blog/user-data.ts';
import { UserError } from '../../../errors.ts';
import type { StepContext } from '../../../step.ts';

type Context = StepContext<'database'>;

/** On the database: the server whose password it has. */
const sharedKey = 'redundant-blog:base-password';

/** Has the database been given the password that this server's WordPress uses? */
export async function knowsPassword(ctx: Context, server1: string): Promise<boolean> {
  return tagValue((await findDatabase(ctx, ctx.outputs.database))?.TagList, sharedKey) === server1;
}

/** Gives the database the password that the server was started with. The server's user data is the only place that holds it. */
export async function sharePassword(ctx: Context, server1: string): Promise<void> {
  if (await knowsPassword(ctx, server1)) return;
  const MasterUserPassword = await passwordOf(ctx, server1);
  const { identifier } = ctx.outputs.database;
  const what = ctx.words.preparation['server-1'].sharing(identifier);
  await waitUntil<true>({
    what,
    every: 10_000,
    usual: 5_000,
    deadline: 1_800_000,
    ctx,
    look: async () => {
      try {
        await ctx.aws.rds.change(new ModifyDBInstanceCommand({ DBInstanceIdentifier: identifier, MasterUserPassword, ApplyImmediately: true }), {
          repeatable: true,
        });
        return { done: true };
      } catch (error) {
        if (!isAws(error, 'InvalidDBInstanceState')) throw error;
        return { waiting: (await theDatabase(ctx)).DBInstanceStatus ?? '' };
      }
    },
  });
  await untilSettled(ctx, what);
  const { DBInstanceArn } = await theDatabase(ctx);
  await ctx.aws.rds.change(new AddTagsToResourceCommand({ ResourceName: DBInstanceArn, Tags: [{ Key: sharedKey, Value: server1 }] }), { repeatable: true });
}

async function passwordOf(ctx: Context, server1: string): Promise<string> {
  const { UserData } = await ctx.aws.ec2.read(new DescribeInstanceAttributeCommand({ InstanceId: server1, Attribute: 'userData' }));
  const password = passwordIn(Buffer.from(UserData?.Value ?? '', 'base64').toString('utf8'));
  if (password === undefined) throw new UserError('user-data-unknown', [server1]);
  return password;
}

function untilSettled(ctx: Context, what: string): Promise<true> {
  return waitUntil<true>({
    what,
    every: 5_000,
    usual: 30_000,
    deadline: 1_800_000,
    ctx,
    look: async () => {
      const { DBInstanceStatus: status = '', PendingModifiedValues } = await theDatabase(ctx);
      return status === 'available' && PendingModifiedValues?.MasterUserPassword === undefined ? { done: true } : { waiting: status };
    },
  });
}

async function theDatabase(ctx: Context): Promise<DBInstance> {
  const database = await findDatabase(ctx, ctx.outputs.database);
  if (database === undefined) throw new UserError('database-gone', [ctx.outputs.database.identifier]);
  return database;
}
