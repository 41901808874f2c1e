import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  DeleteInternetGatewayCommand,
  DeleteRouteTableCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type InternetGateway,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import { tolerate } from '../../aws/failures.ts';
import { findGateway, findPublicTable } from '../../aws/find/base.ts';
import { findPublicSubnets } from '../../aws/find/network.ts';
import { present } from '../../aws/find/seeker.ts';
import { makeOnce, removeFreed } from '../../aws/once.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteSpecifications } from '../../aws/paste.ts';
import { seen } from '../../blog/claims.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'internet-gateway';
const anywhere = '0.0.0.0/0';
type Context = StepContext<'vpc' | 'subnets'>;

export default defineStep({
  id,
  needs: ['vpc', 'subnets'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 15_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const [gateway, table, open] = await Promise.all([findGateway(ctx), findPublicTable(ctx, vpcOf(ctx)), findPublicSubnets(ctx, vpcOf(ctx))]);
    const closed = publicIds(ctx).filter((subnetId) => !open.has(subnetId));
    if (gateway?.InternetGatewayId === undefined || table?.RouteTableId === undefined || closed.length > 0) return { state: 'todo' };
    return { state: 'done', output: { gatewayId: gateway.InternetGatewayId, routeTableId: table.RouteTableId } };
  },

  async change(ctx: Context) {
    const InternetGatewayId = present((await makeGateway(ctx)).InternetGatewayId, 'InternetGatewayId');
    const attach = new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpcOf(ctx) });
    await tolerate('Resource.AlreadyAssociated', ctx.aws.ec2.change(attach, { repeatable: true }));
    const table = await makeTable(ctx);
    const RouteTableId = present(table.RouteTableId, 'RouteTableId');
    const route = new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: anywhere, GatewayId: InternetGatewayId });
    await tolerate('RouteAlreadyExists', ctx.aws.ec2.change(route, { repeatable: true }));
    for (const SubnetId of publicIds(ctx)) {
      if (table.Associations?.some((one) => one.SubnetId === SubnetId)) continue;
      // The same tie twice is one tie.
      await ctx.aws.ec2.change(new AssociateRouteTableCommand({ RouteTableId, SubnetId }), { repeatable: true });
    }
  },

  async prove(ctx: Context) {
    const words = ctx.words.preparation[id].claims;
    const open = await findPublicSubnets(ctx, vpcOf(ctx));
    const hidden = ctx.outputs.subnets.private.filter(({ subnetId }) => !open.has(subnetId));
    return [
      seen(
        words.open,
        publicIds(ctx).every((subnetId) => open.has(subnetId)),
        publicIds(ctx).join(', '),
      ),
      seen(words.hidden, hidden.length === 2, hidden.map(({ subnetId }) => subnetId).join(', ')),
    ];
  },

  async undo(ctx: Context) {
    const table = await findPublicTable(ctx, vpcOf(ctx));
    if (table !== undefined) await removeTable(ctx, table);
    const gateway = await findGateway(ctx);
    if (gateway !== undefined) await removeGateway(ctx, gateway);
  },

  async byHand(ctx: Context) {
    const { gateway, routeTable } = ctx.names.base;
    const vpc = vpcOf(ctx);
    const tags = (kind: string, name: string) => pasteSpecifications([kind], baseTags(ctx.run, name));
    return {
      clicks: [...ctx.words.preparation[id].clicks(gateway, routeTable, vpc, ctx.names.base.publicSubnets.join(', ')), ctx.words.preparation.tagIt(ctx.run.id)],
      commands: [
        `GATEWAY=$(aws ec2 create-internet-gateway ${tags('internet-gateway', gateway)} --query InternetGateway.InternetGatewayId --output text)`,
        `aws ec2 attach-internet-gateway --internet-gateway-id "$GATEWAY" --vpc-id ${vpc}`,
        `TABLE=$(aws ec2 create-route-table --vpc-id ${vpc} ${tags('route-table', routeTable)} --query RouteTable.RouteTableId --output text)`,
        `aws ec2 create-route --route-table-id "$TABLE" --destination-cidr-block ${anywhere} --gateway-id "$GATEWAY"`,
        ...publicIds(ctx).map((subnetId) => `aws ec2 associate-route-table --route-table-id "$TABLE" --subnet-id ${subnetId}`),
      ],
    };
  },
});

const vpcOf = (ctx: Context) => ctx.outputs.vpc.vpcId;
const publicIds = (ctx: Context) => ctx.outputs.subnets.public.map(({ subnetId }) => subnetId);

function makeGateway(ctx: Context): Promise<InternetGateway> {
  const name = ctx.names.base.gateway;
  const TagSpecifications = [{ ResourceType: 'internet-gateway' as const, Tags: baseTags(ctx.run, name) }];
  return makeOnce(ctx, {
    what: ctx.words.preparation[id].waiting(name),
    op: 'ec2:CreateInternetGateway',
    find: () => findGateway(ctx),
    send: () => ctx.aws.ec2.change(new CreateInternetGatewayCommand({ TagSpecifications }), { repeatable: false }),
  });
}

function makeTable(ctx: Context): Promise<RouteTable> {
  const name = ctx.names.base.routeTable;
  const TagSpecifications = [{ ResourceType: 'route-table' as const, Tags: baseTags(ctx.run, name) }];
  return makeOnce(ctx, {
    what: ctx.words.preparation[id].waiting(name),
    op: 'ec2:CreateRouteTable',
    find: () => findPublicTable(ctx, vpcOf(ctx)),
    send: () => ctx.aws.ec2.change(new CreateRouteTableCommand({ VpcId: vpcOf(ctx), TagSpecifications }), { repeatable: false }),
  });
}

async function removeTable(ctx: Context, { RouteTableId, Associations = [] }: RouteTable): Promise<void> {
  for (const { RouteTableAssociationId: AssociationId } of Associations)
    await tolerate('InvalidAssociationID.NotFound', ctx.aws.ec2.change(new DisassociateRouteTableCommand({ AssociationId }), { repeatable: true }));
  await removeFreed(ctx, {
    what: ctx.words.preparation[id].removing,
    gone: ['InvalidRouteTableID.NotFound'],
    held: ['DependencyViolation'],
    send: () => ctx.aws.ec2.change(new DeleteRouteTableCommand({ RouteTableId }), { repeatable: true }),
  });
}

/** A public address that somebody in the network still holds keeps the gateway where it is. */
async function removeGateway(ctx: Context, { InternetGatewayId, Attachments = [] }: InternetGateway): Promise<void> {
  const what = ctx.words.preparation[id].removing;
  for (const { VpcId } of Attachments) {
    const detach = () => ctx.aws.ec2.change(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }), { repeatable: true });
    await removeFreed(ctx, { what, gone: ['Gateway.NotAttached', 'InvalidInternetGatewayID.NotFound'], held: ['DependencyViolation'], send: detach });
  }
  const remove = () => ctx.aws.ec2.change(new DeleteInternetGatewayCommand({ InternetGatewayId }), { repeatable: true });
  await removeFreed(ctx, { what, gone: ['InvalidInternetGatewayID.NotFound'], held: ['DependencyViolation'], send: remove });
}
