import type { Instance } from '@aws-sdk/client-ec2';
import { findServers, mustFindServer } from '../aws/find/servers.ts';
import { mark, markByHand, markDiffers, markOf, proveMark, saysItsName, unmark, wayBroughtAlong } from '../blog/marking.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'mark-server-2';
type Context = StepContext<'launch-server-2'>;

export default defineStep({
  id,
  needs: ['launch-server-2'],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 10_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const server = await known(ctx);
    if (server === undefined) return { state: 'todo' };
    const name = markOf(server, ctx.names.server2);
    return (await saysItsName(ctx, server, name)) ? { state: 'done', output: { shows: name } } : { state: 'todo' };
  },

  differs: async (ctx: Context) => markDiffers(ctx, await known(ctx), ctx.names.server2),

  async change(ctx: Context) {
    const { server, name } = await server2(ctx);
    await mark(ctx, server, name, await wayBroughtAlong(ctx, server));
  },

  async prove(ctx: Context, { shows }) {
    return proveMark(ctx, (await server2(ctx)).server, shows);
  },

  async undo(ctx: Context) {
    const server = await known(ctx);
    if (server !== undefined) await unmark(ctx, server, markOf(server, ctx.names.server2));
  },

  async byHand(ctx: Context) {
    const { server, name } = await server2(ctx);
    return markByHand(ctx, server, name);
  },
});

async function server2(ctx: Context) {
  const server = await mustFindServer(ctx, ctx.outputs['launch-server-2'].server2);
  return { server, name: markOf(server, ctx.names.server2) };
}

/** Undefined once it is gone. */
async function known(ctx: Context): Promise<Instance | undefined> {
  return (await findServers(ctx)).find((one) => one.InstanceId === ctx.outputs['launch-server-2'].server2);
}
