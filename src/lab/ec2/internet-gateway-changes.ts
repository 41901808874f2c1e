import type {
  AttachInternetGatewayRequest,
  CreateInternetGatewayRequest,
  CreateInternetGatewayResult,
  DeleteInternetGatewayRequest,
  DetachInternetGatewayRequest,
  InternetGatewayAttachment,
} from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { invalid, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';
import { gatewayOf, inVpc } from './vpc-parts.ts';

const mostGateways = 5;

const createInternetGateway = changes<CreateInternetGatewayRequest, CreateInternetGatewayResult>()([...tagsGiven], (world, input) => {
  const tags = tagsOnCreate(input.TagSpecifications, ['internet-gateway'])['internet-gateway'];
  const gateways = world.table('internetGateway');
  if (gateways.all().length >= mostGateways) throw new Refusal('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.');
  const id = world.newId('igw');
  const gateway: Tables['internetGateway'] = { id, InternetGatewayId: id, OwnerId: world.account, Attachments: [], Tags: shownTags(tags) };
  gateways.put(gateway);
  return { InternetGateway: gateway };
});

interface Pair {
  readonly InternetGatewayId?: string | undefined;
  readonly VpcId?: string | undefined;
}

function pairOf(world: World, input: Pair): { gateway: Tables['internetGateway']; vpcId: string } {
  const gateway = find(world, 'internetGateway', required(input.InternetGatewayId, 'internetGatewayId'));
  return { gateway, vpcId: find(world, 'vpc', required(input.VpcId, 'vpcId')).id };
}

const attachInternetGateway = changes<AttachInternetGatewayRequest, object>()(['InternetGatewayId', 'VpcId'], (world, input) => {
  const { gateway, vpcId } = pairOf(world, input);
  const held = gateway.Attachments?.[0]?.VpcId;
  if (held !== undefined) throw new Refusal('Resource.AlreadyAssociated', `resource ${gateway.id} is already attached to network ${held}`);
  if (gatewayOf(world, vpcId) !== undefined) throw invalid(`Network ${vpcId} already has an internet gateway attached`);
  setAttachments(world, gateway.id, [attached(vpcId)]);
  markRoutes(world, gateway.id, vpcId);
  return {};
});

// EC2 says `available` of a gateway that is attached; the SDK's type only knows other attachments' words.
const attached = (VpcId: string): InternetGatewayAttachment => ({ State: 'available' as 'attached', VpcId });

const detachInternetGateway = changes<DetachInternetGatewayRequest, object>()(['InternetGatewayId', 'VpcId'], (world, input) => {
  const { gateway, vpcId } = pairOf(world, input);
  if (gateway.Attachments?.[0]?.VpcId !== vpcId) throw new Refusal('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpcId}`);
  if (inVpc(world, 'networkInterface', vpcId).some((card) => card.Association !== undefined)) {
    throw new Refusal(
      'DependencyViolation',
      `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  }
  setAttachments(world, gateway.id, []);
  markRoutes(world, gateway.id, undefined);
  return {};
});

function setAttachments(world: World, id: string, attachments: InternetGatewayAttachment[]): void {
  world.table('internetGateway').edit(id, (row) => void (row.Attachments = attachments));
}

/** A route to a gateway that is not attached to its VPC leads nowhere, and says so. */
function markRoutes(world: World, gatewayId: string, vpcId: string | undefined): void {
  for (const table of world.table('routeTable').all()) {
    if (!table.Routes?.some((route) => route.GatewayId === gatewayId)) continue;
    const State = table.VpcId === vpcId ? 'active' : 'blackhole';
    world.table('routeTable').edit(table.id, (row) => {
      row.Routes = row.Routes?.map((route) => (route.GatewayId === gatewayId ? { ...route, State } : route));
    });
  }
}

const deleteInternetGateway = changes<DeleteInternetGatewayRequest, object>()(['InternetGatewayId'], (world, input) => {
  const gateway = find(world, 'internetGateway', required(input.InternetGatewayId, 'internetGatewayId'));
  if ((gateway.Attachments ?? []).length > 0)
    throw new Refusal('DependencyViolation', `The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`);
  world.table('internetGateway').remove(gateway.id);
  return {};
});

export const operations: Operations = {
  CreateInternetGateway: createInternetGateway,
  AttachInternetGateway: attachInternetGateway,
  DetachInternetGateway: detachInternetGateway,
  DeleteInternetGateway: deleteInternetGateway,
};
