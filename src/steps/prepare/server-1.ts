import { TerminateInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { tolerate } from '../../aws/failures.ts';
import { findBaseServer } from '../../aws/find/base.ts';
import { findServer, groupIdsOf, isWell, mustFindServer } from '../../aws/find/servers.ts';
import { ours, present } from '../../aws/find/seeker.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteable, pasteSpecifications } from '../../aws/paste.ts';
import { waitUntil } from '../../aws/poll.ts';
import { ensureRunning, waitUntilWell } from '../../aws/power.ts';
import { addressPrice, diskPrice, serverPrice } from '../../aws/prices.ts';
import { seen } from '../../blog/claims.ts';
import { httpAddress } from '../../blog/reach.ts';
import { defineStep, type StepContext } from '../../step.ts';
import { launch, serverType } from './server-1/launch.ts';
import { knowsPassword, sharePassword } from './server-1/password.ts';

const id = 'server-1';
const diskGb = 8;
type Context = StepContext<'vpc' | 'subnets' | 'internet-gateway' | 'key-pair' | 'security-groups' | 'database'>;

export default defineStep({
  id,
  needs: ['vpc', 'subnets', 'internet-gateway', 'key-pair', 'security-groups', 'database'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 240_000, usdPerMonth: serverPrice(serverType) + diskPrice(diskGb) + addressPrice() }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const found = await findBaseServer(ctx, ctx.outputs.vpc.vpcId);
    if (found.is === 'absent') return { state: 'todo' };
    const server1 = present(found.thing.InstanceId, 'InstanceId');
    if (found.is === 'foreign')
      return { state: 'foreign', thing: { kind: 'EC2', name: ctx.names.base.server1, id: server1, differences: [ctx.words.preparation.notOurs] } };
    const ready = found.thing.State?.Name === 'running' && (await knowsPassword(ctx, server1)) && (await isWell(ctx, server1));
    return ready ? { state: 'done', output: { server1 } } : { state: 'todo' };
  },

  async change(ctx: Context) {
    const known = ours(await findBaseServer(ctx, ctx.outputs.vpc.vpcId));
    const server1 = known?.InstanceId ?? (await launch(ctx));
    // The database hears of the password while the server is still installing WordPress.
    await sharePassword(ctx, server1);
    await ensureRunning(ctx, server1);
    await waitUntilWell(ctx, server1);
  },

  async prove(ctx: Context, { server1 }) {
    const words = ctx.words.preparation[id].claims;
    const server = await mustFindServer(ctx, server1);
    const place = `${server1}, ${server.InstanceType ?? ''}, ${server.Placement?.AvailabilityZone ?? ''}`;
    return [
      seen(words.well, await isWell(ctx, server1), place),
      seen(words.reachable, isOpen(ctx, server), `${httpAddress(server) ?? ''}, ${groupIdsOf(server).join(', ')}`),
    ];
  },

  async undo(ctx: Context) {
    const server1 = ours(await findBaseServer(ctx, ctx.outputs.vpc.vpcId))?.InstanceId;
    if (server1 !== undefined) await terminate(ctx, server1);
  },

  async byHand(ctx: Context) {
    const { subnets, 'key-pair': key, 'security-groups': groups } = ctx.outputs;
    const network = `DeviceIndex=0,SubnetId=${subnets.public[0].subnetId},Groups=${groups.webGroupId},AssociatePublicIpAddress=true`;
    const tags = pasteSpecifications(['instance', 'volume', 'network-interface'], baseTags(ctx.run, ctx.names.base.server1));
    return {
      clicks: [
        ...ctx.words.preparation[id].clicks(ctx.names.base.server1, key.keyName, subnets.public[0].subnetId, groups.webGroupId),
        ctx.words.preparation.tagIt(ctx.run.id),
      ],
      commands: [
        `IMAGE=$(aws ec2 describe-images --owners amazon --filters 'Name=name,Values=al2023-ami-2023.*-x86_64' --query 'sort_by(Images,&CreationDate)[-1].ImageId' --output text)`,
        `aws ec2 run-instances --image-id "$IMAGE" --instance-type ${serverType} --key-name ${pasteable(key.keyName)} --network-interfaces '${network}' --metadata-options HttpTokens=required --user-data file://install-wordpress.sh ${tags}`,
      ],
    };
  },
});

const isOpen = (ctx: Context, server: Instance) => httpAddress(server) !== undefined && groupIdsOf(server).includes(ctx.outputs['security-groups'].webGroupId);

async function terminate(ctx: Context, server1: string): Promise<void> {
  await tolerate('InvalidInstanceID.NotFound', ctx.aws.ec2.change(new TerminateInstancesCommand({ InstanceIds: [server1] }), { repeatable: true }));
  await waitUntil<true>({
    what: ctx.words.waits.ended(server1),
    every: 5_000,
    usual: 45_000,
    deadline: 900_000,
    ctx,
    look: async () => {
      const state = (await findServer(ctx, server1))?.State?.Name ?? 'terminated';
      return state === 'terminated' ? { done: true } : { waiting: state };
    },
  });
}
