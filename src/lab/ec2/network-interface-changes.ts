import type { CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult, DeleteNetworkInterfaceRequest } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import { partFromAddress } from './address-associations.ts';
import { claimOf, madeBefore, remember } from './client-tokens.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { groupsOf } from './instances/launch.ts';
import { putCard } from './instances/network.ts';
import { invalid, required } from './refusals.ts';
import { tagsOnCreate } from './taggables.ts';

const createNetworkInterface = changes<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult>()(
  ['ClientToken', 'Description', 'Groups', 'InterfaceType', 'PrivateIpAddress', 'SubnetId', ...tagsGiven],
  (world, input) => {
    const claim = claimOf('CreateNetworkInterface', input);
    const answer = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
    const before = madeBefore(world, claim);
    if (before !== undefined) return { NetworkInterface: find(world, 'networkInterface', before), ...answer };
    const tags = tagsOnCreate(input.TagSpecifications, ['network-interface'])['network-interface'];
    const subnet = find(world, 'subnet', required(input.SubnetId, 'subnetId'));
    if (input.InterfaceType !== undefined && String(input.InterfaceType) !== 'interface')
      throw new Refusal('UnsupportedOperation', `The lab has no network interfaces of type ${input.InterfaceType}.`);
    const card = putCard(world, {
      subnet,
      groups: groupsOf(world, subnet, input.Groups, undefined),
      privateIp: input.PrivateIpAddress,
      description: input.Description,
      tags,
    });
    remember(world, claim, card.id);
    // EC2 answers `pending`; the SDK's type only knows the states that follow.
    return { NetworkInterface: { ...card, Status: 'pending' as 'available' }, ...answer };
  },
);

const deleteNetworkInterface = changes<DeleteNetworkInterfaceRequest, object>()(['NetworkInterfaceId'], (world, input) => {
  const card = find(world, 'networkInterface', required(input.NetworkInterfaceId, 'networkInterfaceId'));
  if (card.RequesterManaged === true) throw new Refusal('OperationNotPermitted', `You are not allowed to manage '${card.RequesterId}' network interfaces.`);
  if (card.Attachment !== undefined) throw invalid(`Network interface '${card.id}' is currently in use.`);
  partFromAddress(world, card.id, true);
  world.table('networkInterface').remove(card.id);
  return {};
});

export const operations: Operations = { CreateNetworkInterface: createNetworkInterface, DeleteNetworkInterface: deleteNetworkInterface };
