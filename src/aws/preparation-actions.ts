import { nameOfAccount, type Grant } from './actions.ts';

const baseTag = 'redundant-blog:base';
const carries = { Null: { [`aws:ResourceTag/${baseTag}`]: 'false' } } as const;
const asksFor = { Null: { [`aws:RequestTag/${baseTag}`]: 'false' } } as const;
const ec2 = (...types: readonly string[]) => types.map((type) => `ec2 ${type}/*`);
const made = ['vpc', 'subnet', 'internet-gateway', 'route-table', 'key-pair', 'security-group', 'instance', 'network-interface', 'volume'];
const rds = ['rds db:*', 'rds subgrp:*'];

/** Every action of IAM that `prepare` and its undo need, and nothing else: the one place that says so. Only what carries the base's tag is changed or taken down. */
export const preparationGrants: readonly Grant[] = [
  nameOfAccount,
  {
    // AWS knows no resource or condition for most of these.
    sid: 'Look',
    on: ['*'],
    actions: {
      'ec2:DescribeVpcs': 'every',
      'ec2:DescribeVpcAttribute': 'every',
      'ec2:DescribeSubnets': 'every',
      'ec2:DescribeInternetGateways': 'every',
      'ec2:DescribeRouteTables': 'every',
      'ec2:DescribeKeyPairs': 'every',
      'ec2:DescribeSecurityGroups': 'every',
      'ec2:DescribeSecurityGroupRules': 'every',
      'ec2:DescribeInstances': 'every',
      'ec2:DescribeInstanceStatus': 'every',
      'ec2:DescribeInstanceAttribute': 'every',
      'ec2:DescribeImages': 'every',
      'ec2:DescribeAvailabilityZones': 'every',
      'ec2:DescribeInstanceTypeOfferings': 'every',
      'elasticloadbalancing:DescribeLoadBalancers': 'every',
      'elasticloadbalancing:DescribeTargetGroups': 'every',
      'rds:DescribeDBInstances': 'every',
    },
  },
  {
    sid: 'MakeTagged',
    on: ec2(...made),
    only: asksFor,
    actions: {
      'ec2:CreateVpc': ['vpc'],
      'ec2:CreateSubnet': ['subnets'],
      'ec2:CreateInternetGateway': ['internet-gateway'],
      'ec2:CreateRouteTable': ['internet-gateway'],
      'ec2:ImportKeyPair': ['key-pair'],
      'ec2:CreateSecurityGroup': ['security-groups'],
      'ec2:RunInstances': ['server-1'],
    },
  },
  {
    // In the base's own network, and a server from Amazon's image.
    sid: 'MakeIn',
    on: ec2('vpc', 'subnet', 'security-group', 'key-pair'),
    only: carries,
    actions: {
      'ec2:CreateSubnet': ['subnets'],
      'ec2:CreateRouteTable': ['internet-gateway'],
      'ec2:CreateSecurityGroup': ['security-groups'],
      'ec2:RunInstances': ['server-1'],
    },
  },
  { sid: 'MakeServerFrom', on: ['ec2-without-account image/*'], actions: { 'ec2:RunInstances': ['server-1'] } },
  {
    sid: 'TagWhatIsMade',
    on: ec2(...made),
    only: asksFor,
    actions: { 'ec2:CreateTags': ['vpc', 'subnets', 'internet-gateway', 'key-pair', 'security-groups', 'server-1', 'wordpress'] },
  },
  {
    sid: 'ChangeOwn',
    on: ec2(...made),
    only: carries,
    actions: {
      'ec2:ModifyVpcAttribute': ['vpc'],
      'ec2:DeleteVpc': ['vpc'],
      'ec2:DeleteSubnet': ['subnets'],
      'ec2:AttachInternetGateway': ['internet-gateway'],
      'ec2:DetachInternetGateway': ['internet-gateway'],
      'ec2:DeleteInternetGateway': ['internet-gateway'],
      'ec2:CreateRoute': ['internet-gateway'],
      'ec2:AssociateRouteTable': ['internet-gateway'],
      'ec2:DeleteRouteTable': ['internet-gateway'],
      'ec2:DeleteKeyPair': ['key-pair'],
      'ec2:AuthorizeSecurityGroupIngress': ['security-groups'],
      'ec2:DeleteSecurityGroup': ['security-groups'],
      'ec2:TerminateInstances': ['server-1'],
      // What the first boot has done is noted on the server.
      'ec2:CreateTags': ['wordpress'],
    },
  },
  // What joins a table to a subnet has an id of its own, and no tags.
  { sid: 'LetGoOfSubnets', on: ['*'], actions: { 'ec2:DisassociateRouteTable': ['internet-gateway'] } },
  {
    sid: 'MakeDatabase',
    on: rds,
    actions: {
      'rds:CreateDBSubnetGroup': ['database'],
      'rds:CreateDBInstance': ['database'],
      'rds:AddTagsToResource': ['database', 'server-1'],
    },
  },
  {
    sid: 'ChangeOwnDatabase',
    on: rds,
    only: carries,
    actions: { 'rds:ModifyDBInstance': ['server-1'], 'rds:DeleteDBInstance': ['database'], 'rds:DeleteDBSubnetGroup': ['database'] },
  },
];
