import type { Tables, World } from '../world.ts';
import { holds } from './admits.ts';

/**
 * Does traffic between this subnet and an address outside its VPC find its way both ways? The most specific route of the subnet's
 * table decides (its own table, or else the VPC's main one), and it must lead to an internet gateway that is there.
 */
export function reachesOutside(world: World, subnetId: string | undefined, address: string): boolean {
  const [best] = (tableOf(world, subnetId)?.Routes ?? [])
    .filter((route) => holds(route.DestinationCidrBlock ?? '', address))
    .toSorted((a, b) => bitsOf(b.DestinationCidrBlock) - bitsOf(a.DestinationCidrBlock));
  return best?.State === 'active' && best.GatewayId?.startsWith('igw-') === true;
}

function tableOf(world: World, subnetId: string | undefined): Tables['routeTable'] | undefined {
  const vpcId = world.table('subnet').get(subnetId ?? '')?.VpcId;
  const tables = world
    .table('routeTable')
    .all()
    .filter((table) => table.VpcId === vpcId);
  return (
    tables.find((table) => table.Associations?.some((one) => one.SubnetId === subnetId)) ??
    tables.find((table) => table.Associations?.some((one) => one.Main === true))
  );
}

const bitsOf = (cidr: string | undefined) => Number(cidr?.split('/')[1] ?? 0);
