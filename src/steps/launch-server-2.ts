import { CreateTagsCommand, DeleteTagsCommand, TerminateInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { tolerate } from '../aws/failures.ts';
import { findServer, findServer1, findServer2, groupIdsOf, isWell, mustFindServer, serverName } from '../aws/find/servers.ts';
import { ours, present } from '../aws/find/seeker.ts';
import { adoptedTags, runOn, tagsFor, wasAdopted } from '../aws/ownership.ts';
import { ownKeys, pasteable, pasteSpecifications } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { ensureRunning, waitUntilWell } from '../aws/power.ts';
import { addressPrice, diskPrice, serverPrice } from '../aws/prices.ts';
import { tellTaken } from '../aws/taken.ts';
import { seen, unseen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { httpAddress } from '../blog/reach.ts';
import { findEntrance } from '../aws/find/entrance.ts';
import { defineStep, type Claim, type StepContext } from '../step.ts';
import { launch } from './launch-server-2/launch.ts';

const id = 'launch-server-2';
type Context = StepContext<'preflight' | 'create-image'>;

interface Answers {
  readonly name: string;
}

const usualDiskGb = 8;

export default defineStep({
  id,
  needs: ['preflight', 'create-image'],
  undoNeeds: ['preflight'],
  through: 'api',
  skippable: false,

  async facts(ctx: Context) {
    // A plan asks before the first server is known; then the usual kind has to do.
    const like = await findServer1(ctx);
    return { usualMs: 210_000, usdPerMonth: serverPrice(like?.InstanceType) + diskPrice(usualDiskGb) + addressPrice() };
  },

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const rule = (text: string) =>
      (text.length > 0 && text.length <= 80 && !/[\p{Cc}\p{Cf}]/u.test(text) && text !== ctx.names.server1) || questions.nameRule(ctx.names.server1);
    return { name: await ctx.prompts.input({ message: questions.name, flag: '--answer server2-name=…', default: ctx.names.server2, validate: rule }) };
  },

  async look(ctx: Context, answers) {
    const found = await findServer2(ctx, ctx.outputs.preflight.vpcId, answers?.name);
    if (found.is === 'absent') return { state: 'todo' };
    const server2 = present(found.thing.InstanceId, 'InstanceId');
    if (found.is === 'foreign') {
      const thing = { kind: 'EC2', name: serverName(found.thing) ?? '', id: server2, run: runOn(found.thing.Tags) };
      return { state: 'foreign', thing: { ...thing, differences: await differences(ctx, found.thing) } };
    }
    return found.thing.State?.Name === 'running' && (await isWell(ctx, server2)) ? { state: 'done', output: { server2 } } : { state: 'todo' };
  },

  async differs(ctx: Context, answers) {
    const { drift } = ctx.words.steps;
    const server = ours(await findServer2(ctx, ctx.outputs.preflight.vpcId, answers?.name));
    if (server === undefined) return [{ what: drift.server(answers?.name ?? ctx.names.server2), is: drift.gone, should: 'running' }];
    const what = drift.server(`${serverName(server) ?? ''} (${server.InstanceId ?? ''})`);
    const state = server.State?.Name ?? '';
    return [state === 'running' ? { what, is: drift.checksFail, should: drift.checksPass } : { what, is: state, should: 'running' }];
  },

  async change(ctx: Context, { name }: Answers) {
    const known = ours(await findServer2(ctx, ctx.outputs.preflight.vpcId, name));
    const server2 = known?.InstanceId ?? (await launch(ctx, name));
    tellTaken(ctx, { op: 'ec2:RunInstances', name, id: server2, known: known !== undefined });
    await ensureRunning(ctx, server2);
    await waitUntilWell(ctx, server2);
  },

  async adopt(ctx: Context, thing) {
    await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [thing.id], Tags: adoptedTags(ctx.run, id) }), { repeatable: true });
  },

  async prove(ctx: Context, { server2 }) {
    const words = ctx.words.steps[id].claims;
    const server = await mustFindServer(ctx, server2);
    const zone = server.Placement?.AvailabilityZone ?? '';
    return [
      seen(words.well, await isWell(ctx, server2), `${server2}, ${server.InstanceType ?? ''}`),
      seen(words.elsewhere, zone !== ctx.outputs.preflight.subnets[0].zone, zone),
      await answersByItself(ctx, server),
    ];
  },

  async undo(ctx: Context) {
    const server = ours(await findServer2(ctx, ctx.outputs.preflight.vpcId));
    if (server?.InstanceId === undefined) return;
    if (wasAdopted(server.Tags)) {
      await ctx.aws.ec2.change(new DeleteTagsCommand({ Resources: [server.InstanceId], Tags: ownKeys.map((Key) => ({ Key })) }), { repeatable: true });
      return;
    }
    await terminate(ctx, server.InstanceId);
  },

  async byHand(ctx: Context, answers) {
    const name = answers?.name ?? ctx.names.server2;
    const { subnets, server1 } = ctx.outputs.preflight;
    const model = await mustFindServer(ctx, server1);
    const network = `DeviceIndex=0,SubnetId=${subnets[1].subnetId},Groups=${groupIdsOf(model).join(',')},AssociatePublicIpAddress=true`;
    const specifications = pasteSpecifications(['instance', 'volume', 'network-interface'], tagsFor(ctx.run, id, name));
    return {
      clicks: ctx.words.steps[id].clicks(ctx.names.image, subnets[1].subnetId, groupIdsOf(model).join(', '), name),
      commands: [
        `aws ec2 run-instances --image-id ${ctx.outputs['create-image'].imageId} --instance-type ${model.InstanceType ?? ''} --key-name ${pasteable(model.KeyName ?? '')} --network-interfaces '${network}' --metadata-options HttpTokens=required ${specifications}`,
      ],
    };
  },
});

