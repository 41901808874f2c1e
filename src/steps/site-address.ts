import { AddTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findBalancer } from '../aws/find/balancers.ts';
import { findDatabase } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { ours } from '../aws/find/seeker.ts';
import { findServers, mustFindServer } from '../aws/find/servers.ts';
import { tagValue } from '../aws/ownership.ts';
import { waitUntil } from '../aws/poll.ts';
import { seen, unseen } from '../blog/claims.ts';
import type { BlogDatabase, SiteAddress } from '../blog/database.ts';
import { defaultUser } from '../blog/key.ts';
import { wayBack, type Move } from '../blog/old-address.ts';
import { httpAddress, reach } from '../blog/reach.ts';
import type { Place } from '../blog/rows.ts';
import { moved, moveOf, sameAddress, shownAddresses, straysIn } from '../blog/site-address.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';
import { differsOf } from './site-address/differs.ts';
import { givenAddress } from './site-address/given.ts';
import { askForRows, tellRewritten, tellRows } from './site-address/rows.ts';

const id = 'site-address';
const keys = { siteurl: 'redundant-blog:siteurl-before', home: 'redundant-blog:home-before', rows: 'redundant-blog:rows-rewritten' } as const;
type Context = StepContext<'preflight' | 'launch-server-2' | 'load-balancer'>;

interface Answers {
  /** Give the new address to posts, settings and comments, too. */
  readonly rewriteRows?: boolean;
}

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'load-balancer'],
  undoNeeds: ['preflight'],
  through: 'blog',
  skippable: false,

  facts: async () => ({ usualMs: 15_000, usdPerMonth: 0 }),
  async ask(ctx: Context): Promise<Answers> {
    await waitUntilDatabaseServes(ctx);
    const move = moveOf((await rememberedOld(ctx)) ?? (await inDatabase(ctx)), addressOf(ctx.outputs['load-balancer'].dnsName));
    return { rewriteRows: move !== undefined && (await askForRows(ctx, move, await onBlog(ctx, (database) => database.findRows(move)))) };
  },

  async look(ctx: Context, answers?: Answers) {
    if (ctx.apiOnly) return { state: 'todo' };
    const address = addressOf(ctx.outputs['load-balancer'].dnsName);
    if (answers?.rewriteRows === true && (await rowsTag(ctx)) !== 'done') return { state: 'todo' };
    const now = await addressNow(ctx, address);
    return now !== undefined && sameAddress(now, moved(now, address)) ? { state: 'done', output: { address } } : { state: 'todo' };
  },

  async differs(ctx: Context) {
    const address = addressOf(ctx.outputs['load-balancer'].dnsName);
    return differsOf(ctx, address, ctx.apiOnly ? undefined : await addressNow(ctx, address), servers(ctx));
  },

  async change(ctx: Context, answers: Answers | null) {
    await waitUntilDatabaseServes(ctx);
    await mustNotBeFixed(ctx, ctx.outputs.preflight.server1);
    const before = await inDatabase(ctx);
    const after = moved(before, addressOf(ctx.outputs['load-balancer'].dnsName));
    if (!sameAddress(before, after)) await moveAddress(ctx, before, after);
    await moveOtherRows(ctx, answers?.rewriteRows === true);
    const now = await addressNow(ctx, addressOf(ctx.outputs['load-balancer'].dnsName));
    // The rows are right, and a page says otherwise: the first server's file was read above, so it is the other's.
    if (now !== undefined && !sameAddress(now, after)) await mustNotBeFixed(ctx, ctx.outputs['launch-server-2'].server2);
  },

  async prove(ctx: Context, { address }) {
    const words = ctx.words.steps[id].claims;
    if (ctx.apiOnly) return [unseen(words.rows), unseen(words.links)];
    const rows = await inDatabase(ctx);
    const strays = await straysIn(ctx, address, await oldHosts(ctx));
    const held = seen(words.rows, sameAddress(rows, moved(rows, address)), `siteurl ${rows.siteurl}, home ${rows.home}`);
    if (strays.links.length === 0) return [held, seen(words.links, strays.pages > 0, strays.seen)];
    // What somebody wrote into a post is not what WordPress makes of its address.
    const written = await hostsInRows(ctx, address);
    const made = strays.links.filter((host) => !written.includes(host));
    return [held, made.length === 0 ? seen(words.linksButPosts, true, strays.seen) : seen(words.links, false, made.join(', '))];
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

const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];

async function mustNotBeFixed(ctx: Context, server: string): Promise<void> {
  const { overrides } = await ctx.blog.config(await mustFindServer(ctx, server));
  if (overrides.length > 0) throw new UserError('address-fixed-in-wp-config', [server, overrides.join(', ')]);
}

/** What WordPress itself says of its address costs a request or two; only where it says nothing is the database asked. The first that is not as it should be counts. */
async function addressNow(ctx: Context, address: string): Promise<SiteAddress | undefined> {
  const shown = await shownAddresses(ctx, address);
  return shown.find((one) => !sameAddress(one, moved(one, address))) ?? shown[0] ?? (await inDatabaseIfReached(ctx));
}

async function onBlog<Result>(ctx: Context, use: (database: BlogDatabase) => Promise<Result>): Promise<Result> {
  return ctx.blog.database(await mustFindServer(ctx, ctx.outputs.preflight.server1), use);
}

