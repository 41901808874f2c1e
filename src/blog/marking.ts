import type { Instance } from '@aws-sdk/client-ec2';
import { findEntrance } from '../aws/find/entrance.ts';
import { waitUntil } from '../aws/poll.ts';
import { serverName } from '../aws/find/servers.ts';
import { UserError } from '../errors.ts';
import type { ByHand, Claim, Difference, StepContext } from '../step.ts';
import { seen, unseen } from './claims.ts';
import { eventually, meet } from './eventually.ts';
import { defaultUser } from './key.ts';
import { hasMarker, markerByHand, markerOn, markerPath, markerText, removeMarker, sha256, writeMarker } from './marker.ts';
import { isPage, servedBy, seenInShort, type Seen } from './probe.ts';
import { httpAddress, reach } from './reach.ts';
import { hasText, removeText, textPath, writeText } from './text-marker.ts';

/** What the pages of this server shall say: its own name. */
export const markOf = (server: Instance, otherwise: string): string => serverName(server) ?? otherwise;

/** Does a page of this server say its name? Asked at the entrance, where there is one, and else at the server itself. */
export async function saysItsName(ctx: StepContext, server: Instance, name: string): Promise<boolean> {
  if (ctx.apiOnly || server.State?.Name !== 'running') return false;
  const entrance = await findEntrance(ctx);
  const through = entrance === undefined ? undefined : await meet(ctx, `${entrance}/`, [name], 8);
  if (through?.met.has(name)) return true;
  const address = httpAddress(server);
  const direct = address === undefined ? undefined : await ctx.blog.get(`${address}/`, { timeoutMs: 3_000 });
  if (direct !== undefined && servedBy(direct) === name) return true;
  // No page at all (a failover of the database), or closed to us and not on the balancer's list: then the file itself has to do.
  const away = [through?.last, direct].some((answer) => answer?.kind === 'answer' && answer.status >= 500);
  return (away || direct?.kind !== 'answer') && (await carriesMark(ctx, server, name));
}

