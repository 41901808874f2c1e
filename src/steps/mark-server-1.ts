import type { Instance } from '@aws-sdk/client-ec2';
import { findServers, mustFindServer } from '../aws/find/servers.ts';
import { mark, markByHand, markDiffers, markOf, proveMark, saysItsName, unmark, type MarkerWay } from '../blog/marking.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'mark-server-1';
type Context = StepContext<'preflight'>;

interface Answers {
  readonly way?: MarkerWay;
}

export default defineStep({
  id,
  needs: ['preflight'],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 10_000, usdPerMonth: 0 }),

  async ask(ctx): Promise<Answers> {
    const { question, plugin, tutorial } = ctx.words.steps.marker;
    const choices = [
      { value: 'plugin', name: plugin },
      { value: 'tutorial', name: tutorial },
    ] as const;
    return { way: await ctx.prompts.select<MarkerWay>({ message: question, flag: '--marker', choices, default: 'plugin' }) };
  },

  async look(ctx: Context) {
    const server = await known(ctx);
    if (server === undefined) return { state: 'todo' };
    const name = markOf(server, ctx.names.server1);
    return (await saysItsName(ctx, server, name)) ? { state: 'done', output: { shows: name } } : { state: 'todo' };
  },

  differs: async (ctx: Context) => markDiffers(ctx, await known(ctx), ctx.names.server1),

  async change(ctx: Context, answers: Answers) {
    const { server, name } = await server1(ctx);
    const way = answers.way ?? 'plugin';
    if (way === 'tutorial') ctx.say.warn(ctx.words.steps.marker.against);
    await mark(ctx, server, name, way);
  },

  async prove(ctx: Context, { shows }) {
    return proveMark(ctx, (await server1(ctx)).server, shows);
  },

  async undo(ctx: Context) {
    const server = await known(ctx);
    if (server !== undefined) await unmark(ctx, server, markOf(server, ctx.names.server1));
  },

  async byHand(ctx: Context) {
    const { server, name } = await server1(ctx);
    return markByHand(ctx, server, name);
  },
});

async function server1(ctx: Context) {
  const server = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  return { server, name: markOf(server, ctx.names.server1) };
}

/** Undefined once it is gone. */
async function known(ctx: Context): Promise<Instance | undefined> {
  return (await findServers(ctx)).find((one) => one.InstanceId === ctx.outputs.preflight.server1);
}
