import type { Tables, World } from '../world.ts';
import { canonicalIpv4 } from './cidr.ts';
import { invalid } from './refusals.ts';

/** Rows of one VPC. */
export function inVpc<K extends 'subnet' | 'routeTable' | 'securityGroup' | 'networkInterface'>(world: World, kind: K, vpcId: string): Tables[K][] {
  return world
    .table(kind)
    .all()
    .filter((row: { readonly VpcId?: string | undefined }) => row.VpcId === vpcId);
}

/** The gateway that is attached to a VPC. */
export function gatewayOf(world: World, vpcId: string): Tables['internetGateway'] | undefined {
  return world
    .table('internetGateway')
    .all()
    .find((gateway) => gateway.Attachments?.some((at) => at.VpcId === vpcId));
}

/** An IPv4 block as EC2 keeps it, or EC2's refusal of what is none. */
export function cidrGiven(given: string, parameter: string): string {
  const kept = canonicalIpv4(given);
  if (kept === undefined) throw invalid(`Value (${given}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`);
  return kept;
}

/** EC2's default network ACL is made with its VPC and goes with it, so its ids follow from the VPC's and the subnets'. */
export const defaultAclOf = (vpcId: string) => vpcId.replace(/^vpc-/, 'acl-');
export const aclAssociationOf = (subnetId: string) => subnetId.replace(/^subnet-/, 'aclassoc-');