const inDatabase = (ctx: Context): Promise<SiteAddress> => onBlog(ctx, (database) => database.address());

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

/** What undo is to give back is on record before it is overwritten; and no longer, when it was not the value that stood there. */
async function moveAddress(ctx: Context, from: SiteAddress, to: SiteAddress): Promise<void> {
  const first = (await rememberedOld(ctx)) === undefined;
  await rememberOld(ctx, from);
  const met = await write(ctx, from, to);
  if (met === 'moved') return;
  if (first) await forgetOld(ctx);
  throw changedMeanwhile(from, met);
}

const write = (ctx: Context, from: SiteAddress, to: SiteAddress): Promise<'moved' | SiteAddress> =>
  ctx.change({ op: 'sql:move-address', params: { from, to } }, () => onBlog(ctx, (database) => database.moveAddress(from, to)));

const changedMeanwhile = (expected: SiteAddress, met: SiteAddress) =>
  new UserError('address-changed-meanwhile', [expected.siteurl, expected.home, met.siteurl, met.home]);

/** Twice: in the journal, and on the balancer for whoever has no journal. The first value stays, whatever comes later. */
async function rememberOld(ctx: Context, before: SiteAddress): Promise<void> {
  const kept = ctx.memory.recall('before');
  // A balancer that was deleted took its tags along, and the value that stands there now is the address of that one.
  const first = isSiteAddress(kept) ? kept : before;
  if (first === before) await ctx.memory.keep('before', before);
  const found = ours(await findBalancer(ctx));
  if (found === undefined || tagValue(found.tags, keys.siteurl) !== undefined) return;
  const Tags = [
    { Key: keys.siteurl, Value: first.siteurl },
    { Key: keys.home, Value: first.home },
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
  const { server1 } = ctx.outputs.preflight;
  const given = await givenAddress(
    ctx,
    (await findServers(ctx)).find(({ InstanceId }) => InstanceId === server1),
  );
  if (given === undefined) return;
  if (ctx.apiOnly && (await rememberedOld(ctx)) === undefined) return;
  if (ctx.apiOnly) throw new UserError('only-by-ssh', []);
  const server = await mustFindServer(ctx, server1);
  if (server.State?.Name !== 'running') throw new UserError('server-not-running', [server1, server.State?.Name ?? '']);
  await waitUntilDatabaseServes(ctx);
  await moveOtherRowsBack(ctx, given);
  const now = await inDatabase(ctx);
  if (!sameAddress(now, moved(now, given))) return;
  const own = httpAddress(server);
  const back = (await rememberedOld(ctx)) ?? (own === undefined ? undefined : moved(now, own));
  if (back === undefined || sameAddress(now, back)) return;
  const met = await write(ctx, now, back);
  if (met !== 'moved') throw changedMeanwhile(now, met);
}

/** Posts, settings and comments: told of, and rewritten when that was asked for. */
async function moveOtherRows(ctx: Context, wanted: boolean): Promise<void> {
  const old = await rememberedOld(ctx);
  const move = old === undefined ? undefined : moveOf(old, addressOf(ctx.outputs['load-balancer'].dnsName));
  if (move !== undefined && !wanted) return tellRows(ctx, move, await onBlog(ctx, (database) => database.findRows(move)));
  if (!wanted) return;
  // Written before, so that undo knows of it whenever this stops.
  await tagRows(ctx, 'begun');
  if (move !== undefined) tellRewritten(ctx, move, await rewrite(ctx, move));
  await tagRows(ctx, 'done');
}

/** The way back is exact: nothing was rewritten that it does not restore to the letter. */
async function moveOtherRowsBack(ctx: Context, given: string): Promise<void> {
  const old = await rememberedOld(ctx);
  const move = old === undefined ? undefined : moveOf(old, given);
  if (move === undefined || (await rowsTag(ctx)) === undefined) return;
  const back = wayBack(move);
  tellRewritten(ctx, back, await rewrite(ctx, back));
}

const rewrite = (ctx: Context, move: Move): Promise<readonly Place[]> =>
  ctx.change({ op: 'sql:rewrite-rows', params: move }, () => onBlog(ctx, (database) => database.rewriteRows(move)));

const rowsTag = async (ctx: Context): Promise<string | undefined> => tagValue(ours(await findBalancer(ctx))?.tags, keys.rows);

async function tagRows(ctx: Context, Value: 'begun' | 'done'): Promise<void> {
  const arn = ours(await findBalancer(ctx))?.balancer.LoadBalancerArn;
  if (arn !== undefined) await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: keys.rows, Value }] }), { repeatable: true });
}

/** Old addresses that somebody wrote into a post. */
async function hostsInRows(ctx: Context, address: string): Promise<readonly string[]> {
  const old = await rememberedOld(ctx);
  const move = old === undefined ? undefined : moveOf(old, address);
  const places = move === undefined ? [] : await onBlog(ctx, (database) => database.findRows(move));
  return places.length === 0 || move === undefined ? [] : move.from.map((from) => new URL(from).host);
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
  const all = (await findServers(ctx)).filter((server) => servers(ctx).includes(server.InstanceId ?? ''));
  const urls = [old?.siteurl, old?.home, ...all.map(httpAddress)].flatMap((url) => url ?? []);
  return urls.map((url) => new URL(url).host);
}
