import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { findServers, mustFindServer } from '../../aws/find/servers.ts';
import { tagValue } from '../../aws/ownership.ts';
import { waitUntil } from '../../aws/poll.ts';
import { seen, unseen } from '../../blog/claims.ts';
import { eventually } from '../../blog/eventually.ts';
import { install, stageOf, type Stage } from '../../blog/install.ts';
import { isPage, seenInShort } from '../../blog/probe.ts';
import { httpAddress } from '../../blog/reach.ts';
import { newPassword } from '../../blog/user-data.ts';
import { UserError } from '../../errors.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'wordpress';
/** On the server: the database in which its blog was set up. Later the server may be closed to us, so it cannot be asked then. */
const installedKey = 'redundant-blog:base-blog';
const usualMs = 120_000;
const leastPatience = 90_000;
type Context = StepContext<'database' | 'server-1'>;

interface Answers {
  readonly title: string;
  readonly user: string;
  readonly email: string;
}

export default defineStep({
  id,
  needs: ['database', 'server-1'],
  through: 'blog',
  skippable: false,

  facts: async () => ({ usualMs, usdPerMonth: 0 }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.preparation[id];
    const some = (text: string) => text.trim().length > 0 || questions.someRule;
    const mail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) || questions.emailRule;
    const name = (text: string) => /^[\w .@-]{1,60}$/.test(text) || questions.userRule;
    return {
      title: await ctx.prompts.input({ message: questions.title, flag: '--answer blog-title=…', default: 'My Blog', validate: some }),
      user: await ctx.prompts.input({ message: questions.user, flag: '--answer admin-user=…', default: 'admin', validate: name }),
      email: await ctx.prompts.input({ message: questions.email, flag: '--answer admin-email=…', default: 'admin@example.com', validate: mail }),
    };
  },

  async look(ctx: Context) {
    const server = (await findServers(ctx)).find(({ InstanceId }) => InstanceId === ctx.outputs['server-1'].server1);
    const address = server && httpAddress(server);
    if (address === undefined || tagValue(server?.Tags, installedKey) !== ctx.outputs.database.resourceId) return { state: 'todo' };
    return { state: 'done', output: { address } };
  },

  async change(ctx: Context, answers: Answers) {
    const address = await addressOf(ctx);
    if ((await untilServed(ctx, address)).is === 'fresh') await setUp(ctx, address, answers);
    const Tags = [{ Key: installedKey, Value: ctx.outputs.database.resourceId }];
    await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [ctx.outputs['server-1'].server1], Tags }), { repeatable: true });
  },

  async prove(ctx: Context, { address }) {
    const words = ctx.words.preparation[id].claims;
    if (ctx.apiOnly) return [unseen(words.answers)];
    const answer = await eventually(ctx, `${address}/`, isPage);
    return [seen(words.answers, isPage(answer), `${address}: ${seenInShort(answer)}`)];
  },

  /** It goes with the server and the database. */
  undo: async () => undefined,

  async byHand(ctx: Context) {
    const server1 = ctx.outputs['server-1'].server1;
    return {
      clicks: ctx.words.preparation[id].clicks(`${await addressOf(ctx)}/wp-admin/install.php`),
      commands: [`aws ec2 create-tags --resources ${server1} --tags Key=${installedKey},Value=${ctx.outputs.database.resourceId}`],
    };
  },
});

async function addressOf(ctx: Context): Promise<string> {
  const { server1 } = ctx.outputs['server-1'];
  const address = httpAddress(await mustFindServer(ctx, server1));
  if (address === undefined) throw new UserError('server-without-address', [server1]);
  return address;
}

/** The server says that it is well before it has installed everything. */
function untilServed(ctx: Context, address: string): Promise<Exclude<Stage, { is: 'away' }>> {
  return waitUntil<Exclude<Stage, { is: 'away' }>>({
    what: ctx.words.preparation[id].waiting(address),
    every: 5_000,
    usual: usualMs,
    // What the server installs is real work, which takes its time however fast a lab's clock runs.
    deadline: Math.max(1_200_000, leastPatience * ctx.clock.pace),
    ctx,
    look: async () => {
      const stage = await stageOf(ctx, address);
      return stage.is === 'away' ? { waiting: seenInShort(stage.seen) } : { done: stage };
    },
  });
}

/** The password is shown before it is sent: whatever happens in between, it is known to the one who needs it. It is kept nowhere. */
async function setUp(ctx: Context, address: string, answers: Answers): Promise<void> {
  const password = newPassword(20);
  ctx.say.warn(ctx.words.preparation[id].password(answers.user, password));
  const seenAnswer = await ctx.change({ op: 'http:install', params: { address, ...answers } }, () => install(ctx, address, { ...answers, password }));
  const stage = await stageOf(ctx, address);
  if (stage.is !== 'installed') throw new UserError('blog-not-installed', [address, seenInShort(seenAnswer)]);
}
