import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { tolerate } from '../../aws/failures.ts';
import { findBaseSubnets } from '../../aws/find/base.ts';
import { present } from '../../aws/find/seeker.ts';
import { removeFreed, untilVisible } from '../../aws/once.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteSpecifications } from '../../aws/paste.ts';
import { seen } from '../../blog/claims.ts';
import { UserError } from '../../errors.ts';
import type { Names } from '../../names.ts';
import { defineStep, type Outputs, type Place, type StepContext } from '../../step.ts';

const id = 'subnets';
const serverType = 't3.micro';
type Context = StepContext<'vpc'>;

interface Answers {
  /** Two availability zones that have room for this kind of server. */
  readonly zones: readonly [string, string];
}

interface Plan {
  readonly block: string;
  readonly name: string;
  readonly zone: 0 | 1;
}

export default defineStep({
  id,
  needs: ['vpc'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 10_000, usdPerMonth: 0 }),
  ask: async (ctx: Context): Promise<Answers> => ({ zones: await twoZones(ctx) }),

  async look(ctx: Context) {
    const made = await findBaseSubnets(ctx, ctx.outputs.vpc.vpcId);
    const places = plans(ctx.names).flatMap((plan) => placeOf(made, plan) ?? []);
    const [first, second, third, fourth] = places;
    if (first === undefined || second === undefined || third === undefined || fourth === undefined) return { state: 'todo' };
    return { state: 'done', output: { public: [first, second], private: [third, fourth] } as Outputs[typeof id] };
  },

  async change(ctx: Context, { zones }: Answers) {
    for (const plan of plans(ctx.names)) await make(ctx, plan, zones[plan.zone]);
  },

  async prove(ctx: Context, output) {
    const words = ctx.words.preparation[id].claims;
    const zones = [output.public, output.private].map(([one, other]) => [one.zone, other.zone]);
    return [
      seen(
        words.zones,
        zones.every(([one, other]) => one !== other),
        [...new Set(zones.flat())].join(', '),
      ),
    ];
  },

  async undo(ctx: Context) {
    for (const { SubnetId } of await findBaseSubnets(ctx, ctx.outputs.vpc.vpcId)) {
      await removeFreed(ctx, {
        what: ctx.words.preparation[id].removing,
        gone: ['InvalidSubnetID.NotFound'],
        held: ['DependencyViolation'],
        send: () => ctx.aws.ec2.change(new DeleteSubnetCommand({ SubnetId }), { repeatable: true }),
      });
    }
  },

  async byHand(ctx: Context, answers) {
    const { vpcId } = ctx.outputs.vpc;
    const zones = answers?.zones ?? (await twoZones(ctx));
    const rows = plans(ctx.names).map((plan) => ({ ...plan, zone: zones[plan.zone] }));
    return {
      clicks: [
        ...ctx.words.preparation[id].clicks(
          vpcId,
          rows.map(({ name, block, zone }) => `${name} (${block}, ${zone})`),
        ),
        ctx.words.preparation.tagIt(ctx.run.id),
      ],
      commands: rows.map(
        ({ name, block, zone }) =>
          `aws ec2 create-subnet --vpc-id ${vpcId} --cidr-block ${block} --availability-zone ${zone} ${pasteSpecifications(['subnet'], baseTags(ctx.run, name))}`,
      ),
    };
  },
});

const plans = ({ base: { publicSubnets, privateSubnets } }: Names): readonly Plan[] => [
  { block: '10.0.0.0/24', name: publicSubnets[0], zone: 0 },
  { block: '10.0.1.0/24', name: publicSubnets[1], zone: 1 },
  { block: '10.0.2.0/24', name: privateSubnets[0], zone: 0 },
  { block: '10.0.3.0/24', name: privateSubnets[1], zone: 1 },
];

const fits = ({ CidrBlock, State }: Subnet, { block }: Plan) => CidrBlock === block && State === 'available';

function placeOf(made: readonly Subnet[], plan: Plan): Place | undefined {
  const subnet = made.find((one) => fits(one, plan));
  return subnet && { subnetId: present(subnet.SubnetId, 'SubnetId'), zone: present(subnet.AvailabilityZone, 'AvailabilityZone') };
}

async function make(ctx: Context, plan: Plan, zone: string): Promise<void> {
  const { vpcId } = ctx.outputs.vpc;
  const find = async () => (await findBaseSubnets(ctx, vpcId)).find((one) => fits(one, plan));
  if ((await find()) !== undefined) return;
  const command = new CreateSubnetCommand({
    VpcId: vpcId,
    CidrBlock: plan.block,
    AvailabilityZone: zone,
    TagSpecifications: [{ ResourceType: 'subnet', Tags: baseTags(ctx.run, plan.name) }],
  });
  // No two subnets of a network share an address, so a conflict is our own earlier call.
  await tolerate('InvalidSubnet.Conflict', ctx.aws.ec2.change(command, { repeatable: true }));
  await untilVisible(ctx, ctx.words.preparation[id].waiting(plan.name), find);
}

async function twoZones({ aws, run }: Context): Promise<readonly [string, string]> {
  const Filters = [{ Name: 'instance-type', Values: [serverType] }];
  const [{ AvailabilityZones = [] }, { InstanceTypeOfferings = [] }] = await Promise.all([
    aws.ec2.read(new DescribeAvailabilityZonesCommand({})),
    aws.ec2.read(new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters })),
  ]);
  const [first, second] = AvailabilityZones.flatMap(({ ZoneName, State, ZoneType = 'availability-zone' }) =>
    ZoneName !== undefined && State === 'available' && ZoneType === 'availability-zone' ? [ZoneName] : [],
  )
    .filter((zone) => InstanceTypeOfferings.some(({ Location }) => Location === zone))
    .toSorted();
  if (first === undefined || second === undefined) throw new UserError('zones-too-few', [run.region, serverType]);
  return [first, second];
}
