import { DescribeInstanceTypeOfferingsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { findSupportEnd } from '../../aws/find/engine.ts';
import { findServers, groupIdsOf, serverName } from '../../aws/find/servers.ts';
import { isOurs } from '../../aws/find/seeker.ts';
import { UserError } from '../../errors.ts';
import type { Words } from '../../ui/language/words.ts';
import { addressesCost, keyOfAnother, keyPairGone, quotaNear, rootEncrypted, standbyCost } from './account.ts';
import { deniedIn } from './permissions.ts';
import type { Scene } from './scene.ts';
import { contentDiffers } from './twins.ts';

/** `block`: the journey stops; `warn`: the person is asked; `inform`: it is said. */
export type Severity = 'block' | 'warn' | 'inform';

type Values = readonly string[];

/** One thing that may be wrong. What `look` returns, the words name; undefined: all is well, or it cannot be seen from here. */
export interface Row {
  readonly id: keyof Words['doctor']['rows'];
  readonly severity: Severity;
  look(scene: Scene): Promise<Values | undefined> | Values | undefined;
}

const yes: Values = [];
const when = (wrong: boolean | undefined, ...values: string[]): Values | undefined => (wrong === true ? values : undefined);
const fact =
  (name: string) =>
  ({ inside }: Scene) => {
    const value = inside?.facts.get(name);
    return value === undefined ? undefined : [value];
  };

/** In the order in which they are told. Those that need a call of their own come last. */
export const rows: readonly Row[] = [
  { id: 'spot-server', severity: 'block', look: ({ server }) => when(server.InstanceLifecycle === 'spot', server.InstanceId ?? '') },
  { id: 'instance-store', severity: 'block', look: ({ server }) => when(server.RootDeviceType === 'instance-store', server.InstanceId ?? '') },
  {
    id: 'subnet-small',
    severity: 'block',
    look: ({ pair }) => {
      const small = pair.find(({ CidrBlock = '' }) => Number(CidrBlock.split('/')[1]) > 27);
      return small === undefined ? undefined : [small.SubnetId ?? '', small.CidrBlock ?? ''];
    },
  },
  {
    id: 'web-group-on-database',
    severity: 'block',
    look: ({ database, chosen }) =>
      when(
        database.VpcSecurityGroups?.some(({ VpcSecurityGroupId }) => VpcSecurityGroupId === chosen.webGroup),
        chosen.webGroup,
        chosen.database,
      ),
  },
  { id: 'web-group-shared', severity: 'block', look: sharedWith },
  {
    id: 'database-not-available',
    severity: 'block',
    look: ({ database: { DBInstanceStatus: status = '' }, chosen }) =>
      when(/^(stopp|fail|delet|inaccessible|incompatible)/.test(status), chosen.database, status),
  },
  {
    id: 'blog-on-https',
    severity: 'block',
    look: (scene) => when(homeOf(scene)?.startsWith('https:'), homeOf(scene) ?? ''),
  },
  { id: 'several-blogs', severity: 'block', look: fact('blogs') },
  { id: 'type-not-in-zone', severity: 'block', look: typeMissing },
  { id: 'key-pair-gone', severity: 'block', look: keyPairGone },

  // Not in the way yet: somebody else may take the steps that need them.
  { id: 'key-of-another', severity: 'warn', look: keyOfAnother },
  { id: 'permissions-missing', severity: 'warn', look: deniedIn },
  { id: 'blog-has-domain', severity: 'warn', look: (scene) => domainOf(homeOf(scene)) },
  { id: 'index-speaks', severity: 'warn', look: fact('index') },
  { id: 'object-cache', severity: 'warn', look: fact('object-cache') },
  { id: 'salts-placeholder', severity: 'warn', look: ({ inside }) => when(inside?.facts.has('salts')) },
  { id: 'lockout-plugin', severity: 'warn', look: fact('lockout') },
  { id: 'os-end-of-life', severity: 'warn', look: ({ inside }) => oldSystem(inside?.facts.get('os')) },
  {
    id: 'database-admits-elsewhere',
    severity: 'warn',
    look: ({ databaseRules, server, chosen }) => when(!admits(databaseRules, groupIdsOf(server)), chosen.database),
  },
  { id: 'database-public', severity: 'warn', look: ({ database, chosen }) => when(database.PubliclyAccessible, chosen.database) },
  { id: 'no-backups', severity: 'warn', look: ({ database, chosen }) => when(database.BackupRetentionPeriod === 0, chosen.database) },
  {
    id: 'has-replicas',
    severity: 'warn',
    look: ({ database: { ReadReplicaDBInstanceIdentifiers: replicas = [] }, chosen }) => when(replicas.length > 0, chosen.database, replicas.join(', ')),
  },
  { id: 'engine-support-ends', severity: 'warn', look: supportEnds },
  { id: 'default-vpc', severity: 'warn', look: defaultVpc },
  {
    id: 'marketplace-image',
    severity: 'warn',
    look: ({ server }) =>
      when(
        server.ProductCodes?.some(({ ProductCodeType }) => ProductCodeType === 'marketplace'),
        server.ImageId ?? '',
      ),
  },
  { id: 'root-encrypted', severity: 'warn', look: rootEncrypted },
  { id: 'quota-near', severity: 'warn', look: quotaNear },
  { id: 'servers-differ', severity: 'warn', look: contentDiffers },

  { id: 'no-key-pair', severity: 'inform', look: ({ server }) => when(server.KeyName === undefined, server.InstanceId ?? '') },
  {
    id: 'instance-profile',
    severity: 'inform',
    look: ({ server: { IamInstanceProfile: profile, InstanceId = '' } }) => when(profile !== undefined, InstanceId, profile?.Arn ?? ''),
  },
  { id: 'metadata-v1', severity: 'inform', look: ({ server }) => when(server.MetadataOptions?.HttpTokens === 'optional', server.InstanceId ?? '') },
  { id: 'deletion-protected', severity: 'inform', look: ({ database, chosen }) => when(database.DeletionProtection, chosen.database) },
  { id: 'uploads-on-one-server', severity: 'inform', look: fact('uploads') },
  { id: 'cron-on-both', severity: 'inform', look: fact('cron') },
  { id: 'xmlrpc-open', severity: 'inform', look: fact('xmlrpc') },
  { id: 'shallow-health-check', severity: 'inform', look: () => yes },
  { id: 'image-holds-secrets', severity: 'inform', look: () => yes },
  { id: 'no-https', severity: 'inform', look: () => yes },
  { id: 'addresses-cost', severity: 'inform', look: addressesCost },
  { id: 'standby-cost', severity: 'inform', look: standbyCost },
];

/** The tutorial's second server may be there already; strangers would be shut off. */
async function sharedWith({ ctx, chosen }: Scene): Promise<Values | undefined> {
  const others = (await findServers(ctx)).filter(
    (one) =>
      groupIdsOf(one).includes(chosen.webGroup) &&
      one.InstanceId !== chosen.server1 &&
      serverName(one) !== ctx.names.server2 &&
      !isOurs(one.Tags, ctx.run, 'launch-server-2'),
  );
  return others.length === 0 ? undefined : [chosen.webGroup, others.map((one) => `${serverName(one) ?? ''} ${one.InstanceId}`.trim()).join(', ')];
}

async function typeMissing({ ctx, server, pair }: Scene): Promise<Values | undefined> {
  const zone = pair[1]?.AvailabilityZone ?? '';
  const type = server.InstanceType ?? '';
  const Filters = [
    { Name: 'instance-type', Values: [type] },
    { Name: 'location', Values: [zone] },
  ];
  const { InstanceTypeOfferings: offered = [] } = await ctx.aws.ec2.read(
    new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters }),
  );
  return when(offered.length === 0, type, zone);
}

