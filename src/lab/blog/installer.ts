import { optionsOf } from '../database/seed/contents.ts';
import { serialized } from '../database/seed/serialized.ts';
import { wordPressTables } from '../database/seed/tables.ts';
import type { Ask, Database } from './database.ts';
import { escaped } from './pages.ts';
import type { SiteConfig } from './site.ts';

const collate = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';

/** What the installer shows, and with which status. */
export interface Installing {
  readonly status: number;
  readonly body: string;
}

interface Wishes {
  readonly title: string;
  readonly user: string;
  readonly email: string;
  readonly isPublic: boolean;
}

/** `/wp-admin/install.php` of a WordPress that can reach its database: the form, and with `step=2` the installation itself. */
export async function installer(
  database: Database,
  config: SiteConfig,
  request: { readonly host: string; readonly step: number; readonly form: URLSearchParams },
): Promise<Installing> {
  if (await isInstalled(database, config))
    return { status: 200, body: page('<h1>Already Installed</h1><p>To install this blog again, clear its tables first.</p>') };
  if (request.step !== 2) return { status: 200, body: page(form('')) };
  const wishes = wishesIn(request.form);
  if (typeof wishes === 'string') return { status: 200, body: page(form(wishes)) };
  await database.use(config, (ask) => install(ask, config.prefix, `http://${request.host}`, wishes));
  return {
    status: 200,
    body: page(
      `<h1>Success!</h1><p>The blog has been installed. User: <em>${escaped(wishes.user)}</em></p><p class="step"><a href="../wp-login.php">Log in</a></p>`,
    ),
  };
}

/** A blog that has tables but no address in them is one whose installation was cut short. */
function isInstalled(database: Database, config: SiteConfig): Promise<boolean> {
  const { prefix } = config;
  return database.use(config, async (ask) => {
    const tables = await ask('SHOW TABLES LIKE ?', [`${prefix}options`]);
    if (tables.length === 0) return false;
    return (await ask(`SELECT option_value FROM ${prefix}options WHERE option_name = 'siteurl'`)).length > 0;
  });
}

function wishesIn(sent: URLSearchParams): Wishes | string {
  const [title, user, email] = [sent.get('weblog_title') ?? '', (sent.get('user_name') ?? '').trim(), (sent.get('admin_email') ?? '').trim()];
  if (user === '') return 'Please provide a valid username.';
  if (!/^[\w .@-]+$/.test(user)) return 'The username you provided has invalid characters.';
  if (sent.get('admin_password') !== sent.get('admin_password2')) return 'Your passwords do not match. Please try again.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'You must provide an email address.';
  return { title: title.trim() || 'My Blog', user, email, isPublic: sent.get('blog_public') !== '0' };
}

/** The address comes last: with it the blog counts as installed. */
async function install(ask: Ask, prefix: string, address: string, { title, user, email, isPublic }: Wishes): Promise<void> {
  for (const [name, lines] of Object.entries(wordPressTables))
    await ask(`CREATE TABLE IF NOT EXISTS ${name.replace(/^wp_/, prefix)} (${lines.join(', ')}) ${collate}`);
  await ask('START TRANSACTION');
  const put = (table: string, row: Readonly<Record<string, string | number>>) =>
    ask(
      `INSERT INTO ${prefix}${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      Object.values(row),
    );
  const now = new Date().toISOString().slice(0, 19).replace('T', ' ');
  // No password has this hash: nobody logs in to the practice blog.
  await put('users', { user_login: user, user_pass: '*', user_nicename: user.toLowerCase(), user_email: email, user_registered: now, display_name: user });
  for (const [key, value] of Object.entries({ nickname: user, [`${prefix}capabilities`]: serialized({ administrator: true }), [`${prefix}user_level`]: '10' }))
    await put('usermeta', { user_id: 1, meta_key: key, meta_value: value });
  await put('terms', { name: 'Uncategorized', slug: 'uncategorized' });
  await put('term_taxonomy', { term_id: 1, taxonomy: 'category', description: '', count: 1 });
  await put('posts', firstPost(address, now));
  await put('term_relationships', { object_id: 1, term_taxonomy_id: 1 });
  const own: Readonly<Record<string, string>> = {
    blogname: title,
    blogdescription: '',
    admin_email: email,
    blog_public: isPublic ? '1' : '0',
    WPLANG: '',
    timezone_string: '',
  };
  for (const [name, value] of optionsOf(address))
    await put('options', { option_name: name.replace(/^wp_user_roles$/, `${prefix}user_roles`), option_value: own[name] ?? value, autoload: 'on' });
  await ask('COMMIT');
}

function firstPost(address: string, now: string) {
  const content = '<!-- wp:paragraph -->\n<p>This is the first post of your new blog. Edit it or delete it, and begin to write.</p>\n<!-- /wp:paragraph -->';
  const dates = { post_date: now, post_date_gmt: now, post_modified: now, post_modified_gmt: now };
  const texts = { post_excerpt: '', to_ping: '', pinged: '', post_content_filtered: '' };
  return { ID: 1, post_author: 1, post_title: 'Hello world!', post_name: 'hello-world', post_content: content, guid: `${address}/?p=1`, ...dates, ...texts };
}

const page = (main: string) =>
  `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><meta name="robots" content="noindex,nofollow"><title>WordPress › Installation</title></head>\n<body class="wp-core-ui">\n${main}\n</body>\n</html>\n`;

const input = (label: string, name: string, type = 'text') => `<p><label>${label} <input name="${name}" type="${type}" id="${name}"></label></p>`;

function form(complaint: string): string {
  const said = complaint === '' ? '' : `<p class="message">${escaped(complaint)}</p>`;
  return `<h1>Welcome</h1>${said}<form id="setup" method="post" action="install.php?step=2" novalidate>
${input('Site Title', 'weblog_title')}
${input('Username', 'user_name')}
${input('Password', 'admin_password', 'password')}
${input('Repeat Password', 'admin_password2', 'password')}
${input('Your Email', 'admin_email', 'email')}
<p><button type="submit" name="Submit" id="submit">Install WordPress</button></p></form>`;
}
