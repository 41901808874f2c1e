import type { StepContext } from '../step.ts';
import type { SiteAddress } from './database.ts';
import type { Move } from './old-address.ts';
import { isPage, servedBy, type Seen } from './probe.ts';

type Asker = Pick<StepContext, 'blog'>;

const tries = 12;

/** The same places in the blog under another scheme and host: a WordPress in a folder keeps its folder. */
export function moved(now: SiteAddress, address: string): SiteAddress {
  const move = (url: string) => `${address}${pathOf(url)}`;
  return { siteurl: move(now.siteurl), home: move(now.home) };
}

/** The old address and the new one, as they stand in texts; undefined: they are the same. */
export function moveOf(old: SiteAddress, to: string): Move | undefined {
  const origins = [old.home, old.siteurl].flatMap((url) => /^https?:\/\/[^/?#\s]+/i.exec(url)?.[0] ?? []);
  const from = [...new Set(origins)].filter((origin) => origin !== to);
  return from.length === 0 ? undefined : { from, to };
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, '') : '';
}

/** To the letter: WordPress itself compares no better. */
export const sameAddress = (one: SiteAddress, other: SiteAddress): boolean => one.siteurl === other.siteurl && one.home === other.home;

/** Its address as WordPress tells it to programs, by each server that the entrance leads to: wp-config.php may fix it on one of them alone. */
export async function shownAddresses(ctx: Asker, address: string): Promise<readonly SiteAddress[]> {
  const shown: SiteAddress[] = [];
  const servers = new Set<string>();
  for (let count = 0; count < (servers.size === 0 ? 4 : tries) && servers.size < 2; count += 1) {
    const answer = await ctx.blog.get(`${address}/wp-json/`, { timeoutMs: 5_000 });
    const told = addressIn(answer);
    if (told === undefined) break;
    shown.push(told);
    const name = servedBy(answer);
    if (name !== undefined) servers.add(name);
  }
  return shown;
}

/** Undefined where it tells nothing. */
function addressIn(answer: Seen): SiteAddress | undefined {
  if (!isPage(answer)) return undefined;
  try {
    const json: unknown = JSON.parse(answer.body);
    if (typeof json !== 'object' || json === null || !('url' in json) || !('home' in json)) return undefined;
    return typeof json.url === 'string' && typeof json.home === 'string' ? { siteurl: json.url, home: json.home } : undefined;
  } catch {
    return undefined;
  }
}

/** Links to old addresses in the pages that come through the entrance, from as many servers as answer. */
export async function straysIn(
  ctx: Asker,
  address: string,
  oldHosts: readonly string[],
): Promise<{ readonly links: readonly string[]; readonly pages: number; readonly seen: string }> {
  const own = new URL(address).host;
  const strays = new Set<string>();
  const servers = new Set<string>();
  let pages = 0;
  let links = 0;
  for (let count = 0; count < tries && (servers.size < 2 || count < 4); count += 1) {
    const answer = await ctx.blog.get(`${address}${count % 2 === 0 ? '/' : '/wp-login.php'}`, { timeoutMs: 5_000 });
    if (!isPage(answer)) continue;
    pages += 1;
    servers.add(servedBy(answer) ?? '');
    const hosts = hostsIn(answer.body);
    links += hosts.filter((host) => host === own).length;
    for (const host of hosts) if (oldHosts.includes(host) && host !== own) strays.add(host);
  }
  return { links: [...strays], pages, seen: `${[...servers].filter(Boolean).join(', ')}: ${links} × ${own}` };
}

function hostsIn(html: string): readonly string[] {
  return [...html.matchAll(/\b(?:href|src|action|content)\s*=\s*["'](https?:\/\/[^"']+)["']/gi)].flatMap(([, url = '']) =>
    URL.canParse(url) ? [new URL(url).host] : [],
  );
}
