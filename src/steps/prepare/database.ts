import { CreateDBInstanceCommand, CreateDBSubnetGroupCommand, DeleteDBInstanceCommand, DeleteDBSubnetGroupCommand, type DBInstance } from '@aws-sdk/client-rds';
import { awsCode, isAws, tolerate } from '../../aws/failures.ts';
import { findBaseDatabase } from '../../aws/find/base.ts';
import { ours, present } from '../../aws/find/seeker.ts';
import { removeFreed } from '../../aws/once.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteable, pasteTagWords } from '../../aws/paste.ts';
import { waitUntil } from '../../aws/poll.ts';
import { databasePrice } from '../../aws/prices.ts';
import { seen } from '../../blog/claims.ts';
import { newPassword } from '../../blog/user-data.ts';
import { UserError } from '../../errors.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'database';
const kind = { type: 'db.t3.micro', gb: 20, multiAz: false } as const;
const schema = 'wordpress';
const usualMs = 420_000;
const noRoom = ['InsufficientDBInstanceCapacity', 'InstanceQuotaExceeded', 'StorageQuotaExceeded', 'FreeTierRestrictionError'];
type Context = StepContext<'vpc' | 'subnets' | 'security-groups'>;

interface Answers {
  readonly identifier: string;
}

export default defineStep({
  id,
  needs: ['vpc', 'subnets', 'security-groups'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs, usdPerMonth: databasePrice(kind) }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.preparation[id];
    const rule = (text: string) => /^(?!.*--)[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(text) || questions.nameRule;
    return {
      identifier: await ctx.prompts.input({ message: questions.name, flag: '--answer database-name=…', default: ctx.names.base.database, validate: rule }),
    };
  },

  async look(ctx: Context, answers) {
    const found = await findBaseDatabase(ctx, answers?.identifier ?? ctx.names.base.database);
    if (found.is === 'absent') return { state: 'todo' };
    const { DBInstanceIdentifier: identifier = '', DbiResourceId, DBInstanceStatus, Endpoint } = found.thing;
    if (found.is === 'foreign')
      return { state: 'foreign', thing: { kind: 'RDS', name: identifier, id: DbiResourceId ?? '', differences: [ctx.words.preparation.notOurs] } };
    if (DBInstanceStatus !== 'available' || Endpoint?.Address === undefined) return { state: 'todo' };
    return { state: 'done', output: { identifier, resourceId: present(DbiResourceId, 'DbiResourceId'), host: Endpoint.Address } };
  },

  async change(ctx: Context, { identifier }: Answers) {
    await makeSubnetGroup(ctx);
    if (ours(await findBaseDatabase(ctx, identifier)) === undefined) await create(ctx, identifier);
    await waitUntilAvailable(ctx, identifier);
  },

  async prove(ctx: Context, { identifier }) {
    const words = ctx.words.preparation[id].claims;
    const database = ours(await findBaseDatabase(ctx, identifier));
    return [
      seen(words.available, database?.DBInstanceStatus === 'available', `${identifier}, ${database?.EngineVersion ?? ''}, ${database?.AvailabilityZone ?? ''}`),
      seen(words.hidden, database?.PubliclyAccessible === false, database?.DBSubnetGroup?.DBSubnetGroupName ?? ''),
    ];
  },

  async undo(ctx: Context) {
    const database = ours(await findBaseDatabase(ctx, ctx.names.base.database));
    if (database !== undefined) await remove(ctx, present(database.DBInstanceIdentifier, 'DBInstanceIdentifier'), database);
    await removeFreed(ctx, {
      what: ctx.words.preparation[id].removing(ctx.names.base.subnetGroup),
      gone: ['DBSubnetGroupNotFoundFault'],
      held: ['InvalidDBSubnetGroupStateFault'],
      send: () => ctx.aws.rds.change(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: ctx.names.base.subnetGroup }), { repeatable: true }),
    });
  },

  async byHand(ctx: Context, answers) {
    const identifier = answers?.identifier ?? ctx.names.base.database;
    const { subnetGroup, vpc, databaseGroup } = ctx.names.base;
    const subnets = ctx.outputs.subnets.private.map(({ subnetId }) => subnetId).join(' ');
    const tags = pasteTagWords(baseTags(ctx.run));
    return {
      clicks: [...ctx.words.preparation[id].clicks(subnetGroup, identifier, vpc, databaseGroup), ctx.words.preparation.tagIt(ctx.run.id)],
      commands: [
        `aws rds create-db-subnet-group --db-subnet-group-name ${pasteable(subnetGroup)} --db-subnet-group-description ${pasteable(subnetGroup)} --subnet-ids ${subnets} --tags ${tags}`,
        `aws rds create-db-instance --db-instance-identifier ${identifier} --engine mysql --engine-version 8.4 --db-instance-class ${kind.type} --allocated-storage ${kind.gb} --storage-type gp3 --db-name ${schema} --master-username ${schema} --master-user-password "$(openssl rand -hex 16)" --db-subnet-group-name ${pasteable(subnetGroup)} --vpc-security-group-ids ${ctx.outputs['security-groups'].databaseGroupId} --no-publicly-accessible --tags ${tags}`,
      ],
    };
  },
});

