import type { StepContext } from '../step.ts';
import type { Hit } from './traffic.ts';
import { startTraffic } from './traffic.ts';
import { strip } from './timeline.ts';
import { answeredBy } from './verdict.ts';

type Context = Pick<StepContext, 'blog' | 'clock' | 'signal' | 'say' | 'words'>;

const calmMs = 10_000; // of AWS's time, before and after
const shortestCalm = 1_500;

/** Quiet before, the failure, quiet after: with readers asking all the while. */
export async function rehearse(ctx: Context, url: string, failure: () => Promise<void>): Promise<{ readonly hits: readonly Hit[]; readonly at: number }> {
  const at = ctx.clock.now();
  const traffic = startTraffic(ctx, url, ({ ok, saw, server }) => ctx.say.event({ type: 'probe', ok, saw, ...(server && { server }) }));
  const calm = () => ctx.clock.sleep(Math.max(shortestCalm, calmMs / ctx.clock.pace), ctx.signal);
  try {
    await calm();
    await failure();
    await calm();
  } finally {
    await traffic.end();
  }
  return { hits: traffic.hits, at };
}

const widest = 60;

/** Shows what readers met: a strip of time, who answered, and what the failures were. */
export function showTraffic(ctx: Pick<Context, 'say' | 'words'>, hits: readonly Hit[], servers: readonly string[]): void {
  const words = ctx.words.drill;
  ctx.say.block(`  ${strip(hits, servers, Math.min(widest, hits.length))}`);
  ctx.say.dim(words.legend(servers.map((server, index) => `${index + 1} = ${server}`).join(', ')));
  for (const [server, count] of answeredBy(hits)) ctx.say.line(words.answered(server, count));
  const kinds = new Map<string, number>();
  for (const { ok, saw } of hits) if (!ok) kinds.set(saw, (kinds.get(saw) ?? 0) + 1);
  for (const [saw, count] of kinds) ctx.say.line(words.failedWith(saw, count));
}
