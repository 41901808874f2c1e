import type { AssociateAddressRequest, AssociateAddressResult, DisassociateAddressRequest } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { addressNamed } from './address-changes.ts';
import { publicNameIn } from './addressing.ts';
import { find } from './ids.ts';
import { cardOf, editAnyCard, goPublic, setAssociation } from './instances/network.ts';
import { stateOf } from './instances/states.ts';
import { combination, invalid, missing } from './refusals.ts';
import { gatewayOf } from './vpc-parts.ts';

type Address = Tables['address'];
type Card = Tables['networkInterface'];

const associateAddress = changes<AssociateAddressRequest, AssociateAddressResult>()(
  ['AllocationId', 'AllowReassociation', 'InstanceId', 'NetworkInterfaceId', 'PrivateIpAddress', 'PublicIp'],
  (world, input) => {
    const address = addressNamed(world, input);
    const card = holderOf(world, input);
    if (input.PrivateIpAddress !== undefined && input.PrivateIpAddress !== card.PrivateIpAddress)
      throw invalid(`Private IP address ${input.PrivateIpAddress} is not assigned to ${card.id}`);
    if (gatewayOf(world, card.VpcId ?? '') === undefined)
      throw new Refusal('Gateway.NotAttached', `Network ${card.VpcId} is not attached to any internet gateway`);
    // Asked for once more, what holds already is answered again.
    if (address.AssociationId !== undefined && address.NetworkInterfaceId === card.id) return { AssociationId: address.AssociationId };
    if (address.AssociationId !== undefined && input.AllowReassociation === false)
      throw new Refusal('Resource.AlreadyAssociated', `resource ${address.id} is already associated with associate-id ${address.AssociationId}`);
    const other = heldBy(world, card);
    for (const old of [address, other]) if (old?.AssociationId !== undefined) loosen(world, old);
    return { AssociationId: tie(world, address, card) };
  },
);

/** The interface that is to have the address: the one named, or the instance's first. */
function holderOf(world: World, { InstanceId: instanceId, NetworkInterfaceId: cardId }: AssociateAddressRequest): Card {
  if (instanceId !== undefined && cardId !== undefined) throw combination('You may specify either the instance ID or the network interface ID, but not both.');
  if (cardId !== undefined) return find(world, 'networkInterface', cardId);
  if (instanceId === undefined) throw missing('InstanceId');
  const instance = find(world, 'instance', instanceId);
  const state = stateOf(instance);
  const card = cardOf(world, instance.id);
  if (card === undefined || !['running', 'stopped', 'stopping'].includes(state))
    throw new Refusal('InvalidInstanceID', `The ${state} instance '${instance.id}' is not in a valid state for this operation.`);
  return card;
}

function heldBy(world: World, card: Card): Address | undefined {
  return world
    .table('address')
    .all()
    .find((address) => address.NetworkInterfaceId === card.id);
}

function tie(world: World, address: Address, card: Card): string {
  const AssociationId = world.newId('eipassoc');
  const instance = card.Attachment?.InstanceId;
  world.table('address').edit(address.id, (row) => {
    Object.assign(row, { AssociationId, NetworkInterfaceId: card.id, NetworkInterfaceOwnerId: card.OwnerId, PrivateIpAddress: card.PrivateIpAddress });
    if (instance !== undefined) row.InstanceId = instance;
  });
  const PublicIp = address.PublicIp ?? '';
  const PublicDnsName = publicNameIn(world, card.VpcId, PublicIp);
  editAnyCard(world, card, (row) => setAssociation(row, { AllocationId: address.id, AssociationId, IpOwnerId: world.account, PublicDnsName, PublicIp }));
  return AssociationId;
}

/** Takes an address from what has it; a running server that would have had an automatic one gets one. */
function loosen(world: World, address: Address): void {
  const card = world.table('networkInterface').get(address.NetworkInterfaceId ?? '');
  forget(world, address);
  if (card === undefined) return;
  editAnyCard(world, card, (row) => setAssociation(row, undefined));
  const instance = world.table('instance').get(card.Attachment?.InstanceId ?? '');
  if (instance !== undefined && stateOf(instance) === 'running') goPublic(world, instance);
}

function forget(world: World, address: Address): void {
  const gone = {
    AssociationId: undefined,
    InstanceId: undefined,
    NetworkInterfaceId: undefined,
    NetworkInterfaceOwnerId: undefined,
    PrivateIpAddress: undefined,
  };
  world.table('address').edit(address.id, (row) => void Object.assign(row, gone));
}

/** The address of an interface that goes, or loses its server, stays with its owner. */
export function partFromAddress(world: World, cardId: string, goes: boolean): void {
  const address = world
    .table('address')
    .all()
    .find((one) => one.NetworkInterfaceId === cardId);
  if (address === undefined) return;
  if (goes) forget(world, address);
  else world.table('address').edit(address.id, (row) => void (row.InstanceId = undefined));
}

const disassociateAddress = changes<DisassociateAddressRequest, object>()(['AssociationId', 'PublicIp'], (world, input) => {
  loosen(world, associated(world, input));
  return {};
});

function associated(world: World, { AssociationId: id, PublicIp: ip }: DisassociateAddressRequest): Address {
  if (id !== undefined && ip !== undefined) throw combination('You may specify public IP or association id, but not both in the same call');
  if (ip !== undefined) {
    const address = addressNamed(world, { PublicIp: ip });
    if (address.AssociationId === undefined) throw new Refusal('InvalidAssociationID.NotFound', `The address '${ip}' is not associated with anything`);
    return address;
  }
  if (id === undefined) throw missing('AssociationId');
  const address = world
    .table('address')
    .all()
    .find((one) => one.AssociationId === id);
  if (address === undefined) throw new Refusal('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  return address;
}

export const operations: Operations = { AssociateAddress: associateAddress, DisassociateAddress: disassociateAddress };
