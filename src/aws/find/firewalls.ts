import { DescribeSecurityGroupRulesCommand, DescribeSecurityGroupsCommand, type SecurityGroup, type SecurityGroupRule } from '@aws-sdk/client-ec2';
import { readPages } from '../pages.ts';
import { findAmong, type Found, type Seeker } from './seeker.ts';

/** The network's firewalls (security groups). */
export async function findGroups({ aws }: Pick<Seeker, 'aws'>, vpcId: string): Promise<readonly SecurityGroup[]> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.SecurityGroups ?? []);
}

/** The load balancer's firewall. Names of groups are unique in a network, whatever their case. */
export async function findBalancerGroup(seeker: Seeker, vpcId: string, name: string = seeker.names.balancerGroup): Promise<Found<SecurityGroup>> {
  const groups = await findGroups(seeker, vpcId);
  const wanted = { run: seeker.run, step: 'balancer-firewall', name: name.toLowerCase() } as const;
  return findAmong(groups, { ...wanted, tagsOf: (group) => group.Tags, nameOf: (group) => group.GroupName?.toLowerCase() });
}

/** What a firewall lets in, rule by rule. */
export async function findRules({ aws }: Pick<Seeker, 'aws'>, groupId: string): Promise<readonly SecurityGroupRule[]> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [groupId] }], ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.SecurityGroupRules ?? []).filter((rule) => rule.IsEgress !== true);
}

const web = 80;

/** It lets web requests in, perhaps among others. */
export function coversWeb({ IpProtocol, FromPort = -1, ToPort = -1 }: SecurityGroupRule): boolean {
  if (IpProtocol === '-1') return true;
  return (IpProtocol === 'tcp' || IpProtocol === '6') && FromPort <= web && web <= ToPort;
}

/** It lets web requests in and nothing else. */
export function isWebOnly(rule: SecurityGroupRule): boolean {
  return coversWeb(rule) && rule.IpProtocol !== '-1' && rule.FromPort === web && rule.ToPort === web;
}

/** It speaks of addresses (IPv4, IPv6 or a list of them), not of another firewall. */
export const speaksOfAddresses = (rule: SecurityGroupRule): boolean => sourceOf(rule) !== undefined;

/** `0.0.0.0/0`, `::/0`, `pl-…`; undefined for a rule about another group. */
export const sourceOf = (rule: SecurityGroupRule): string | undefined => rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId;

/** It lets in who stands behind the other firewall. */
export const admitsGroup = (rule: SecurityGroupRule, groupId: string): boolean => rule.ReferencedGroupInfo?.GroupId === groupId;

/** Who is let in with web requests: addresses, lists of them, other groups; with the ports where it is more than the one. */
export function webSources(rules: readonly SecurityGroupRule[]): readonly string[] {
  return rules.filter(coversWeb).map((rule) => {
    const source = sourceOf(rule) ?? rule.ReferencedGroupInfo?.GroupId ?? '';
    return isWebOnly(rule) ? source : `${source} (${rule.IpProtocol === '-1' ? 'all' : `${rule.IpProtocol} ${rule.FromPort}-${rule.ToPort}`})`;
  });
}

/** Rules that let web requests in from addresses, sorted by what may be done about them. */
export function openings(rules: readonly SecurityGroupRule[]): { readonly web: readonly SecurityGroupRule[]; readonly wider: readonly SecurityGroupRule[] } {
  const open = rules.filter((rule) => coversWeb(rule) && speaksOfAddresses(rule));
  return { web: open.filter(isWebOnly), wider: open.filter((rule) => !isWebOnly(rule)) };
}
