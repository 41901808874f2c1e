import { AddTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Instance } from '@aws-sdk/client-ec2';
import { findBalancer } from '../aws/find/balancers.ts';
import { findDatabase } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { ours } from '../aws/find/seeker.ts';
import { findServers, mustFindServer } from '../aws/find/servers.ts';
import { tagValue } from '../aws/ownership.ts';
import { waitUntil } from '../aws/poll.ts';
import { seen, unseen } from '../blog/claims.ts';
import type { SiteAddress } from '../blog/database.ts';
import { defaultUser } from '../blog/key.ts';
import { httpAddress, reach } from '../blog/reach.ts';
import { moved, sameAddress, shownAddress, straysIn } from '../blog/site-address.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'site-address';
const keys = { siteurl: 'redundant-blog:siteurl-before', home: 'redundant-blog:home-before' } as const;
type Context = StepContext<'preflight' | 'launch-server-2' | 'load-balancer'>;

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'load-balancer'],
  undoNeeds: ['preflight'],
  through: 'blog',
  skippable: false,

  facts: async () => ({ usualMs: 15_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    if (ctx.apiOnly) return { state: 'todo' };
    const address = addressOf(ctx.outputs['load-balancer'].dnsName);
    // What WordPress itself says of its address costs one request; only where it says nothing is the database asked.
    const now = (await shownAddress(ctx, address)) ?? (await inDatabaseIfReached(ctx));
    return now !== undefined && sameAddress(now, moved(now, address)) ? { state: 'done', output: { address } } : { state: 'todo' };
  },

  async change(ctx: Context) {
    await waitUntilDatabaseServes(ctx);
    const server = await mustFindServer(ctx, ctx.outputs.preflight.server1);
    const config = await ctx.blog.config(server);
    if (config.overrides.length > 0) throw new UserError('address-fixed-in-wp-config', [ctx.outputs.preflight.server1, config.overrides.join(', ')]);
    const before = await inDatabase(ctx);
    const after = moved(before, addressOf(ctx.outputs['load-balancer'].dnsName));
    if (sameAddress(before, after)) return;
    await rememberOld(ctx, before);
    await write(ctx, server, before, after);
  },

  async prove(ctx: Context, { address }) {
    const words = ctx.words.steps[id].claims;
    if (ctx.apiOnly) return [unseen(words.rows), unseen(words.links)];
    const rows = await inDatabase(ctx);
    const strays = await straysIn(ctx, address, await oldHosts(ctx));
    return [
      seen(words.rows, sameAddress(rows, moved(rows, address)), `siteurl ${rows.siteurl}, home ${rows.home}`),
      seen(words.links, strays.pages > 0 && strays.links.length === 0, strays.links.length === 0 ? strays.seen : strays.links.join(', ')),
    ];
  },

  async undo(ctx: Context) {
    // A database that is gone has no address to give back; one that is there must be asked, whatever that takes.
    if ((await findDatabase(ctx, ctx.outputs.preflight.database)) !== undefined) await moveBack(ctx);
    await forgetOld(ctx);
  },

  async byHand(ctx: Context) {
    const server = await mustFindServer(ctx, ctx.outputs.preflight.server1);
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    const address = addressOf(ctx.outputs['load-balancer'].dnsName);
    const ssh = reach(server, 22);
    return {
      clicks: [...ctx.words.steps[id].clicks(ctx.names.balancer)],
      commands: [
        `ssh -i my-key.pem${ssh === undefined || ssh.port === 22 ? '' : ` -p ${ssh.port}`} ${defaultUser}@${ssh?.host ?? '…'}`,
        `mysql -h ${database?.Endpoint?.Address ?? '…'} -u wordpress -p`,
        'USE wordpress',
        "SELECT * FROM wp_options WHERE option_name IN ('siteurl', 'home');",
        `UPDATE wp_options SET option_value = '${address}' WHERE option_name IN ('siteurl', 'home');`,
      ],
    };
  },
});

async function inDatabase(ctx: Context): Promise<SiteAddress> {
  const server = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  return ctx.blog.database(server, (database) => database.address());
}

/** Undefined: nobody could be asked. Whoever changes something will meet the same failure, and tell it. */
async function inDatabaseIfReached(ctx: Context): Promise<SiteAddress | undefined> {
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database?.DBInstanceStatus !== 'available') return undefined;
  return inDatabase(ctx).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
}

