import type { StepId } from '../step.ts';

/** What may be done, to what, and on which condition; the ARNs want a partition, a region and an account. */
export interface Grant {
  readonly sid: string;
  readonly on: readonly string[];
  /** Of a service without regions: a condition on one would hold nowhere but where AWS runs that service. */
  readonly regionless?: true;
  readonly only?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** By action: the steps that call it. `every`: whatever is done, since each command first looks at the blog as it is. */
  readonly actions: Readonly<Record<string, readonly Caller[] | 'every'>>;
}

/** A step (its undo included), or the one command that goes beyond them all. */
export type Caller = StepId | 'delete-database';

const runTag = 'redundant-blog:run';
const carries = { Null: { [`aws:ResourceTag/${runTag}`]: 'false' } } as const;
const asksFor = { Null: { [`aws:RequestTag/${runTag}`]: 'false' } } as const;
const ec2 = (...types: readonly string[]) => types.map((type) => `ec2 ${type}/*`);
const elb = (...paths: readonly string[]) => paths.map((path) => `elasticloadbalancing ${path}`);
const images = ['ec2-without-account image/*', 'ec2-without-account snapshot/*'];
const entrance = elb('loadbalancer/app/*', 'targetgroup/*');
const login: readonly Caller[] = ['preflight', 'mark-server-1', 'mark-server-2', 'site-address'];

/** All that change something, whatever it is. */
const changing: readonly Caller[] = [
  'preflight',
  'mark-server-1',
  'create-image',
  'launch-server-2',
  'mark-server-2',
  'balancer-firewall',
  'target-group',
  'load-balancer',
  'site-address',
  'web-firewall',
  'drill-web',
  'multi-az',
  'drill-database',
  'delete-database',
];

/** To show the account by its name as well as its number. The one right that can be left out: all else works without it. */
export const nameOfAccount: Grant = { sid: 'NameOfAccount', on: ['*'], regionless: true, actions: { 'iam:ListAccountAliases': 'every' } };

/** Whoever changes something says so on the first server, which carries no tag of the run before preflight and after its undo. Work goes on without. */
const whoIsAtWork: Grant = {
  sid: 'AtWork',
  on: ec2('instance'),
  // A request that names no key takes every tag away, and of no keys all are the right ones.
  only: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'redundant-blog:at-work' }, Null: { 'aws:TagKeys': 'false' } },
  actions: { 'ec2:CreateTags': changing, 'ec2:DeleteTags': changing },
};

