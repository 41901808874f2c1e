import { AddTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findHealth, healthOf } from '../aws/find/balancers.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { waitUntil } from '../aws/poll.ts';
import { stopServer, waitUntilWell } from '../aws/power.ts';
import { UserError } from '../errors.ts';
import { mustBeHealthy } from './ready.ts';
import { keepDrill } from './record.ts';
import { rehearse } from './rehearse.ts';
import type { DrillResult } from './result.ts';
import { findScene, type DrillContext, type DrillOptions, type Scene } from './scene.ts';
import { noteStopped, startStopped } from './unfinished.ts';
import { asTag } from './verdict.ts';

export type Which = 'server1' | 'server2';

/** Stands on the target group once the drill has been held: the figures in short, for whoever has not the journal. */
export const webDrillTag = 'redundant-blog:drill-web';

/** Stops one server, watches what readers meet, and starts it again: always, after Ctrl-C and errors here, after a crash by the next command. */
export async function drillWeb(ctx: DrillContext, which: Which, options: DrillOptions): Promise<DrillResult> {
  const scene = await findScene(ctx);
  const { targetGroupArn, servers } = scene.subjects;
  await mustBeHealthy(ctx, targetGroupArn, servers);
  const [one, two] = servers;
  const victim = which === 'server1' ? one : two;
  if (victim === undefined) throw new Error(`no ${which}`);
  const result = await rehearse(ctx, {
    drill: 'web',
    options,
    scene,
    struck: [victim.name],
    noticed: ({ health }) => health.get(victim.id) !== 'healthy',
    strike: async () => {
      await mustHaveSpare(ctx, scene, victim.id);
      await noteStopped(ctx, targetGroupArn, victim.id);
      await stopServer(ctx, victim.id);
      await untilBalancerKnows(ctx, targetGroupArn, victim.id);
    },
    restore: async () => void (await startStopped(ctx)),
    recovered: () => allHealthy(ctx, scene),
  });
  await keepDrill(ctx.memory, result);
  // Without that the step is not done: it claims that the blog goes on with one server.
  if (!result.survived) return result;
  await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [targetGroupArn], Tags: [{ Key: webDrillTag, Value: asTag(result) }] }), { repeatable: true });
  // Readers are served already; AWS's own checks of the server take longer, and what comes next may look at them.
  await waitUntilWell(ctx, victim.id);
  return result;
}

/** Asks which of the two shall fail. */
export function askWhich({ prompts, words, names }: Pick<DrillContext, 'prompts' | 'words' | 'names'>): Promise<Which> {
  const choices = [
    { value: 'server2', name: names.server2 },
    { value: 'server1', name: names.server1 },
  ] as const;
  return prompts.select<Which>({ message: words.drill.questions.which, flag: '--answer stop=…', choices, default: 'server2' });
}

/** Both servers get readers again. */
export async function allHealthy(ctx: DrillContext, { subjects }: Scene): Promise<void> {
  await waitUntilHealthy(
    ctx,
    subjects.targetGroupArn,
    subjects.servers.map(({ id }) => id),
  );
}

/** Looked at once more right before the stop. */
export async function mustHaveSpare(ctx: DrillContext, { subjects }: Scene, victim: string): Promise<void> {
  ctx.aws.forget();
  const health = await findHealth(ctx, subjects.targetGroupArn);
  const other = subjects.servers.find(({ id }) => id !== victim);
  const state = other === undefined ? 'missing' : healthOf(health, other.id);
  if (state !== 'healthy') throw new UserError('drill-without-spare', [other?.name ?? '', state]);
}

/** Until the balancer itself says that it sends nobody to this server. */
export function untilBalancerKnows(ctx: DrillContext, targetGroupArn: string, victim: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.steps['drill-web'].noticing,
    every: 3_000,
    usual: 20_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const state = healthOf(await findHealth(ctx, targetGroupArn), victim);
      return state === 'healthy' ? { waiting: state } : { done: true };
    },
  });
}
