/** What a request tells of the rules it adds or takes away. */
const permissions = [
  'IpPermissions.IpProtocol',
  'IpPermissions.FromPort',
  'IpPermissions.ToPort',
  'IpPermissions.IpRanges.CidrIp',
  'IpPermissions.IpRanges.Description',
  'IpPermissions.Ipv6Ranges.CidrIpv6',
  'IpPermissions.Ipv6Ranges.Description',
  'IpPermissions.PrefixListIds.PrefixListId',
  'IpPermissions.PrefixListIds.Description',
  'IpPermissions.UserIdGroupPairs.GroupId',
  'IpPermissions.UserIdGroupPairs.GroupName',
  'IpPermissions.UserIdGroupPairs.UserId',
  'IpPermissions.UserIdGroupPairs.Description',
] as const;
/** … of rules for what comes in. */
export const inbound = [
  'CidrIp',
  'FromPort',
  'GroupId',
  'GroupName',
  ...permissions,
  'IpProtocol',
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
  'ToPort',
] as const;
/** … and for what goes out. */
export const outbound = [
  'CidrIp',
  'FromPort',
  'GroupId',
  ...permissions,
  'IpProtocol',
  'SourceSecurityGroupName',
  'SourceSecurityGroupOwnerId',
  'ToPort',
] as const;

/** What ModifySecurityGroupRules is told. */
export const updated = [
  'GroupId',
  'SecurityGroupRules.SecurityGroupRuleId',
  'SecurityGroupRules.SecurityGroupRule.IpProtocol',
  'SecurityGroupRules.SecurityGroupRule.FromPort',
  'SecurityGroupRules.SecurityGroupRule.ToPort',
  'SecurityGroupRules.SecurityGroupRule.CidrIpv4',
  'SecurityGroupRules.SecurityGroupRule.CidrIpv6',
  'SecurityGroupRules.SecurityGroupRule.PrefixListId',
  'SecurityGroupRules.SecurityGroupRule.ReferencedGroupId',
  'SecurityGroupRules.SecurityGroupRule.Description',
] as const;
