import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printed, settings, syntaxError } from './php.ts';

/** What wp-config.php says, as text: read at each request, as PHP does. */
export interface SiteConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly prefix: string;
  /** Constants that win over the rows `home` and `siteurl`. */
  readonly home?: string | undefined;
  readonly siteUrl?: string | undefined;
}

export const documentRoot = 'var/www/html';
const defaultPort = 3306;

/** The blog's settings; undefined when wp-config.php is missing or PHP could not read it. */
export function readSiteConfig(root: string, requestHost: string): SiteConfig | undefined {
  const source = readSource(join(root, 'wp-config.php'));
  if (source === undefined || syntaxError(source)) return undefined;
  const found = settings(source, requestHost);
  const [host = '', port] = (found.get('DB_HOST') ?? '').split(':');
  return {
    host,
    port: Number(port) || defaultPort,
    user: found.get('DB_USER') ?? '',
    password: found.get('DB_PASSWORD') ?? '',
    database: found.get('DB_NAME') ?? '',
    // It goes into SQL as a name, where nothing can be bound.
    prefix: /^\w{1,58}$/.test(found.get('$table_prefix') ?? '') ? (found.get('$table_prefix') ?? '') : 'wp_',
    home: untrailed(found.get('WP_HOME')),
    siteUrl: untrailed(found.get('WP_SITEURL')),
  };
}

/** What index.php prints around every page, or why there is no page: `broken` (a syntax error), `missing`. */
export function readFront(root: string): { readonly before: string; readonly after: string; readonly loads: boolean } | 'missing' | 'broken' {
  const source = readSource(join(root, 'index.php'));
  if (source === undefined) return 'missing';
  return syntaxError(source) ? 'broken' : printed(source);
}

/** The name a must-use plugin gives this server; `broken` when one of them would end PHP. */
export function readMarker(root: string): { readonly name?: string | undefined; readonly broken: boolean } {
  const folder = join(root, 'wp-content/mu-plugins');
  const sources = list(folder)
    .filter((name) => name.endsWith('.php'))
    .map((name) => readSource(join(folder, name)) ?? '');
  if (sources.some((source) => syntaxError(source))) return { broken: true };
  return { broken: false, name: sources.map((source) => settings(source).get('REDUNDANT_BLOG_SERVER')).find((name) => name !== undefined) };
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/** A file's text, or undefined when there is none to read. */
export function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const untrailed = (address: string | undefined) => address?.replace(/\/+$/, '');
