import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Instance } from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, test } from 'vitest';
import { findServers, serverName } from '../../src/aws/find/servers.ts';
import { createBlogAccess } from '../../src/blog/access.ts';
import type { SiteAddress } from '../../src/blog/database.ts';
import { Declined, UserError } from '../../src/errors.ts';
import type { Tables } from '../../src/lab/world.ts';
import type { StepContext } from '../../src/step.ts';
import { choose, type Chosen } from '../../src/steps/preflight/choose.ts';
import { examine, mustBeAgreed } from '../../src/steps/preflight/examine.ts';
import { rows, type Severity } from '../../src/steps/preflight/rows.ts';
import { en } from '../../src/ui/language/en.ts';
import { sharedBench, type Wizard } from './bench.ts';
import { testKey } from '../support/keys.ts';

/** Makes the lab so, and gives the way back. */
type Spoil = () => Promise<Mend> | Mend;
type Mend = () => Promise<unknown> | void;

interface Case {
  readonly id: string;
  readonly severity: Severity;
  readonly by: string;
  readonly spoil: Spoil;
  /** What the finding must name. */
  readonly names?: string;
}

const bench = sharedBench();
let wizard: Wizard;
let ctx: StepContext;
let chosen: Chosen;
let server: Instance;

const home = () => bench().lab.home;

/** Another record than AWS would give of the base, until it is put back. */
function record<Name extends keyof Tables>(name: Name, which: (row: Tables[Name]) => boolean, change: (row: Tables[Name]) => void): Spoil {
  return () => {
    const table = home().table(name);
    const row = table.all().find(which);
    if (row === undefined) throw new Error(`no ${name}`);
    const kept = structuredClone(row);
    table.edit(row.id, change);
    return () => void table.put(kept);
  };
}

const onServer = (change: (row: Tables['instance']) => void) => record('instance', ({ id }) => id === chosen.server1, change);
const onDatabase = (change: (row: Tables['dbInstance']) => void) => record('dbInstance', ({ id }) => id === chosen.database, change);
const onSubnet = (change: (row: Tables['subnet']) => void) => record('subnet', ({ id }) => id === chosen.subnet2, change);

/** A script on the first server, and the one that takes it back. */
function script(there: string, back: string): Spoil {
  return async () => {
    const shell = await wizard.blog.shell(server);
    const ran = await shell.run(`cd /var/www/html || exit 1\n${there}`);
    if (ran.code !== 0) throw new Error(ran.err);
    return () => shell.run(`cd /var/www/html\n${back}`);
  };
}

const edited = (file: string, sed: string) =>
  script(`cp -p ${file} /tmp/kept && sed -e "${sed}" /tmp/kept > /tmp/new && cat /tmp/new > ${file}`, `cp -p /tmp/kept ${file}`);
const made = (path: string) => script(`mkdir -p ${path}`, `rm -rf ${path}`);

function addressed(to: SiteAddress): Spoil {
  return async () => {
    const before = await wizard.blog.database(server, (database) => database.address());
    const move = (from: SiteAddress, until: SiteAddress) => wizard.blog.database(server, (database) => database.moveAddress(from, until));
    await move(before, to);
    return () => move(to, before);
  };
}

const site = (url: string): SiteAddress => ({ siteurl: url, home: url });
const asItIs: Spoil = () => () => undefined;