/** Every action of IAM that the journey, its undo and its end need, and nothing else: the one place that says so. */
export const grants: readonly Grant[] = [
  nameOfAccount,
  {
    // AWS knows no resource or condition for most of these.
    sid: 'Look',
    on: ['*'],
    actions: {
      'ec2:DescribeInstances': 'every',
      'ec2:DescribeSecurityGroups': 'every',
      'ec2:DescribeSecurityGroupRules': 'every',
      'ec2:DescribeSubnets': 'every',
      'ec2:DescribeRouteTables': ['preflight'],
      'ec2:DescribeVpcs': ['preflight'],
      'ec2:DescribeInstanceTypeOfferings': ['preflight'],
      'ec2:DescribeKeyPairs': ['preflight'],
      'ec2:DescribeVolumes': ['preflight'],
      'ec2:DescribeImages': 'every',
      'ec2:DescribeInstanceStatus': 'every',
      'ec2:DescribeSnapshots': ['create-image'],
      'ec2:DescribeNetworkInterfaces': ['balancer-firewall'],
      'ec2:GetConsoleOutput': login,
      'elasticloadbalancing:DescribeLoadBalancers': 'every',
      'elasticloadbalancing:DescribeListeners': 'every',
      'elasticloadbalancing:DescribeTargetGroups': 'every',
      'elasticloadbalancing:DescribeTargetHealth': 'every',
      'elasticloadbalancing:DescribeTags': 'every',
      'rds:DescribeDBInstances': 'every',
      'rds:DescribeDBMajorEngineVersions': ['preflight'],
      'rds:DescribeDBSnapshots': ['delete-database'],
      'rds:DescribeEvents': ['multi-az', 'drill-database'],
    },
  },
  {
    sid: 'MakeTagged',
    on: [...ec2('instance', 'volume', 'network-interface', 'security-group'), ...images],
    only: asksFor,
    actions: { 'ec2:RunInstances': ['launch-server-2'], 'ec2:CreateImage': ['create-image'], 'ec2:CreateSecurityGroup': ['balancer-firewall'] },
  },
  {
    sid: 'MakeServerFrom',
    on: ['ec2-without-account image/*', ...ec2('subnet', 'security-group', 'key-pair')],
    actions: { 'ec2:RunInstances': ['launch-server-2'] },
  },
  { sid: 'MakeFirewallIn', on: ec2('vpc'), actions: { 'ec2:CreateSecurityGroup': ['balancer-firewall'] } },
  {
    // Servers, firewalls and images too, by the next one.
    sid: 'TagWhatIsMade',
    on: [...ec2('volume', 'network-interface', 'security-group-rule'), 'ec2-without-account snapshot/*'],
    only: { StringEquals: { 'ec2:CreateAction': ['RunInstances', 'CreateImage', 'CreateSecurityGroup', 'AuthorizeSecurityGroupIngress'] }, ...asksFor },
    actions: { 'ec2:CreateTags': ['create-image', 'launch-server-2', 'balancer-firewall', 'web-firewall'] },
  },
  {
    // The first server, what the person agreed to adopt, and what is made.
    sid: 'TagWhatWasThere',
    on: [...ec2('instance', 'security-group'), 'ec2-without-account image/*'],
    only: asksFor,
    actions: { 'ec2:CreateTags': ['preflight', 'create-image', 'launch-server-2', 'balancer-firewall'] },
  },
  {
    sid: 'ChangeOwn',
    on: [...ec2('instance', 'security-group'), ...images],
    only: carries,
    actions: {
      'ec2:CreateImage': ['create-image'],
      'ec2:DeregisterImage': ['create-image'],
      'ec2:DeleteSnapshot': ['create-image'],
      'ec2:StopInstances': ['create-image', 'drill-web'],
      'ec2:StartInstances': ['create-image', 'launch-server-2', 'drill-web'],
      'ec2:TerminateInstances': ['launch-server-2'],
      'ec2:DeleteSecurityGroup': ['balancer-firewall'],
      'ec2:DeleteTags': ['preflight', 'create-image', 'launch-server-2', 'balancer-firewall'],
    },
  },
  {
    // The web servers' firewall was there before us and carries no run of ours.
    sid: 'ChangeFirewallRules',
    on: ec2('security-group'),
    actions: {
      'ec2:AuthorizeSecurityGroupIngress': ['balancer-firewall', 'web-firewall'],
      'ec2:RevokeSecurityGroupIngress': ['web-firewall'],
    },
  },
  {
    sid: 'NoteClosedRules',
    on: ec2('security-group'),
    only: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'redundant-blog:closed' } },
    actions: { 'ec2:CreateTags': ['web-firewall'], 'ec2:DeleteTags': ['web-firewall'] },
  },
  whoIsAtWork,
  {
    // Without a key file: a key for one minute, and for no other user.
    sid: 'LogIn',
    on: ec2('instance'),
    only: { StringEquals: { 'ec2:osuser': 'ec2-user' } },
    actions: { 'ec2-instance-connect:SendSSHPublicKey': login },
  },
  {
    sid: 'MakeEntrance',
    on: entrance,
    only: asksFor,
    actions: { 'elasticloadbalancing:CreateTargetGroup': ['target-group'], 'elasticloadbalancing:CreateLoadBalancer': ['load-balancer'] },
  },
  {
    sid: 'TagListenerAsMade',
    on: elb('listener/app/*'),
    only: { StringEquals: { 'elasticloadbalancing:CreateAction': 'CreateListener' }, ...asksFor },
    actions: { 'elasticloadbalancing:AddTags': ['load-balancer'] },
  },
  {
    // As it is made, and what the person agreed to adopt.
    sid: 'TagEntrance',
    on: entrance,
    only: asksFor,
    actions: { 'elasticloadbalancing:AddTags': ['target-group', 'load-balancer'] },
  },
  {
    sid: 'ChangeOwnEntrance',
    on: entrance,
    only: carries,
    actions: {
      'elasticloadbalancing:RegisterTargets': ['target-group'],
      'elasticloadbalancing:ModifyTargetGroup': ['drill-web'],
      'elasticloadbalancing:CreateListener': ['load-balancer'],
      'elasticloadbalancing:AddTags': ['site-address', 'drill-web'],
      'elasticloadbalancing:RemoveTags': ['target-group', 'load-balancer', 'site-address', 'drill-web'],
      'elasticloadbalancing:DeleteTargetGroup': ['target-group'],
      'elasticloadbalancing:DeleteLoadBalancer': ['load-balancer'],
    },
  },
  {
    sid: 'CloseOwnListener',
    on: elb('listener/app/*'),
    only: carries,
    actions: { 'elasticloadbalancing:DeleteListener': ['load-balancer'] },
  },
  {
    // The database was there before us, so only its ARN can narrow this: put its identifier in place of the *.
    sid: 'ChangeDatabase',
    on: ['rds db:*'],
    actions: {
      'rds:ModifyDBInstance': ['multi-az'],
      'rds:RebootDBInstance': ['drill-database'],
      'rds:AddTagsToResource': ['multi-az', 'drill-database'],
      'rds:RemoveTagsFromResource': ['multi-az', 'drill-database'],
    },
  },
  {
    sid: 'DeleteDatabaseKeepingACopy',
    on: ['rds db:*', 'rds snapshot:rb-*'],
    actions: { 'rds:DeleteDBInstance': ['delete-database'], 'rds:CreateDBSnapshot': ['delete-database'], 'rds:AddTagsToResource': ['delete-database'] },
  },
];

/** The first load balancer of an account needs AWS to make a role of its own. No call of ours: AWS asks it of whoever makes the balancer. */
export const serviceRole = {
  sid: 'FirstBalancer',
  on: ['role aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing'],
  actions: { 'iam:CreateServiceLinkedRole': ['load-balancer'] },
} as const satisfies Grant;

/** The steps that need this action; not those that only say with it who is at work. */
export function callersOf(action: string): readonly Caller[] | 'every' {
  const needed = grants.filter((grant) => grant !== whoIsAtWork);
  const known = needed.flatMap((grant) => (grant.actions[action] === undefined ? [] : [grant.actions[action]]));
  return known.includes('every') ? 'every' : [...new Set(known.flatMap((callers) => (callers === 'every' ? [] : callers)))];
}
