import { randomInt } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { places, wantOf } from './firstboot.ts';
import { theme } from './pages.ts';
import { documentRoot } from './site.ts';

export interface WordPressOptions {
  /** The database's endpoint. */
  readonly dbHost: string;
  readonly dbPassword: string;
  readonly dbUser?: string;
  readonly dbName?: string;
  readonly tablePrefix?: string;
  /** A folder with real WordPress in it, to be copied in place of the sample blog's stand-ins. */
  readonly source?: string;
  /** Let in as ec2-user from the start (an instance's key pair is let in at its first boot anyway). */
  readonly publicKey?: string;
}

export const wordPressVersion = '6.8.3';

/** Writes what part 1 of the tutorial leaves on a server's disk: Amazon Linux 2023 with WordPress in /var/www/html. */
export async function writeWordPress(folder: string, options: WordPressOptions): Promise<void> {
  if (options.source !== undefined) await copyWordPress(options.source, join(folder, documentRoot));
  for (const [name, content] of Object.entries(files(options))) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: name === places.authorizedKeys ? 0o600 : 0o644 });
  }
  for (const name of [`${documentRoot}/wp-content/uploads`, 'tmp', 'root', 'var/log/httpd']) await mkdir(join(folder, name), { recursive: true });
}

/** All of it but its settings; a system's package spreads it over links, a server's own copy has the files. */
async function copyWordPress(source: string, root: string): Promise<void> {
  const notOurs = ['wp-config.php', '.htaccess'].map((name) => join(source, name));
  await cp(source, root, { recursive: true, dereference: true, filter: (file) => !notOurs.includes(file) });
}

function files(options: WordPressOptions): Record<string, string> {
  const written = options.source === undefined ? siteFiles(options) : { '.htaccess': htaccess, 'wp-config.php': wpConfig(options) };
  const site = Object.fromEntries(Object.entries(written).map(([name, content]) => [`${documentRoot}/${name}`, content]));
  return {
    ...site,
    ...systemFiles,
    [places.authorizedKeys]: options.publicKey === undefined ? '' : `${options.publicKey.trim()}\n`,
    [wantOf('httpd')]: unit('The Apache HTTP Server'),
    [wantOf('php-fpm')]: unit('The PHP FastCGI Process Manager'),
  };
}

const unit = (description: string) => `[Unit]\nDescription=${description}\n`;

const systemFiles = {
  'etc/os-release': [
    'NAME="Amazon Linux"',
    'VERSION="2023"',
    'ID="amzn"',
    'ID_LIKE="fedora"',
    'VERSION_ID="2023"',
    'PLATFORM_ID="platform:al2023"',
    'PRETTY_NAME="Amazon Linux 2023"',
    'HOME_URL="https://aws.amazon.com/linux/amazon-linux-2023/"',
    '',
  ].join('\n'),
  'etc/system-release': 'Amazon Linux release 2023 (Amazon Linux)\n',
  'etc/passwd': [
    'root:x:0:0:root:/root:/bin/bash',
    'ec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash',
    'apache:x:48:48:Apache:/usr/share/httpd:/sbin/nologin',
    '',
  ].join('\n'),
  'etc/httpd/conf/httpd.conf':
    'ServerRoot "/etc/httpd"\nListen 80\nDocumentRoot "/var/www/html"\n<Directory "/var/www/html">\n    AllowOverride All\n    Require all granted\n</Directory>\n',
} as const;

const silence = '<?php\n// Nothing to list here.\n';
const stub = (says: string) => `<?php\n// ${says} (the lab's sample blog does this part by itself)\n`;

function siteFiles(options: WordPressOptions): Record<string, string> {
  return {
    '.htaccess': htaccess,
    'index.php': indexPhp,
    'readme.html': readme,
    'wp-admin/index.php': stub('The dashboard'),
    'wp-admin/install.php': stub('Makes the tables and the first user'),
    'wp-blog-header.php': stub('Loads the blog and shows the page'),
    'wp-config.php': wpConfig(options),
    'wp-cron.php': stub('Runs what is due'),
    'wp-load.php': stub('Finds wp-config.php'),
    'wp-login.php': stub('Asks who you are'),
    'wp-settings.php': stub('Sets up everything else'),
    'wp-content/index.php': silence,
    'wp-content/plugins/index.php': silence,
    'wp-content/themes/index.php': silence,
    [`${theme}/style.css`]: stylesheet,
    [`${theme}/index.php`]: silence,
    'wp-includes/version.php': `<?php\n$wp_version = '${wordPressVersion}';\n$wp_db_version = 60421;\n$required_php_version = '7.2.24';\n$required_mysql_version = '5.5.5';\n`,
  };
}

/** WordPress as its archive has it: no settings, no blog yet. */
export function freshSite(): Record<string, string> {
  const {
    'wp-config.php': sample = '',
    '.htaccess': _later,
    ...site
  } = siteFiles({ dbHost: 'localhost', dbPassword: 'password_here', dbUser: 'username_here', dbName: 'database_name_here' });
  return { ...site, 'wp-config-sample.php': sample };
}

const indexPhp = `<?php
/**
 * The front door: the web server sends every page of the blog through here.
 */
define( 'WP_USE_THEMES', true );
require __DIR__ . '/wp-blog-header.php';
`;

const htaccess = `<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
`;

const readme = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>WordPress: read me</title></head>
<body>
<h1>WordPress</h1>
<p>Version ${wordPressVersion}, as the lab's sample blog plays it. This page is a file: it is served even when PHP or the database is not there.</p>
</body>
</html>
`;

const stylesheet = `/*
Theme Name: Harbour
Description: The sample blog's look.
*/
:root { color-scheme: light dark; --ink: #1d2b33; --paper: #fbfaf7; --sea: #1b6f8a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecef; --paper: #14191c; --sea: #7cc6dd; } }
body { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.7 system-ui, sans-serif; }
a { color: var(--sea); }
.site-title { margin: 0; font-size: 1.75rem; font-weight: 700; }
.site-title a { color: inherit; text-decoration: none; }
article { margin: 2.5rem 0; }
article h2 { margin: 0; }
time { opacity: 0.7; font-size: 0.875rem; }
footer { margin-top: 3rem; border-top: 1px solid currentColor; }
.served-by { display: inline-block; padding: 0.125rem 0.75rem; border-radius: 1rem; background: var(--sea); color: var(--paper); }
`;

const define = (name: string, value: string) => `define( '${name}', '${value.replace(/[\\']/g, '\\$&')}' );`;

function wpConfig({ dbHost, dbPassword, dbUser = 'wordpress', dbName = 'wordpress', tablePrefix = 'wp_' }: WordPressOptions): string {
  return `<?php
// The blog's settings: its database first.

${define('DB_NAME', dbName)}
${define('DB_USER', dbUser)}
${define('DB_PASSWORD', dbPassword)}
${define('DB_HOST', dbHost)}
${define('DB_CHARSET', 'utf8mb4')}
${define('DB_COLLATE', '')}

// Secrets that sign logins; all servers of one blog must have the same.
${saltNames.map((name) => define(name, salt())).join('\n')}

$table_prefix = '${tablePrefix}';

define( 'WP_DEBUG', false );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}

require_once ABSPATH . 'wp-settings.php';
`;
}

const saltNames = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'];
const saltLetters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#%^&*()-_[]{}<>~+=,.;:/?|';

function salt(): string {
  return Array.from({ length: 64 }, () => saltLetters[randomInt(saltLetters.length)]).join('');
}
