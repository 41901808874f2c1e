import type { AllocateAddressRequest, AllocateAddressResult, ReleaseAddressRequest } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { takePublicAddress } from './addressing.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { combination, invalid, missing } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';

type Address = Tables['address'];

const mostAddresses = 5;

const allocateAddress = changes<AllocateAddressRequest, AllocateAddressResult>()(
  ['Address', 'Domain', 'NetworkBorderGroup', 'PublicIpv4Pool', ...tagsGiven],
  (world, input) => {
    const tags = tagsOnCreate(input.TagSpecifications, ['elastic-ip'])['elastic-ip'];
    if (input.Domain !== undefined && input.Domain !== 'vpc') throw invalid(`Value (${input.Domain}) for parameter domain is invalid. Use 'vpc'.`);
    if (input.PublicIpv4Pool !== undefined && input.PublicIpv4Pool !== 'amazon')
      throw new Refusal('InvalidPublicIpv4PoolID.NotFound', `The publicIpv4Pool ID '${input.PublicIpv4Pool}' does not exist`);
    if (input.NetworkBorderGroup !== undefined && input.NetworkBorderGroup !== world.region)
      throw invalid(`Value (${input.NetworkBorderGroup}) for parameter networkBorderGroup is invalid.`);
    // An address that was released can be had again only while nobody else has it; in the lab it is gone at once.
    if (input.Address !== undefined) throw new Refusal('InvalidAddress.NotFound', `Address '${input.Address}' not found.`);
    if (world.table('address').all().length >= mostAddresses) throw new Refusal('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
    const { AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain, PublicIp } = newAddress(world, shownTags(tags));
    return { AllocationId, PublicIpv4Pool, NetworkBorderGroup, Domain, PublicIp };
  },
);

function newAddress(world: World, Tags: Address['Tags']): Address {
  const id = world.newId('eipalloc');
  const address: Address = {
    id,
    AllocationId: id,
    Domain: 'vpc',
    NetworkBorderGroup: world.region,
    PublicIp: takePublicAddress(world),
    PublicIpv4Pool: 'amazon',
    Tags,
  };
  world.table('address').put(address);
  return address;
}

const releaseAddress = changes<ReleaseAddressRequest, object>()(['AllocationId', 'NetworkBorderGroup', 'PublicIp'], (world, input) => {
  const address = addressNamed(world, input);
  if (input.NetworkBorderGroup !== undefined && input.NetworkBorderGroup !== address.NetworkBorderGroup)
    throw combination(`The address ${address.PublicIp} is not in the network border group ${input.NetworkBorderGroup}.`);
  if (address.AssociationId !== undefined) throw new Refusal('InvalidIPAddress.InUse', `Address ${address.PublicIp} is in use.`);
  world.table('address').remove(address.id);
  return {};
});

/** The address a request means, by its allocation or by itself; somebody else's is refused as EC2 refuses it. */
export function addressNamed(
  world: World,
  { AllocationId: id, PublicIp: ip }: { readonly AllocationId?: string | undefined; readonly PublicIp?: string | undefined },
): Address {
  if (id !== undefined && ip !== undefined) throw combination('You may specify public IP or allocation id, but not both in the same call');
  if (id !== undefined) return find(world, 'address', id);
  if (ip === undefined) throw missing('AllocationId');
  const address = world
    .table('address')
    .all()
    .find((one) => one.PublicIp === ip);
  if (address === undefined) throw new Refusal('AuthFailure', `The address '${ip}' does not belong to you.`);
  return address;
}

export const operations: Operations = { AllocateAddress: allocateAddress, ReleaseAddress: releaseAddress };