const cases: readonly Case[] = [
  {
    id: 'server-not-running',
    severity: 'block',
    by: 'a first server that is stopped',
    spoil: onServer((row) => void (row.State = { Code: 80, Name: 'stopped' })),
  },
  { id: 'subnet-full', severity: 'block', by: 'a second subnet with three addresses left', spoil: onSubnet((row) => void (row.CidrBlock = '10.0.1.0/29')) },
  {
    id: 'subnets-in-one-zone',
    severity: 'block',
    by: 'a second subnet in the zone of the first server',
    spoil: onSubnet(
      (row) =>
        void (row.AvailabilityZoneId = home()
          .table('subnet')
          .get(server.SubnetId ?? '')?.AvailabilityZoneId),
    ),
  },
  {
    id: 'subnet-not-public',
    severity: 'block',
    by: 'subnets without a way to the internet',
    spoil: record(
      'routeTable',
      ({ Routes }) => Routes?.some(({ GatewayId }) => GatewayId?.startsWith('igw-') === true) === true,
      (row) => void (row.Routes = row.Routes?.filter(({ GatewayId }) => GatewayId?.startsWith('igw-') !== true)),
    ),
  },
  { id: 'database-is-cluster', severity: 'block', by: 'Aurora', spoil: onDatabase((row) => void (row.Engine = 'aurora-mysql')) },
  {
    id: 'database-is-replica',
    severity: 'block',
    by: 'a read replica',
    spoil: onDatabase((row) => void (row.ReadReplicaSourceDBInstanceIdentifier = 'database-0')),
  },
  { id: 'database-engine', severity: 'block', by: 'PostgreSQL', spoil: onDatabase((row) => void (row.Engine = 'postgres')) },
  {
    id: 'database-in-one-zone',
    severity: 'block',
    by: 'a subnet group in one zone',
    spoil: onDatabase((row) => void (row.DBSubnetGroup = { ...row.DBSubnetGroup, Subnets: row.DBSubnetGroup?.Subnets?.slice(0, 1) })),
  },
  {
    id: 'address-fixed-in-wp-config',
    severity: 'block',
    by: 'WP_HOME',
    spoil: edited('wp-config.php', "1s|$| define( 'WP_HOME', 'http://x' );|"),
    names: 'WP_HOME',
  },
  { id: 'blog-is-multisite', severity: 'block', by: 'MULTISITE', spoil: edited('wp-config.php', "1s|$| define( 'MULTISITE', true );|") },
  {
    id: 'table-prefix-unusable',
    severity: 'block',
    by: 'a prefix that could end a statement',
    spoil: edited('wp-config.php', "s/^.table_prefix.*/\\$table_prefix = 'wp-1';/"),
  },
  {
    id: 'database-not-the-blogs',
    severity: 'block',
    by: 'another DB_HOST',
    spoil: edited('wp-config.php', "s/'DB_HOST', *'[^']*'/'DB_HOST', 'localhost'/"),
    names: 'localhost',
  },
  {
    id: 'database-login-refused',
    severity: 'block',
    by: 'another DB_PASSWORD',
    spoil: edited('wp-config.php', "s/'DB_PASSWORD', *'[^']*'/'DB_PASSWORD', 'x'/"),
  },
  {
    id: 'web-server-not-enabled',
    severity: 'block',
    by: 'a web server that nobody starts',
    spoil: script('systemctl disable httpd', 'systemctl enable httpd'),
    names: 'httpd',
  },
  { id: 'health-page-missing', severity: 'block', by: 'no readme.html', spoil: script('mv readme.html /tmp/', 'mv /tmp/readme.html .') },

  { id: 'spot-server', severity: 'block', by: 'a spot instance', spoil: onServer((row) => void (row.InstanceLifecycle = 'spot')) },
  { id: 'instance-store', severity: 'block', by: 'a root disk that cannot be stopped', spoil: onServer((row) => void (row.RootDeviceType = 'instance-store')) },
  { id: 'subnet-small', severity: 'block', by: 'a second subnet of /28', spoil: onSubnet((row) => void (row.CidrBlock = '10.0.1.0/28')), names: '/28' },
  {
    id: 'web-group-on-database',
    severity: 'block',
    by: "a database behind the web servers' firewall",
    spoil: onDatabase((row) => void (row.VpcSecurityGroups = [...(row.VpcSecurityGroups ?? []), { VpcSecurityGroupId: chosen.webGroup, Status: 'active' }])),
  },
  {
    id: 'web-group-shared',
    severity: 'block',
    by: 'a stranger behind the same firewall',
    spoil: () => {
      const own = home().table('instance').get(chosen.server1);
      if (own === undefined) throw new Error('no server');
      const id = 'i-00000000stranger';
      home()
        .table('instance')
        .put({ ...structuredClone(own), id, InstanceId: id, Tags: [], State: { Code: 80, Name: 'stopped' } });
      return () => void home().table('instance').remove(id);
    },
    names: 'i-00000000stranger',
  },
  {
    id: 'database-not-available',
    severity: 'block',
    by: 'a database that is stopped',
    spoil: onDatabase((row) => void (row.DBInstanceStatus = 'stopped')),
    names: 'stopped',
  },
  { id: 'blog-on-https', severity: 'block', by: 'a blog that speaks HTTPS', spoil: addressed(site('https://198.51.100.7')) },
  {
    id: 'several-blogs',
    severity: 'block',
    by: 'a second WordPress in a folder',
    spoil: script('mkdir old && cp wp-load.php wp-config.php old/', 'rm -r old'),
    names: '/var/www/html/old',
  },
  {
    id: 'type-not-in-zone',
    severity: 'block',
    by: 'a type that the other zone has not',
    spoil: onServer((row) => void Object.assign(row, { InstanceType: 'p9.huge' })),
    names: 'p9.huge',
  },
  {
    id: 'key-pair-gone',
    severity: 'block',
    by: 'a key pair that was deleted',
    spoil: () => {
      const [pair] = home().table('keyPair').all();
      if (pair === undefined) throw new Error('no key pair');
      const kept = structuredClone(pair);
      home().table('keyPair').remove(pair.id);
      return () => void home().table('keyPair').put(kept);
    },
    names: 'my-key',
  },

  {
    id: 'key-of-another',
    severity: 'warn',
    by: "a key file that is not the key pair's",
    spoil: record(
      'keyPair',
      () => true,
      (row) => void (row.publicKey = `ssh-ed25519 ${Buffer.from('another').toString('base64')} x`),
    ),
    names: 'my-key.pem',
  },
  {
    id: 'blog-has-domain',
    severity: 'warn',
    by: 'a blog with a name of its own',
    spoil: addressed(site('http://blog.example.com')),
    names: 'blog.example.com',
  },
  { id: 'index-speaks', severity: 'warn', by: 'a text before <?php', spoil: edited('index.php', '1s|^|Web Server1 |') },
  { id: 'object-cache', severity: 'warn', by: 'an object cache', spoil: script('touch wp-content/object-cache.php', 'rm wp-content/object-cache.php') },
  { id: 'salts-placeholder', severity: 'warn', by: 'salts that everybody knows', spoil: edited('wp-config.php', '1s|$| /* put your unique phrase here */|') },
  { id: 'lockout-plugin', severity: 'warn', by: 'a plugin that locks out addresses', spoil: made('wp-content/plugins/wordfence'), names: 'wordfence' },
  {
    id: 'os-end-of-life',
    severity: 'warn',
    by: 'Amazon Linux 2',
    spoil: edited('/etc/os-release', 's/^VERSION_ID=.*/VERSION_ID=2/; s/^ID=.*/ID=amzn/'),
    names: 'amzn 2',
  },
  {
    id: 'database-admits-elsewhere',
    severity: 'warn',
    by: 'a database that admits the first server alone',
    spoil: record(
      'securityGroupRule',
      ({ FromPort }) => FromPort === 3306,
      (row) => {
        delete row.ReferencedGroupInfo;
        row.CidrIpv4 = `${server.PrivateIpAddress}/32`;
      },
    ),
  },
  { id: 'database-public', severity: 'warn', by: 'a database with a public address', spoil: onDatabase((row) => void (row.PubliclyAccessible = true)) },
  { id: 'no-backups', severity: 'warn', by: 'a database without backups', spoil: onDatabase((row) => void (row.BackupRetentionPeriod = 0)) },
  {
    id: 'has-replicas',
    severity: 'warn',
    by: 'a database with a read replica',
    spoil: onDatabase((row) => void (row.ReadReplicaDBInstanceIdentifiers = ['replica-1'])),
    names: 'replica-1',
  },
  { id: 'engine-support-ends', severity: 'warn', by: 'MySQL 5.7', spoil: onDatabase((row) => void (row.EngineVersion = '5.7.44')), names: '5.7.44' },
  {
    id: 'default-vpc',
    severity: 'warn',
    by: 'the default VPC',
    spoil: record(
      'vpc',
      () => true,
      (row) => void (row.IsDefault = true),
    ),
  },
  {
    id: 'marketplace-image',
    severity: 'warn',
    by: 'a product of the Marketplace',
    spoil: onServer((row) => void (row.ProductCodes = [{ ProductCodeId: 'x', ProductCodeType: 'marketplace' }])),
  },
  {
    id: 'root-encrypted',
    severity: 'warn',
    by: 'an encrypted root disk',
    spoil: record(
      'volume',
      ({ Attachments }) => Attachments?.some(({ InstanceId }) => InstanceId === chosen.server1) === true,
      (row) => void Object.assign(row, { Encrypted: true, KmsKeyId: 'arn:aws:kms:ap-northeast-1:1:key/mine' }),
    ),
    names: 'key/mine',
  },
  {
    id: 'quota-near',
    severity: 'warn',
    by: 'four vCPUs that run already',
    spoil: onServer((row) => void (row.CpuOptions = { CoreCount: 2, ThreadsPerCore: 2 })),
    names: '4 vCPUs',
  },

  { id: 'no-key-pair', severity: 'inform', by: 'a server without a key pair', spoil: onServer((row) => void delete row.KeyName) },
  {
    id: 'instance-profile',
    severity: 'inform',
    by: 'a server with a role of its own',
    spoil: onServer((row) => void (row.IamInstanceProfile = { Arn: 'arn:aws:iam::123456789012:instance-profile/blog', Id: 'AIPA' })),
    names: 'instance-profile/blog',
  },
  {
    id: 'metadata-v1',
    severity: 'inform',
    by: 'IMDSv1',
    spoil: onServer((row) => void (row.MetadataOptions = { ...row.MetadataOptions, HttpTokens: 'optional' })),
  },
  { id: 'deletion-protected', severity: 'inform', by: 'a protected database', spoil: onDatabase((row) => void (row.DeletionProtection = true)) },
  { id: 'uploads-on-one-server', severity: 'inform', by: 'uploads', spoil: made('wp-content/uploads/2026') },
  {
    id: 'xmlrpc-open',
    severity: 'inform',
    by: 'xmlrpc.php',
    spoil: script('[ -f xmlrpc.php ] || touch xmlrpc.php /tmp/made', '[ ! -f /tmp/made ] || rm xmlrpc.php /tmp/made'),
  },
  {
    id: 'cron-on-both',
    severity: 'inform',
    by: 'a crontab in place of wp-cron',
    spoil: edited('wp-config.php', "1s|$| define( 'DISABLE_WP_CRON', true );|"),
    names: 'crontab',
  },
  { id: 'cron-on-both', severity: 'inform', by: 'wp-cron', spoil: asItIs, names: 'wp-cron' },
  { id: 'shallow-health-check', severity: 'inform', by: 'every blog', spoil: asItIs },
  { id: 'image-holds-secrets', severity: 'inform', by: 'every blog', spoil: asItIs },
  { id: 'no-https', severity: 'inform', by: 'every blog', spoil: asItIs },
  { id: 'addresses-cost', severity: 'inform', by: 'every blog', spoil: asItIs, names: '$10.95' },
  { id: 'standby-cost', severity: 'inform', by: 'a database without a standby', spoil: asItIs, names: 'database-1' },
];

