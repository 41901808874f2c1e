import { CreateVpcCommand, DeleteVpcCommand, DescribeVpcAttributeCommand, ModifyVpcAttributeCommand, type Vpc } from '@aws-sdk/client-ec2';
import { findVpc } from '../../aws/find/base.ts';
import { ours, present } from '../../aws/find/seeker.ts';
import { makeOnce, removeFreed } from '../../aws/once.ts';
import { baseTags, tagKeys, tagValue } from '../../aws/ownership.ts';
import { pasteSpecifications } from '../../aws/paste.ts';
import { seen } from '../../blog/claims.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'vpc';
const block = '10.0.0.0/16';

interface Answers {
  readonly name: string;
}

export default defineStep({
  id,
  needs: [],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 10_000, usdPerMonth: 0 }),

  async ask(ctx: StepContext): Promise<Answers> {
    const { questions } = ctx.words.preparation[id];
    const rule = (text: string) => (text.length > 0 && text.length <= 255 && !/[\p{Cc}\p{Cf}]/u.test(text)) || questions.nameRule;
    return { name: await ctx.prompts.input({ message: questions.name, flag: '--answer vpc-name=…', default: ctx.names.base.vpc, validate: rule }) };
  },

  async look(ctx: StepContext, answers) {
    const found = await findVpc(ctx, answers?.name ?? ctx.names.base.vpc);
    if (found.is === 'absent') return { state: 'todo' };
    const vpcId = present(found.thing.VpcId, 'VpcId');
    if (found.is === 'foreign') {
      const name = tagValue(found.thing.Tags, tagKeys.name) ?? '';
      return { state: 'foreign', thing: { kind: 'VPC', name, id: vpcId, differences: [ctx.words.preparation.notOurs] } };
    }
    return found.thing.State === 'available' && (await givesNames(ctx, vpcId)) ? { state: 'done', output: { vpcId } } : { state: 'todo' };
  },

  async change(ctx: StepContext, { name }: Answers) {
    const find = async () => ours(await findVpc(ctx, name));
    const send = () =>
      ctx.aws.ec2.change(new CreateVpcCommand({ CidrBlock: block, TagSpecifications: [{ ResourceType: 'vpc', Tags: baseTags(ctx.run, name) }] }), {
        repeatable: false,
      });
    const vpc = await makeOnce<Vpc>(ctx, { what: ctx.words.preparation[id].waiting(name), op: 'ec2:CreateVpc', find, send });
    const VpcId = present(vpc.VpcId, 'VpcId');
    if (await givesNames(ctx, VpcId)) return;
    // One attribute a call: AWS takes no more.
    await ctx.aws.ec2.change(new ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport: { Value: true } }), { repeatable: true });
    await ctx.aws.ec2.change(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }), { repeatable: true });
  },

  async prove(ctx: StepContext, { vpcId }) {
    return [seen(ctx.words.preparation[id].claims.names, await givesNames(ctx, vpcId), `${vpcId}, ${block}`)];
  },

  async undo(ctx: StepContext) {
    const vpc = ours(await findVpc(ctx, ctx.names.base.vpc));
    if (vpc?.VpcId === undefined) return;
    const { VpcId } = vpc;
    await removeFreed(ctx, {
      what: ctx.words.preparation[id].removing,
      gone: ['InvalidVpcID.NotFound'],
      held: ['DependencyViolation'],
      send: () => ctx.aws.ec2.change(new DeleteVpcCommand({ VpcId }), { repeatable: true }),
    });
  },

  async byHand(ctx: StepContext, answers) {
    const name = answers?.name ?? ctx.names.base.vpc;
    return {
      clicks: [...ctx.words.preparation[id].clicks(name, block), ctx.words.preparation.tagIt(ctx.run.id)],
      commands: [
        `VPC=$(aws ec2 create-vpc --cidr-block ${block} ${pasteSpecifications(['vpc'], baseTags(ctx.run, name))} --query Vpc.VpcId --output text)`,
        'aws ec2 modify-vpc-attribute --vpc-id "$VPC" --enable-dns-hostnames',
      ],
    };
  },
});

/** Servers get names by which they can be found, as the database's endpoint is. */
async function givesNames({ aws }: StepContext, VpcId: string): Promise<boolean> {
  const [support, hostnames] = await Promise.all([
    aws.ec2.read(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' })),
    aws.ec2.read(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' })),
  ]);
  return support.EnableDnsSupport?.Value === true && hostnames.EnableDnsHostnames?.Value === true;
}
