import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  DescribeSnapshotsCommand,
  type Image,
} from '@aws-sdk/client-ec2';
import { tolerate } from '../aws/failures.ts';
import { findImage, sizeOf, snapshotsOf } from '../aws/find/images.ts';
import { findServer } from '../aws/find/servers.ts';
import { ours, present } from '../aws/find/seeker.ts';
import { adoptedTags, ownedBy, runOn, tagsFor, wasAdopted } from '../aws/ownership.ts';
import { ownKeys, pasteable, pasteSpecifications } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { startAgain, stopServer } from '../aws/power.ts';
import { snapshotPrice } from '../aws/prices.ts';
import { refuseTwoAtWork, takenMeanwhile, tellTaken } from '../aws/taken.ts';
import { seen, unseen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { httpAddress } from '../blog/reach.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'create-image';
type Context = StepContext<'preflight'>;

/** `reboot`: AWS restarts the server itself, and the address stays. `stop`: as the tutorial does it; the address changes. */
interface Answers {
  readonly name: string;
  readonly way: 'reboot' | 'stop';
}

const usualMs = 270_000;
const usualDiskGb = 8;

export default defineStep({
  id,
  needs: ['preflight'],
  undoNeeds: [],
  through: 'api',
  skippable: false,

  async facts(ctx: Context) {
    const image = ours(await findImage(ctx));
    return { usualMs, usdPerMonth: snapshotPrice(image === undefined ? usualDiskGb : sizeOf(image)) };
  },

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const name = await ctx.prompts.input({
      message: questions.name,
      flag: '--answer image-name=…',
      default: ctx.names.image,
      validate: (text) => /^[\w ()[\]./'@-]{3,128}$/.test(text) || questions.nameRule,
    });
    const choices = [
      { value: 'reboot', name: questions.reboot },
      { value: 'stop', name: questions.stop },
    ] as const;
    return { name, way: await ctx.prompts.select<Answers['way']>({ message: questions.way, flag: '--answer image-by=…', choices, default: 'reboot' }) };
  },

  async look(ctx: Context, answers) {
    const found = await findImage(ctx, answers?.name);
    if (found.is === 'absent') return { state: 'todo' };
    const image = found.thing;
    if (found.is === 'foreign')
      return {
        state: 'foreign',
        thing: { kind: 'AMI', name: image.Name ?? '', id: image.ImageId ?? '', run: runOn(image.Tags), differences: differences(ctx, image) },
      };
    if (image.State !== 'available' || (await leftStopped(ctx))) return { state: 'todo' };
    return { state: 'done', output: { imageId: present(image.ImageId, 'ImageId'), snapshotIds: snapshotsOf(image) } };
  },

  async differs(ctx, answers) {
    const { drift } = ctx.words.steps;
    const image = ours(await findImage(ctx, answers?.name));
    const what = drift.image(image?.Name ?? answers?.name ?? ctx.names.image);
    return [{ what, is: image?.State ?? drift.gone, should: 'available' }];
  },

  async change(ctx: Context, answers: Answers) {
    try {
      await makeImage(ctx, answers);
    } finally {
      if (await leftStopped(ctx)) await bringBack(ctx);
    }
    await readersAreBack(ctx);
  },

  async adopt(ctx: Context, thing) {
    await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [thing.id], Tags: adoptedTags(ctx.run, id) }), { repeatable: true });
  },

  async prove(ctx: Context, { imageId, snapshotIds }) {
    const words = ctx.words.steps[id].claims;
    const image = ours(await findImage(ctx));
    const from = image?.SourceInstanceId;
    return [
      seen(words.available, image?.State === 'available', `${imageId}, ${snapshotIds.join(', ')}`),
      from === undefined ? unseen(words.source) : seen(words.source, from === ctx.outputs.preflight.server1, from),
    ];
  },

  async undo(ctx: Context) {
    const image = ours(await findImage(ctx));
    if (image !== undefined) await removeImage(ctx, image);
    await removeLeftovers(ctx);
  },

  async byHand(ctx: Context, answers) {
    const name = answers?.name ?? ctx.names.image;
    const server = ctx.outputs.preflight.server1;
    const tags = pasteSpecifications(['image', 'snapshot'], tagsFor(ctx.run, id, name));
    return {
      clicks: ctx.words.steps[id].clicks(ctx.names.server1, name),
      commands: [
        `aws ec2 create-image --instance-id ${server} --name ${pasteable(name)} --description ${pasteable(name)} ${tags}`,
        `aws ec2 wait image-available --owners self --filters ${pasteable(`Name=name,Values=${name}`)}`,
      ],
    };
  },
});

