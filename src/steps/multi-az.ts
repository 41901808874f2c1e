import { AddTagsToResourceCommand, ModifyDBInstanceCommand, RemoveTagsFromResourceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { awsCode, isAws } from '../aws/failures.ts';
import { findDatabase, hasStandby } from '../aws/find/databases.ts';
import { isOurs, present } from '../aws/find/seeker.ts';
import { tagsFor } from '../aws/ownership.ts';
import { ownKeys } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { databasePrice } from '../aws/prices.ts';
import { seen } from '../blog/claims.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'multi-az';
type Context = StepContext<'preflight'>;

const usualMs = 720_000;
const notNow = ['InvalidDBInstanceState'];
const neverSo = ['DBSubnetGroupDoesNotCoverEnoughAZs', 'InsufficientDBInstanceCapacity', 'InvalidVPCNetworkStateFault', 'FreeTierRestrictionError'];

export default defineStep({
  id,
  needs: ['preflight'],
  through: 'api',
  skippable: true,

  async facts(ctx: Context) {
    // A plan asks before the database is known, or when it is gone; then the usual kind has to do.
    const database = 'preflight' in ctx.outputs ? await findDatabase(ctx, ctx.outputs.preflight.database) : undefined;
    return { usualMs, usdPerMonth: databasePrice({ type: database?.DBInstanceClass, gb: database?.AllocatedStorage ?? 20, multiAz: false }) };
  },

  /** "Now" applies whatever else is waiting for the maintenance window too, so that is asked about. */
  async ask(ctx: Context) {
    const { questions } = ctx.words.steps[id];
    const { MultiAZ: _, ...others } = (await theDatabase(ctx)).PendingModifiedValues ?? {};
    const names = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (names.length === 0) return {};
    const yes = await ctx.prompts.confirm({ message: questions.pending(names.join(', ')), flag: '--answer apply-pending=…' });
    if (!yes) throw new UserError('database-pending', [ctx.outputs.preflight.database.identifier, names.join(', ')], { outcome: 'declined' });
    return {};
  },

  async look(ctx: Context) {
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    if (database === undefined || !hasStandby(database)) return { state: 'todo' };
    return {
      state: 'done',
      output: {
        primaryZone: present(database.AvailabilityZone, 'AvailabilityZone'),
        secondaryZone: present(database.SecondaryAvailabilityZone, 'SecondaryAvailabilityZone'),
      },
    };
  },

  async differs(ctx: Context) {
    const { drift } = ctx.words.steps;
    const { identifier } = ctx.outputs.preflight.database;
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    if (database === undefined) return [{ what: drift.database(identifier), is: drift.gone, should: 'available' }];
    return [
      { what: drift.multiAz(identifier), is: String(database.MultiAZ ?? false), should: 'true' },
      { what: drift.database(identifier), is: database.DBInstanceStatus ?? '', should: 'available' },
    ];
  },

  async change(ctx: Context) {
    const database = await theDatabase(ctx);
    const asked = database.MultiAZ === true || database.PendingModifiedValues?.MultiAZ === true;
    if (!asked) {
      // Whoever finds the tag knows that the standby was not there before us.
      await ctx.aws.rds.change(new AddTagsToResourceCommand({ ResourceName: database.DBInstanceArn, Tags: tagsFor(ctx.run, id) }), { repeatable: true });
      await modify(ctx, true);
    }
    await waitUntilMultiAz(ctx, true);
  },

  async prove(ctx: Context, { primaryZone, secondaryZone }) {
    const database = await theDatabase(ctx);
    return [seen(ctx.words.steps[id].claims.standby, hasStandby(database) && primaryZone !== secondaryZone, `${primaryZone} → ${secondaryZone}`)];
  },

  async undo(ctx: Context) {
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    // No tag of ours: the standby was there before, or was made by hand, and stays.
    if (database === undefined || !isOurs(database.TagList, ctx.run, id)) return;
    if (database.MultiAZ === true || database.PendingModifiedValues?.MultiAZ === true) await modify(ctx, false);
    await waitUntilMultiAz(ctx, false);
    await ctx.aws.rds.change(new RemoveTagsFromResourceCommand({ ResourceName: database.DBInstanceArn, TagKeys: [...ownKeys] }), { repeatable: true });
  },

  async byHand(ctx: Context) {
    const { identifier } = ctx.outputs.preflight.database;
    return {
      clicks: ctx.words.steps[id].clicks(identifier),
      commands: [
        `aws rds modify-db-instance --db-instance-identifier ${identifier} --multi-az --apply-immediately`,
        `aws rds wait db-instance-available --db-instance-identifier ${identifier}`,
      ],
    };
  },
});

async function theDatabase(ctx: Context): Promise<DBInstance> {
  const { identifier } = ctx.outputs.preflight.database;
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database === undefined) throw new UserError('database-gone', [identifier]);
  return database;
}

/** A database that is busy (a backup, another change) is asked again until it listens. */
function modify(ctx: Context, MultiAZ: boolean): Promise<true> {
  const { identifier } = ctx.outputs.preflight.database;
  return waitUntil<true>({
    what: ctx.words.steps[id].asking(identifier),
    every: 10_000,
    usual: 5_000,
    deadline: 1_800_000,
    ctx,
    look: async () => {
      try {
        await ctx.aws.rds.change(new ModifyDBInstanceCommand({ DBInstanceIdentifier: identifier, MultiAZ, ApplyImmediately: true }), { repeatable: true });
        return { done: true };
      } catch (error) {
        if (isAws(error, ...neverSo))
          throw new UserError('multi-az-refused', [identifier, awsCode(error) ?? '', error instanceof Error ? error.message : ''], { cause: error });
        if (!isAws(error, ...notNow)) throw error;
        return { waiting: (await theDatabase(ctx)).DBInstanceStatus ?? '' };
      }
    },
  });
}

function waitUntilMultiAz(ctx: Context, wanted: boolean): Promise<true> {
  const { identifier } = ctx.outputs.preflight.database;
  return waitUntil<true>({
    what: wanted ? ctx.words.steps[id].waiting(identifier) : ctx.words.steps[id].removing(identifier),
    every: 12_000,
    usual: wanted ? usualMs : 300_000,
    deadline: 4_800_000,
    ctx,
    look: async () => {
      const database = await theDatabase(ctx);
      const pending = database.PendingModifiedValues?.MultiAZ !== undefined;
      const single = database.MultiAZ !== true && !pending && database.DBInstanceStatus === 'available';
      if (wanted ? hasStandby(database) : single) return { done: true };
      return { waiting: [database.DBInstanceStatus, pending ? ctx.words.waits.pending : ''].filter(Boolean).join(', ') };
    },
  });
}
