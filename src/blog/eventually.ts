import type { StepContext } from '../step.ts';
import type { Seen } from './probe.ts';
import { isPage, servedBy } from './probe.ts';

type Asker = Pick<StepContext, 'blog' | 'clock' | 'signal'>;

const pauseMs = 3_000; // of AWS's time
const shortestPause = 200;

const pause = (ctx: Asker) => ctx.clock.sleep(Math.max(shortestPause, pauseMs / ctx.clock.pace), ctx.signal);

/** Asks until the answer is as hoped for, or `tries` is used up; gives the last answer. */
export async function eventually(ctx: Asker, url: string, hoped: (seen: Seen) => boolean, tries = 10): Promise<Seen> {
  for (let left = tries; ; left -= 1) {
    const seen = await ctx.blog.get(url, { timeoutMs: 5_000 });
    if (hoped(seen) || left <= 1) return seen;
    await pause(ctx);
  }
}

/** Asks again and again until each of these servers has answered with a page, or `tries` is used up. */
export async function meet(
  ctx: Asker,
  url: string,
  servers: readonly string[],
  tries = 24,
): Promise<{ readonly met: ReadonlyMap<string, Seen>; readonly last: Seen }> {
  const met = new Map<string, Seen>();
  for (let left = tries; ; left -= 1) {
    const last = await ctx.blog.get(url, { timeoutMs: 5_000 });
    const name = servedBy(last);
    if (name !== undefined && isPage(last) && !met.has(name)) met.set(name, last);
    if (left <= 1 || servers.every((server) => met.has(server))) return { met, last };
    // A balancer takes turns, so a second request at once is soon answered by the other one.
    if (!isPage(last) || left < tries / 2) await pause(ctx);
  }
}
