import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteTagsCommand,
  DescribeNetworkInterfacesCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { isAws, tolerate } from '../aws/failures.ts';
import { coversWeb, findBalancerGroup, findRules, webSources } from '../aws/find/firewalls.ts';
import { ours, present } from '../aws/find/seeker.ts';
import { adoptedTags, runOn, tagsFor, wasAdopted } from '../aws/ownership.ts';
import { ownKeys, pasteable, pasteSpecifications } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { refuseTwoAtWork, takenMeanwhile, tellTaken } from '../aws/taken.ts';
import { seen } from '../blog/claims.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'balancer-firewall';
const anywhere = '0.0.0.0/0';
type Context = StepContext<'preflight'>;

interface Answers {
  readonly name: string;
}

export default defineStep({
  id,
  needs: ['preflight'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 5_000, usdPerMonth: 0 }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const rule = (text: string) => (/^(?!sg-)[\w ._:/()#,@[\]+=&;{}!$*-]{1,255}$/.test(text) ? true : questions.nameRule);
    return {
      name: await ctx.prompts.input({ message: questions.name, flag: '--answer balancer-group-name=…', default: ctx.names.balancerGroup, validate: rule }),
    };
  },

  async look(ctx: Context, answers) {
    const found = await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId, answers?.name);
    if (found.is === 'absent') return { state: 'todo' };
    const balancerGroupId = present(found.thing.GroupId, 'GroupId');
    const open = await isOpen(ctx, balancerGroupId);
    if (found.is === 'foreign') {
      const differences = open ? [] : [ctx.words.steps.differences.notOpen];
      return {
        state: 'foreign',
        thing: { kind: 'security group', name: found.thing.GroupName ?? '', id: balancerGroupId, run: runOn(found.thing.Tags), differences },
      };
    }
    return open ? { state: 'done', output: { balancerGroupId } } : { state: 'todo' };
  },

  async differs(ctx: Context, answers) {
    const { drift } = ctx.words.steps;
    const group = ours(await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId, answers?.name));
    if (group === undefined) return [{ what: drift.securityGroup(answers?.name ?? ctx.names.balancerGroup), is: drift.gone, should: drift.there }];
    const admitted = webSources(await findRules(ctx, group.GroupId ?? ''));
    return [{ what: drift.admits(`${group.GroupName} (${group.GroupId})`), is: admitted.join(', ') || drift.none, should: anywhere }];
  },

  async change(ctx: Context, { name }: Answers) {
    const known = ours(await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId, name));
    const group = known ?? (await create(ctx, name));
    const GroupId = present(group.GroupId, 'GroupId');
    tellTaken(ctx, { op: 'ec2:CreateSecurityGroup', name, id: GroupId, known: known !== undefined });
    if (await isOpen(ctx, GroupId)) return;
    const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: anywhere }] };
    const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: tagsFor(ctx.run, id) }];
    await tolerate(
      'InvalidPermission.Duplicate',
      ctx.aws.ec2.change(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [http], TagSpecifications }), { repeatable: true }),
    );
  },

  async adopt(ctx: Context, thing) {
    await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [thing.id], Tags: adoptedTags(ctx.run, id) }), { repeatable: true });
  },

  async prove(ctx: Context, { balancerGroupId }) {
    return [seen(ctx.words.steps[id].claims.open, await isOpen(ctx, balancerGroupId), `${balancerGroupId}: tcp 80, ${anywhere}`)];
  },

  async undo(ctx: Context) {
    const group = ours(await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId));
    if (group?.GroupId === undefined) return;
    if (wasAdopted(group.Tags)) await takeTagsOff(ctx, group.GroupId);
    else await remove(ctx, group.GroupId);
  },

  async byHand(ctx: Context, answers) {
    const name = answers?.name ?? ctx.names.balancerGroup;
    const tags = pasteSpecifications(['security-group'], tagsFor(ctx.run, id, name));
    return {
      clicks: ctx.words.steps[id].clicks(name, ctx.outputs.preflight.vpcId),
      commands: [
        `GROUP=$(aws ec2 create-security-group --group-name ${pasteable(name)} --description ${pasteable(name)} --vpc-id ${ctx.outputs.preflight.vpcId} ${tags} --query GroupId --output text)`,
        `aws ec2 authorize-security-group-ingress --group-id "$GROUP" --protocol tcp --port 80 --cidr ${anywhere}`,
      ],
    };
  },
});

async function isOpen(ctx: Context, groupId: string): Promise<boolean> {
  return (await findRules(ctx, groupId)).some((rule) => coversWeb(rule) && rule.CidrIpv4 === anywhere);
}

async function create(ctx: Context, name: string): Promise<SecurityGroup> {
  const command = new CreateSecurityGroupCommand({
    GroupName: name,
    Description: 'Web requests to the load balancer of redundant-blog',
    VpcId: ctx.outputs.preflight.vpcId,
    TagSpecifications: [{ ResourceType: 'security-group', Tags: tagsFor(ctx.run, id, name) }],
  });
  const meanwhile = await takenMeanwhile(ctx, 'ec2:CreateSecurityGroup', 'InvalidGroup.Duplicate', () => ctx.aws.ec2.change(command, { repeatable: true }));
  const group = await waitUntil<SecurityGroup>({
    what: ctx.words.steps[id].waiting(name),
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const found = await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId, name);
      if (found.is === 'foreign') throw new UserError('name-taken', ['security group', name, found.thing.GroupId ?? '']);
      return found.is === 'ours' ? { done: found.thing } : { waiting: ctx.words.waits.notVisible };
    },
  });
  if (meanwhile) refuseTwoAtWork(ctx.run.id, name, group.GroupId ?? '');
  return group;
}

async function takeTagsOff(ctx: Context, groupId: string): Promise<void> {
  await ctx.aws.ec2.change(new DeleteTagsCommand({ Resources: [groupId], Tags: ownKeys.map((Key) => ({ Key })) }), { repeatable: true });
}

/** A load balancer's network interfaces outlive it by minutes, and hold its firewall as long. */
function remove(ctx: Context, GroupId: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.steps[id].removing,
    every: 10_000,
    usual: 120_000,
    deadline: 900_000,
    ctx,
    look: async () => {
      try {
        await tolerate('InvalidGroup.NotFound', ctx.aws.ec2.change(new DeleteSecurityGroupCommand({ GroupId }), { repeatable: true }));
        return { done: true };
      } catch (error) {
        if (isAws(error, 'DependencyViolation', 'InvalidGroup.InUse')) return { waiting: await heldBy(ctx, GroupId) };
        throw error;
      }
    },
  });
}

async function heldBy(ctx: Context, groupId: string): Promise<string> {
  const { NetworkInterfaces = [] } = await ctx.aws.ec2.read(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }] }));
  return NetworkInterfaces.map((one) => `${one.NetworkInterfaceId} ${one.Description ?? ''}`).join(', ');
}