/** Met elsewhere: a policy (doctor.long.test.ts), and below. */
const elsewhere = ['permissions-missing', 'servers-differ'];

describe.sequential('what preflight and doctor find out', { shuffle: false, timeout: 60_000 }, () => {
  beforeAll(async () => {
    wizard = bench().wizard();
    ctx = await wizard.context('preflight');
    chosen = await choose(ctx);
    server = await server1();
  });

  test('the base has nothing in the way, and nothing to ask about', async () => {
    const found = await examine(ctx, chosen);
    expect(found.filter(({ severity }) => severity !== 'inform')).toEqual([]);
  });

  test('every row has a case here', () => {
    const tried = new Set([...cases.map(({ id }) => id), ...elsewhere]);
    expect(rows.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  });

  test.each(cases)('$severity: $id, by $by', async ({ id, severity, spoil, names }) => {
    const mend = await spoil();
    try {
      wizard.aws.forget();
      const found = await examine(ctx, chosen);
      const one = found.find((each) => each.id === id);
      expect(one, found.map((each) => each.id).join(' ')).toMatchObject({ severity });
      expect(`${one?.what} ${one?.next}`).toContain(names ?? '');
      expect(one?.next).not.toBe('');
      expect(await agreed(found.filter((each) => each === one))).toBe({ block: 'stopped', warn: 'asked', inform: 'said' }[severity]);
    } finally {
      await mend();
      wizard.aws.forget();
    }
  });

  test('a key that nobody lets in stops it, and what is seen from outside tells why', async () => {
    const keyPath = join(bench().lab.connection.stateDir, '..', 'another.pem');
    writeFileSync(keyPath, testKey().private, { mode: 0o600 });
    const { aws, prompts, say, clock, signal } = ctx;
    const blog = createBlogAccess({ aws, prompts, say, words: en, clock, signal, keyPath });
    const found = await examine({ ...ctx, blog }, chosen);
    await blog.close();
    expect(found.map(({ id, severity }) => `${severity} ${id}`)).toEqual(expect.arrayContaining(['block ssh-login-refused', 'warn key-of-another']));
  });

  test('warn: servers-differ, by a plugin that is on one of two servers', async () => {
    await wizard.walk({ until: 'mark-server-2' });
    expect((await idsFound()).filter((id) => id === 'servers-differ')).toEqual([]);
    const mend = await made('wp-content/plugins/hello && echo 1 > wp-content/plugins/hello/hello.php')();
    const differing = (await examine(ctx, chosen)).find(({ id }) => id === 'servers-differ');
    expect(differing).toMatchObject({ severity: 'warn', what: expect.stringContaining('wp-content/plugins/hello') });
    expect(await agreed(differing === undefined ? [] : [differing])).toBe('asked');
    await mend();
    expect((await idsFound()).filter((id) => id === 'servers-differ')).toEqual([]);
  });
});

async function idsFound(): Promise<readonly string[]> {
  wizard.aws.forget();
  return (await examine(ctx, chosen)).map(({ id }) => id);
}

async function server1(): Promise<Instance> {
  const one = (await findServers(wizard)).find((each) => serverName(each) === 'Web Server1');
  if (one === undefined) throw new Error('no Web Server1');
  return one;
}

/** What the step makes of it: stops, asks (and is stopped by a no), or says it. */
async function agreed(found: Parameters<typeof mustBeAgreed>[1]): Promise<'stopped' | 'asked' | 'said'> {
  const flags: (string | undefined)[] = [];
  const confirm = async ({ flag }: { readonly flag?: string }) => flags.push(flag) < 0;
  try {
    await mustBeAgreed({ ...ctx, prompts: { ...ctx.prompts, confirm } }, found);
    return 'said';
  } catch (error) {
    if (error instanceof Declined && flags.join() === '--answer warnings=…') return 'asked';
    if (error instanceof UserError && error.outcome === 'failed' && flags.length === 0) return 'stopped';
    throw error;
  }
}
