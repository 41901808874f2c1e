import type { Instance, SecurityGroupRule, Subnet } from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { findDatabases } from '../../aws/find/databases.ts';
import { findRules } from '../../aws/find/firewalls.ts';
import { findSubnets } from '../../aws/find/network.ts';
import { mustFindServer } from '../../aws/find/servers.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';
import type { BlogConfig } from '../../blog/wp-config.ts';
import type { SiteAddress } from '../../blog/database.ts';
import type { Chosen } from './choose.ts';

/** The blog as the checks see it: everything is fetched once. */
export interface Scene {
  readonly ctx: StepContext;
  readonly chosen: Chosen;
  readonly server: Instance;
  readonly database: DBInstance;
  readonly pair: readonly Subnet[];
  /** Of the first server's firewalls, and of the database's. */
  readonly databaseRules: readonly SecurityGroupRule[];
  /** Undefined: the server cannot be logged in to (or must not: `--api-only`). */
  readonly inside: Inside | undefined;
}

/** What only a login on the server tells. */
export interface Inside {
  readonly config: BlogConfig;
  /** Or why its database could not be asked. */
  readonly address: SiteAddress | UserError;
  /** One fact a word, as `factsScript` writes them. */
  readonly facts: ReadonlyMap<string, string>;
}

/** Looks at everything the checks want to know; `outside`: without a login. */
export async function sceneOf(ctx: StepContext, chosen: Chosen, from: 'inside' | 'outside'): Promise<Scene> {
  const server = await mustFindServer(ctx, chosen.server1);
  const database = (await findDatabases(ctx)).find((one) => one.DBInstanceIdentifier === chosen.database);
  if (database === undefined) throw new UserError('no-such-database', [chosen.database, ctx.run.region]);
  const subnets = await findSubnets(ctx, server.VpcId ?? '');
  const pair = [server.SubnetId, chosen.subnet2].flatMap((id) => subnets.find(({ SubnetId }) => SubnetId === id) ?? []);
  const groups = (database.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []);
  const databaseRules = (await Promise.all(groups.map((id) => findRules(ctx, id)))).flat();
  const inside = ctx.apiOnly || from === 'outside' ? undefined : await insideOf(ctx, server);
  return { ctx, chosen, server, database, pair, databaseRules, inside };
}

async function insideOf(ctx: StepContext, server: Instance): Promise<Inside> {
  const config = await ctx.blog.config(server);
  const shell = await ctx.blog.shell(server);
  const { out } = await shell.run(factsScript(config.root));
  const facts = new Map(
    out.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
  const address = await ctx.blog.database(server, (database) => database.address()).catch(asFinding);
  return { config, address, facts };
}

/** A database that does not answer is something to be told beside the rest. */
function asFinding(error: unknown): UserError {
  if (error instanceof UserError && error.outcome === 'failed') return error;
  throw error;
}

/** All that is asked of the server, in one go: each line is `fact=value`, and a fact that does not hold has no line. */
const factsScript = (root: string) => `cd '${root}' || exit 0
if [ -f wp-content/object-cache.php ]; then echo object-cache=wp-content/object-cache.php; fi
if grep -q 'put your unique phrase here' wp-config.php ../wp-config.php 2>/dev/null; then echo salts=placeholder; fi
if [ -f xmlrpc.php ]; then echo xmlrpc=xmlrpc.php; fi
first=$(head -n 1 index.php 2>/dev/null)
case "$first" in '<?php'*|'') ;; *) echo "index=$first" ;; esac
for plugin in wordfence better-wp-security limit-login-attempts-reloaded loginizer stop-spammer-registrations-plugin all-in-one-wp-security-and-firewall; do
  if [ -d "wp-content/plugins/$plugin" ]; then echo "lockout=$plugin"; fi
done
if [ -d wp-content/uploads ]; then echo uploads=wp-content/uploads; fi
if grep -q DISABLE_WP_CRON wp-config.php ../wp-config.php 2>/dev/null; then echo cron=crontab; else echo cron=wp-cron; fi
blogs=
for load in $(find /var/www -maxdepth 4 -name wp-load.php 2>/dev/null | sort); do
  folder=\${load%/wp-load.php}
  if [ -f "$folder/wp-config.php" ] || { [ -f "$folder/../wp-config.php" ] && [ ! -f "$folder/../wp-settings.php" ]; }; then blogs="$blogs $folder"; fi
done
case "$blogs" in ' '*' '*) echo "blogs=$blogs" ;; esac
if [ -f /etc/os-release ]; then . /etc/os-release; echo "os=$ID $VERSION_ID"; fi
`;
