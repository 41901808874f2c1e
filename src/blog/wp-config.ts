import { UserError } from '../errors.ts';
import { constants, phpTokens, variable, type Setting } from './php.ts';
import type { Shell } from './shell.ts';

/** What wp-config.php says. */
export interface BlogConfig {
  /** The folder of WordPress. */
  readonly root: string;
  readonly database: { readonly name: string; readonly user: string; readonly password: string; readonly host: string; readonly port: number };
  /** Checked: letters, digits and underscores only, so that it may stand in a table's name. */
  readonly prefix: string;
  /** Constants that outrank the address in the database. */
  readonly overrides: readonly string[];
  readonly multisite: boolean;
}

/** Where the tutorial puts WordPress, and where else people do. */
const roots = ['/var/www/html', '/var/www/html/wordpress', '/var/www/html/blog', '/var/www/html/wp'];

// It says which root by number: a path that came back would be the server's word for it, not ours.
const findConfig = (): string =>
  roots
    .flatMap((root, index) => [`${root}/wp-config.php`, `${root}/../wp-config.php`].map((file) => ({ root, index, file })))
    .map(({ root, index, file }) => `if [ -f '${root}/wp-load.php' ] && [ -f '${file}' ]; then echo ${index}; cat '${file}'; exit 0; fi`)
    .concat('exit 40')
    .join('\n');

/** Reads wp-config.php on the server; its password never leaves this process's memory. */
export async function readConfig(shell: Shell): Promise<BlogConfig> {
  const ran = await shell.run(findConfig());
  if (ran.code === 40) throw new UserError('wordpress-not-found', [shell.instanceId, roots.join(', ')]);
  const end = ran.out.indexOf('\n');
  const root = roots[Number(ran.out.slice(0, end))];
  if (ran.code !== 0 || root === undefined) throw new UserError('script-failed', [shell.instanceId, ran.err.trim()]);
  return parseConfig(root, ran.out.slice(end + 1));
}

/** The settings in the text of a wp-config.php. */
export function parseConfig(root: string, source: string): BlogConfig {
  const tokens = phpTokens(source);
  const defined = constants(tokens);
  const wanted = (name: string) => literal(name, defined.get(name));
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(wanted('DB_HOST')) ?? [];
  const prefix = literal('$table_prefix', variable(tokens, 'table_prefix'));
  if (!/^[A-Za-z0-9_]{1,58}$/.test(prefix)) throw new UserError('table-prefix-unusable', [prefix]);
  return {
    root,
    database: { name: wanted('DB_NAME'), user: wanted('DB_USER'), password: wanted('DB_PASSWORD'), host, port: Number(port ?? 3306) },
    prefix,
    overrides: ['WP_HOME', 'WP_SITEURL', 'RELOCATE'].filter((name) => defined.has(name)),
    multisite: isOn(defined.get('MULTISITE')),
  };
}

function literal(name: string, setting: Setting | undefined): string {
  if (setting === undefined || 'computed' in setting) throw new UserError('wp-config-unclear', [name]);
  return setting.text;
}

const isOn = (setting: Setting | undefined): boolean => setting !== undefined && 'text' in setting && /^(true|1)$/i.test(setting.text);