/** A database in the middle of a failover or a change answers again by itself. */
async function waitUntilDatabaseServes(ctx: Context): Promise<void> {
  const { identifier } = ctx.outputs.preflight.database;
  const status = async () => (await findDatabase(ctx, ctx.outputs.preflight.database))?.DBInstanceStatus;
  if ((await status()) === 'available') return;
  await waitUntil<true>({
    what: ctx.words.waits.database(identifier),
    every: 10_000,
    usual: 120_000,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const now = await status();
      if (now === undefined || now === 'deleting') throw new UserError('database-gone', [identifier]);
      return now === 'available' ? { done: true } : { waiting: now };
    },
  });
}

async function write(ctx: Context, server: Instance, from: SiteAddress, to: SiteAddress): Promise<void> {
  const done = await ctx.change({ op: 'sql:move-address', params: { from, to } }, () =>
    ctx.blog.database(server, (database) => database.moveAddress(from, to)),
  );
  if (!done) throw new UserError('address-changed-meanwhile', [from.siteurl, from.home]);
}

/** Twice: in the journal, and on the balancer for whoever has no journal. The first value stays, whatever comes later. */
async function rememberOld(ctx: Context, before: SiteAddress): Promise<void> {
  if (ctx.memory.recall('before') === undefined) await ctx.memory.keep('before', before);
  const found = ours(await findBalancer(ctx));
  if (found === undefined || tagValue(found.tags, keys.siteurl) !== undefined) return;
  const Tags = [
    { Key: keys.siteurl, Value: before.siteurl },
    { Key: keys.home, Value: before.home },
  ];
  await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [found.balancer.LoadBalancerArn ?? ''], Tags }), { repeatable: true });
}

async function rememberedOld(ctx: Context): Promise<SiteAddress | undefined> {
  const tags = ours(await findBalancer(ctx))?.tags;
  const [siteurl, home] = [tagValue(tags, keys.siteurl), tagValue(tags, keys.home)];
  if (siteurl !== undefined && home !== undefined) return { siteurl, home };
  const kept = ctx.memory.recall('before');
  return isSiteAddress(kept) ? kept : undefined;
}

const isSiteAddress = (value: unknown): value is SiteAddress =>
  typeof value === 'object' && value !== null && 'siteurl' in value && 'home' in value && typeof value.siteurl === 'string' && typeof value.home === 'string';

/** Only if the rows still hold what this step wrote. Nobody kept the old value (the step was done by hand): the server's own address. */
async function moveBack(ctx: Context): Promise<void> {
  const dnsName = ours(await findBalancer(ctx))?.balancer.DNSName;
  if (dnsName === undefined) return;
  if (ctx.apiOnly && (await rememberedOld(ctx)) === undefined) return;
  if (ctx.apiOnly) throw new UserError('only-by-ssh', []);
  const server = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  if (server.State?.Name !== 'running') throw new UserError('server-not-running', [ctx.outputs.preflight.server1, server.State?.Name ?? '']);
  await waitUntilDatabaseServes(ctx);
  const now = await inDatabase(ctx);
  if (!sameAddress(now, moved(now, addressOf(dnsName)))) return;
  const own = httpAddress(server);
  const back = (await rememberedOld(ctx)) ?? (own === undefined ? undefined : moved(now, own));
  if (back !== undefined && !sameAddress(now, back)) await write(ctx, server, now, back);
}

async function forgetOld(ctx: Context): Promise<void> {
  await ctx.memory.keep('before', null);
  const found = ours(await findBalancer(ctx));
  if (found === undefined || tagValue(found.tags, keys.siteurl) === undefined) return;
  await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns: [found.balancer.LoadBalancerArn ?? ''], TagKeys: Object.values(keys) }), { repeatable: true });
}

/** Every address under which a reader might have met the blog before. */
async function oldHosts(ctx: Context): Promise<readonly string[]> {
  const old = await rememberedOld(ctx);
  const mine = [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];
  const servers = (await findServers(ctx)).filter((server) => mine.includes(server.InstanceId ?? ''));
  const urls = [old?.siteurl, old?.home, ...servers.map(httpAddress)].flatMap((url) => url ?? []);
  return urls.map((url) => new URL(url).host);
}