async function defaultVpc({ ctx, server }: Scene): Promise<Values | undefined> {
  const { Vpcs = [] } = await ctx.aws.ec2.read(new DescribeVpcsCommand({ VpcIds: [server.VpcId ?? ''] }));
  return when(Vpcs[0]?.IsDefault, server.VpcId ?? '');
}

const halfYear = 183 * 86_400_000;

async function supportEnds({ ctx, database }: Scene): Promise<Values | undefined> {
  const end = await findSupportEnd(ctx, database);
  const engine = `${database.Engine ?? ''} ${database.EngineVersion ?? ''}`;
  return end === undefined || end.getTime() > ctx.clock.now() + halfYear ? undefined : [engine, end.toISOString().slice(0, 10)];
}

const homeOf = ({ inside }: Scene): string | undefined => (inside === undefined || inside.address instanceof UserError ? undefined : inside.address.home);

const domainOf = (home: string | undefined): Values | undefined => {
  const host = home !== undefined && URL.canParse(home) ? new URL(home).hostname : '';
  const plain = /^[\d.]+$|^\[|^localhost$|\.localhost$|\.(elb|compute)\.amazonaws\.com$|\.compute-1\.amazonaws\.com$/.test(host);
  return host === '' || plain ? undefined : [host];
};

/** Past their maker's support, as far as it is known for certain. */
const oldSystem = (system: string | undefined): Values | undefined =>
  system !== undefined && /^(amzn (2|2018\.03)|centos [78])$/.test(system) ? [system] : undefined;

/** Does some rule let in whoever carries the web servers' firewall, or any address? Then the second server gets in as well. */
function admits(rules: Scene['databaseRules'], groups: readonly string[]): boolean {
  return rules.some((rule) => groups.includes(rule.ReferencedGroupInfo?.GroupId ?? '') || (rule.CidrIpv4 !== undefined && !rule.CidrIpv4.endsWith('/32')));
}