/** False as well when nobody can log in: whoever changes something will meet the same failure, and tell it. */
async function carriesMark(ctx: StepContext, server: Instance, name: string): Promise<boolean> {
  try {
    const { root } = await ctx.blog.config(server);
    return await hasMarker(await ctx.blog.shell(server), root, name);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The name that a server carries, and its own. */
export async function markDiffers(ctx: StepContext, server: Instance | undefined, otherwise: string): Promise<readonly Difference[]> {
  const { drift } = ctx.words.steps;
  const name = server === undefined ? otherwise : markOf(server, otherwise);
  if (server?.State?.Name !== 'running') return [{ what: drift.server(name), is: server?.State?.Name ?? drift.gone, should: 'running' }];
  return [{ what: drift.marker(server.InstanceId ?? ''), is: await markOn(ctx, server), should: name }];
}

/** As its file says it, or in words why not. */
async function markOn(ctx: StepContext, server: Instance): Promise<string> {
  const { drift } = ctx.words.steps;
  try {
    const { root } = await ctx.blog.config(server);
    const found = await markerOn(await ctx.blog.shell(server), root);
    return found === undefined ? drift.none : (found.name ?? drift.othersFile(`${root}/${markerPath}`));
  } catch (error) {
    if (error instanceof UserError) return drift.unseen;
    throw error;
  }
}

/** How a server says its name: a must-use plugin of its own, or the tutorial's text at the top of index.php. */
export type MarkerWay = 'plugin' | 'tutorial';

/** Puts the marker on the server. */
export async function mark(ctx: StepContext, server: Instance, name: string, way: MarkerWay): Promise<void> {
  const { root } = await ctx.blog.config(server);
  const shell = await ctx.blog.shell(server);
  const path = `${root}/${way === 'tutorial' ? textPath : markerPath}`;
  const intent = {
    op: 'ssh:write-marker',
    params: { instance: shell.instanceId, path, ...(way === 'tutorial' ? { name } : { sha256: sha256(markerText(name)) }) },
  };
  await ctx.change(intent, () => (way === 'tutorial' ? writeText(shell, root, name) : writeMarker(shell, root, name)));
  // PHP may still serve what it read before; and while the database is away there are no pages at all.
  await waitUntil<true>({
    what: ctx.words.waits.marker(name),
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => ((await saysItsName(ctx, server, name)) ? { done: true } : { waiting: ctx.words.waits.notVisible }),
  });
}

/** The way that the first server's copy brought along. */
export async function wayBroughtAlong(ctx: StepContext, server: Instance): Promise<MarkerWay> {
  const { root } = await ctx.blog.config(server);
  return (await hasText(await ctx.blog.shell(server), root)) ? 'tutorial' : 'plugin';
}

/** Takes it off again. A server that does not run is left alone: nobody reads its pages. */
export async function unmark(ctx: StepContext, server: Instance, name: string): Promise<void> {
  if (ctx.apiOnly && ctx.memory.intents('ssh:write-marker').length === 0) return;
  if (ctx.apiOnly) throw new UserError('only-by-ssh', []);
  if (server.State?.Name !== 'running') return;
  const { root } = await ctx.blog.config(server);
  const shell = await ctx.blog.shell(server);
  await ctx.change({ op: 'ssh:remove-marker', params: { instance: shell.instanceId, path: `${root}/${markerPath}`, name } }, async () => {
    await removeMarker(shell, root);
    if (await hasText(shell, root)) await removeText(shell, root, name);
  });
}

/** The name is on the pages, and what is not a page was left whole. */
export async function proveMark(ctx: StepContext, server: Instance, name: string): Promise<readonly Claim[]> {
  const words = ctx.words.steps.marker;
  if (ctx.apiOnly) return [unseen(words.shows(name)), unseen(words.jsonWhole)];
  const [page, json] = await Promise.all([ask(ctx, server, name, '/'), ask(ctx, server, name, '/wp-json/')]);
  const hidden = page.kind === 'none' && (await carriesMark(ctx, server, name));
  const shows = hidden ? unseen(words.shows(name)) : seen(words.shows(name), servedBy(page) === name, `${seenInShort(page)} ${servedBy(page) ?? ''}`.trim());
  // The tutorial's way breaks it, and whoever chose that was told so.
  const byText = page.kind === 'answer' && page.headers['x-served-by'] === undefined;
  return byText ? [shows] : [shows, jsonClaim(words.jsonWhole, json)];
}

/** One answer of this very server. */
async function ask(ctx: StepContext, server: Instance, name: string, path: string): Promise<Seen> {
  const entrance = await findEntrance(ctx);
  const met = entrance === undefined ? undefined : (await meet(ctx, `${entrance}${path}`, [name])).met.get(name);
  if (met !== undefined) return met;
  const address = httpAddress(server);
  if (address === undefined) throw new UserError('server-without-address', [server.InstanceId ?? '']);
  return eventually(ctx, `${address}${path}`, (answer) => servedBy(answer) === name);
}

/** A blog may have its REST API switched off; then there is no JSON to break. */
function jsonClaim(claim: string, answer: Seen): Claim {
  if (!isPage(answer) || !answer.headers['content-type']?.includes('json')) return unseen(claim);
  try {
    JSON.parse(answer.body);
    return seen(claim, true, '/wp-json/');
  } catch {
    return seen(claim, false, answer.body.slice(0, 40));
  }
}

/** The same by hand. */
export function markByHand(ctx: StepContext, server: Instance, name: string): ByHand {
  const address = reach(server, 22);
  const port = address === undefined || address.port === 22 ? '' : ` -p ${address.port}`;
  return {
    clicks: [...ctx.words.steps.marker.clicks(name)],
    commands: [`ssh -i my-key.pem${port} ${defaultUser}@${address?.host ?? '…'}`, ...markerByHand('/var/www/html', name).split('\n')],
  };
}
