import { ensureDatabase, openEngine } from './engine.ts';
import { optionsOf, posts, type Post } from './seed/contents.ts';
import { wordPressTables } from './seed/tables.ts';
import { serialized } from './seed/serialized.ts';
import { openSession, type Session } from './session.ts';
import { parse, runStatement } from './statements/run.ts';
import { systemVariables } from './variables.ts';
import type { Parameter } from './store/sqlite.ts';

const version = '8.4.0';
const database = 'wordpress';

/** Writes a volume with an empty database: what CreateDBInstance leaves. */
export async function emptyVolume(folder: string, name: string): Promise<void> {
  await onVolume(folder, name, async () => undefined);
}

/** Writes a volume with a blog as WordPress's installer and a few days of writing leave it, at this address. */
export async function seedWordPress(folder: string, { siteUrl }: { readonly siteUrl: string }): Promise<void> {
  await onVolume(folder, database, async (session) => {
    const collate = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
    for (const [name, lines] of Object.entries(wordPressTables)) await run(session, `CREATE TABLE ${name} (${lines.join(', ')}) ${collate}`);
    await run(session, 'START TRANSACTION');
    for (const [name, value] of optionsOf(siteUrl)) await insert(session, 'wp_options', { option_name: name, option_value: value, autoload: 'on' });
    await addPeople(session);
    await addCategory(session);
    for (const [i, post] of posts.entries()) await addPost(session, i + 1, post, siteUrl);
    await run(session, 'COMMIT');
  });
}

async function onVolume(folder: string, name: string, write: (session: Session) => Promise<void>): Promise<void> {
  const engine = await openEngine(folder, null);
  try {
    await ensureDatabase(engine, name);
    const server = { engine, version, startedAt: Date.now(), variables: systemVariables(version, 3306), globals: new Map(), sessions: new Set<Session>() };
    const session = openSession(server, { user: 'rdsadmin', host: 'localhost', connectionId: 0, countsMatched: false });
    session.database = name === '' ? undefined : name;
    await write(session);
  } finally {
    await engine.close();
  }
}

async function run(session: Session, sql: string, parameters: readonly Parameter[] = []): Promise<void> {
  for (const statement of parse(sql)) await runStatement(session, statement, parameters);
}

async function insert(session: Session, table: string, row: Readonly<Record<string, string | number>>): Promise<void> {
  const names = Object.keys(row);
  await run(session, `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, Object.values(row));
}

/** The one who writes here. No password has this hash: nobody logs in to the practice blog. */
async function addPeople(session: Session): Promise<void> {
  await insert(session, 'wp_users', {
    user_login: 'admin',
    user_pass: '*',
    user_nicename: 'admin',
    user_email: 'admin@example.com',
    user_registered: '2026-01-10 00:00:00',
    display_name: 'admin',
  });
  const meta: Readonly<Record<string, string>> = { nickname: 'admin', wp_capabilities: serialized({ administrator: true }), wp_user_level: '10' };
  for (const [key, value] of Object.entries(meta)) await insert(session, 'wp_usermeta', { user_id: 1, meta_key: key, meta_value: value });
}

async function addCategory(session: Session): Promise<void> {
  await insert(session, 'wp_terms', { name: 'Uncategorized', slug: 'uncategorized' });
  await insert(session, 'wp_term_taxonomy', { term_id: 1, taxonomy: 'category', description: '', count: posts.length });
}

async function addPost(session: Session, id: number, { title, slug, date, paragraphs }: Post, siteUrl: string): Promise<void> {
  const content = paragraphs.map((paragraph) => `<!-- wp:paragraph -->\n<p>${paragraph}</p>\n<!-- /wp:paragraph -->`).join('\n\n');
  const gmt = new Date(Date.parse(`${date.replace(' ', 'T')}+09:00`)).toISOString().slice(0, 19).replace('T', ' ');
  const texts = { post_excerpt: '', to_ping: '', pinged: '', post_content_filtered: '' };
  const dates = { post_date: date, post_date_gmt: gmt, post_modified: date, post_modified_gmt: gmt };
  await insert(session, 'wp_posts', {
    ID: id,
    post_author: 1,
    post_title: title,
    post_name: slug,
    post_content: content,
    guid: `${siteUrl}/?p=${id}`,
    ...texts,
    ...dates,
  });
  await insert(session, 'wp_term_relationships', { object_id: id, term_taxonomy_id: 1 });
}
