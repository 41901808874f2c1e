import type { Instance } from '@aws-sdk/client-ec2';
import { findHealth, healthOf } from '../../aws/find/balancers.ts';
import { findServers } from '../../aws/find/servers.ts';
import { seen, unseen } from '../../blog/claims.ts';
import { eventually } from '../../blog/eventually.ts';
import { isPage, seenInShort } from '../../blog/probe.ts';
import { httpAddress } from '../../blog/reach.ts';
import { UserError } from '../../errors.ts';
import type { Claim, StepContext } from '../../step.ts';

const times = 4;

/** Several answers in a row, so that both servers are met; a failure says what was met instead. */
export async function balancerGetsThrough(ctx: StepContext, entrance: string): Promise<void> {
  if (ctx.apiOnly) return;
  for (let count = 0; count < times; count += 1) {
    const answer = await eventually(ctx, `${entrance}/`, isPage, 5);
    if (!isPage(answer)) throw new UserError('balancer-not-through', [entrance, seenInShort(answer)]);
  }
}

/** The servers that still answer by themselves, after the time that rules may take to count. */
export async function whoStillAnswers(ctx: StepContext, servers: readonly string[]): Promise<readonly string[]> {
  if (ctx.apiOnly) return [];
  const answers = await Promise.all(
    (await doors(ctx, servers)).map(async (url) => ({ url, answer: await eventually(ctx, `${url}/`, (seenNow) => seenNow.kind === 'none', 10) })),
  );
  return answers.filter(({ answer }) => answer.kind === 'answer').map(({ url }) => url);
}

async function doors(ctx: StepContext, servers: readonly string[]): Promise<readonly string[]> {
  const all: readonly Instance[] = await findServers(ctx);
  return all.filter((server) => servers.includes(server.InstanceId ?? '')).flatMap((server) => httpAddress(server) ?? []);
}

/** Closed from outside, open through the balancer, and the balancer content. */
export async function proveClosed(ctx: StepContext, entrance: string, servers: readonly string[], targetGroupArn: string): Promise<readonly Claim[]> {
  const words = ctx.words.steps['web-firewall'].claims;
  const health = await findHealth(ctx, targetGroupArn);
  const states = servers.map((server) => `${server} ${healthOf(health, server)}`);
  const healthy = seen(
    words.healthy,
    servers.every((server) => healthOf(health, server) === 'healthy'),
    states.join(', '),
  );
  if (ctx.apiOnly) return [unseen(words.refused), unseen(words.through), healthy];
  const direct = await Promise.all((await doors(ctx, servers)).map(async (url) => ({ url, answer: await ctx.blog.get(`${url}/`, { timeoutMs: 5_000 }) })));
  const through = await eventually(ctx, `${entrance}/`, isPage, 5);
  return [
    seen(
      words.refused,
      direct.every(({ answer }) => answer.kind === 'none'),
      direct.map(({ url, answer }) => `${url} ${seenInShort(answer)}`).join(', '),
    ),
    seen(words.through, isPage(through), `${entrance}: ${seenInShort(through)}`),
    healthy,
  ];
}