async function makeSubnetGroup(ctx: Context): Promise<void> {
  const command = new CreateDBSubnetGroupCommand({
    DBSubnetGroupName: ctx.names.base.subnetGroup,
    DBSubnetGroupDescription: `The private subnets of ${ctx.names.base.vpc}`.replace(/[^\x20-\x7e]/g, ' '),
    SubnetIds: ctx.outputs.subnets.private.map(({ subnetId }) => subnetId),
    Tags: baseTags(ctx.run),
  });
  await tolerate('DBSubnetGroupAlreadyExists', ctx.aws.rds.change(command, { repeatable: true }));
}

/** Nobody keeps this password: the server's step sets the one that goes to the blog. */
async function create(ctx: Context, identifier: string): Promise<void> {
  const command = new CreateDBInstanceCommand({
    DBInstanceIdentifier: identifier,
    Engine: 'mysql',
    EngineVersion: '8.4',
    // Without it an old version would one day cost more than the whole blog.
    EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
    DBInstanceClass: kind.type,
    AllocatedStorage: kind.gb,
    StorageType: 'gp3',
    DBName: schema,
    MasterUsername: schema,
    MasterUserPassword: newPassword(),
    AvailabilityZone: ctx.outputs.subnets.private[0].zone,
    DBSubnetGroupName: ctx.names.base.subnetGroup,
    VpcSecurityGroupIds: [ctx.outputs['security-groups'].databaseGroupId],
    MultiAZ: false,
    PubliclyAccessible: false,
    BackupRetentionPeriod: 1,
    CopyTagsToSnapshot: true,
    Tags: baseTags(ctx.run),
  });
  try {
    await tolerate('DBInstanceAlreadyExists', ctx.aws.rds.change(command, { repeatable: true }));
  } catch (error) {
    if (isAws(error, ...noRoom)) throw new UserError('database-refused', [identifier, awsCode(error) ?? ''], { cause: error });
    throw error;
  }
}

function waitUntilAvailable(ctx: Context, identifier: string): Promise<DBInstance> {
  return waitUntil<DBInstance>({
    what: ctx.words.preparation[id].waiting(identifier),
    every: 12_000,
    usual: usualMs,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const found = await findBaseDatabase(ctx, identifier);
      if (found.is === 'foreign') throw new UserError('name-taken', ['RDS', identifier, found.thing.DbiResourceId ?? '']);
      if (found.is === 'absent') return { waiting: ctx.words.waits.notVisible };
      const { DBInstanceStatus: status = '' } = found.thing;
      if (status === 'failed' || status.startsWith('incompatible')) throw new UserError('database-refused', [identifier, status]);
      return status === 'available' ? { done: found.thing } : { waiting: status };
    },
  });
}

/** Without a last copy: what is in the base was asked to go. A database that is busy is asked again until it listens. */
function remove(ctx: Context, identifier: string, { DeletionProtection }: DBInstance): Promise<true> {
  if (DeletionProtection === true) throw new UserError('database-protected', [identifier]);
  const command = () => new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true });
  return waitUntil<true>({
    what: ctx.words.preparation[id].removing(identifier),
    every: 12_000,
    usual: 300_000,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const found = ours(await findBaseDatabase(ctx, identifier));
      if (found === undefined) return { done: true };
      if (found.DBInstanceStatus !== 'deleting')
        await tolerate(['DBInstanceNotFound', 'InvalidDBInstanceState'], ctx.aws.rds.change(command(), { repeatable: true }));
      return { waiting: found.DBInstanceStatus ?? '' };
    },
  });
}