/** Once it is closed to the world only the balancer gets there, and the balancer's word is another step's proof. */
async function answersByItself(ctx: Context, server: Instance): Promise<Claim> {
  const words = ctx.words.steps[id].claims;
  const address = httpAddress(server);
  if (ctx.apiOnly || address === undefined || (await findEntrance(ctx)) !== undefined) return unseen(words.answers);
  const answer = await eventually(ctx, `${address}/readme.html`, isPage);
  return seen(words.answers, isPage(answer), `${address}/readme.html: ${seenInShort(answer)}`);
}

async function terminate(ctx: Context, server2: string): Promise<void> {
  await tolerate('InvalidInstanceID.NotFound', ctx.aws.ec2.change(new TerminateInstancesCommand({ InstanceIds: [server2] }), { repeatable: true }));
  await waitUntil<true>({
    what: ctx.words.waits.ended(server2),
    every: 5_000,
    usual: 45_000,
    deadline: 900_000,
    ctx,
    look: async () => {
      const state = (await findServer(ctx, server2))?.State?.Name ?? 'terminated';
      return state === 'terminated' ? { done: true } : { waiting: state };
    },
  });
}

async function differences(ctx: Context, server: Instance): Promise<string[]> {
  const words = ctx.words.steps.differences;
  const model = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  const { subnets, webGroupId } = ctx.outputs.preflight;
  const zone = server.Placement?.AvailabilityZone ?? '';
  return [
    ...(zone === subnets[0].zone ? [words.zone(zone)] : []),
    ...(groupIdsOf(server).includes(webGroupId) ? [] : [words.firewall(groupIdsOf(server).join(', '), webGroupId)]),
    ...(server.ImageId === ctx.outputs['create-image'].imageId ? [] : [words.image(server.ImageId ?? '')]),
    ...(server.InstanceType === model.InstanceType ? [] : [words.type(server.InstanceType ?? '', model.InstanceType ?? '')]),
  ];
}