async function makeImage(ctx: Context, { name, way }: Answers): Promise<void> {
  const found = ours(await findImage(ctx, name));
  if (found?.State === 'failed' || found?.State === 'error') await removeImage(ctx, found);
  const known = found !== undefined && found.State !== 'failed' && found.State !== 'error';
  if (!known && way === 'stop') await stopForImage(ctx);
  const meanwhile = !known && (await sendCreateImage(ctx, name));
  await ctx.blog.close(); // a restart cuts SSH, and may do so without a word
  const image = await waitUntilAvailable(ctx, name);
  if (meanwhile) refuseTwoAtWork(ctx.run.id, name, image.ImageId ?? '');
  tellTaken(ctx, { op: 'ec2:CreateImage', name, id: image.ImageId ?? '', known });
}

function sendCreateImage(ctx: Context, name: string): Promise<boolean> {
  const Tags = tagsFor(ctx.run, id, name);
  const command = new CreateImageCommand({
    InstanceId: ctx.outputs.preflight.server1,
    Name: name,
    Description: name,
    TagSpecifications: [
      { ResourceType: 'image', Tags },
      { ResourceType: 'snapshot', Tags },
    ],
  });
  // The name is unique, so a duplicate is our own earlier call, or a stranger's, which the wait below tells apart.
  return takenMeanwhile(ctx, 'ec2:CreateImage', 'InvalidAMIName.Duplicate', () => ctx.aws.ec2.change(command, { repeatable: true }));
}

function waitUntilAvailable(ctx: Context, name: string): Promise<Image> {
  return waitUntil<Image>({
    what: ctx.words.steps[id].waiting(name),
    every: 5_000,
    usual: usualMs,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const found = await findImage(ctx, name);
      if (found.is === 'foreign') throw new UserError('name-taken', ['AMI', name, found.thing.ImageId ?? '']);
      if (found.is === 'absent') return { waiting: ctx.words.waits.notVisible };
      const { State, StateReason } = found.thing;
      if (State === 'failed' || State === 'error') throw new UserError('image-failed', [name, StateReason?.Message ?? State]);
      return State === 'available' ? { done: found.thing } : { waiting: State ?? '' };
    },
  });
}

/** As the tutorial: stopped by us, and known to be so, since it must be started again whatever happens. */
async function stopForImage(ctx: Context): Promise<void> {
  ctx.say.warn(ctx.words.steps[id].addressWillChange);
  await ctx.memory.keep('stopped', true);
  await stopServer(ctx, ctx.outputs.preflight.server1);
}

async function leftStopped(ctx: Context): Promise<boolean> {
  return ctx.memory.recall('stopped') === true;
}

async function bringBack(ctx: Context): Promise<void> {
  const after = { ...ctx, aws: ctx.aws.afterStop(), signal: new AbortController().signal };
  await startAgain(after, ctx.outputs.preflight.server1);
  await ctx.memory.keep('stopped', false);
}

/** After its restart the server takes a moment until it shows pages again. */
async function readersAreBack(ctx: Context): Promise<void> {
  if (ctx.apiOnly) return;
  ctx.aws.forget();
  const server = await findServer(ctx, ctx.outputs.preflight.server1);
  const address = server === undefined ? undefined : httpAddress(server);
  if (address === undefined) return;
  const answer = await eventually(ctx, `${address}/readme.html`, isPage, 60);
  // No answer at all: perhaps closed to us already. Then the balancer tells its health, in another step.
  if (answer.kind === 'answer' && answer.status !== 200) throw new UserError('server-not-back', [address, seenInShort(answer)]);
}

async function removeImage(ctx: Context, image: Image): Promise<void> {
  const ImageId = present(image.ImageId, 'ImageId');
  if (wasAdopted(image.Tags)) {
    await ctx.aws.ec2.change(new DeleteTagsCommand({ Resources: [ImageId], Tags: ownKeys.map((Key) => ({ Key })) }), { repeatable: true });
    return;
  }
  const deregister = new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true });
  await tolerate(['InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable'], ctx.aws.ec2.change(deregister, { repeatable: true }));
}

/** An image's disk copies outlive it when the call that removes both was cut off. Only those that carry our tags. */
async function removeLeftovers(ctx: Context): Promise<void> {
  const { Snapshots = [] } = await ctx.aws.ec2.read(new DescribeSnapshotsCommand({ OwnerIds: ['self'], Filters: ownedBy(ctx.run, id) }));
  for (const { SnapshotId } of Snapshots) {
    await tolerate('InvalidSnapshot.NotFound', ctx.aws.ec2.change(new DeleteSnapshotCommand({ SnapshotId }), { repeatable: true }));
  }
}

function differences(ctx: Context, image: Image): string[] {
  const words = ctx.words.steps.differences;
  const source = image.SourceInstanceId;
  return [
    ...(source === undefined || source === ctx.outputs.preflight.server1 ? [] : [words.source(source)]),
    ...(image.State === 'available' ? [] : [words.state(image.State ?? '')]),
  ];
}
