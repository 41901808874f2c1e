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

/** One statement of a seed, with the values it binds. */
export interface Statement {
  readonly sql: string;
  readonly values?: readonly (string | number)[];
}

/** Writes a volume with a blog as WordPress's installer and a few days of writing leave it, at this address. */
export async function seedWordPress(folder: string, { siteUrl }: { readonly siteUrl: string }): Promise<void> {
  await onVolume(folder, database, async (session) => {
    for (const { sql, values } of blogStatements(siteUrl)) await run(session, sql, values);
  });
}

/** The same blog as statements, for any server that speaks MySQL's language. */
export function blogStatements(siteUrl: string): readonly Statement[] {
  const collate = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci';
  return [
    ...Object.entries(wordPressTables).map(([name, lines]) => ({ sql: `CREATE TABLE ${name} (${lines.join(', ')}) ${collate}` })),
    { sql: 'START TRANSACTION' },
    ...optionsOf(siteUrl).map(([name, value]) => insert('wp_options', { option_name: name, option_value: value, autoload: 'on' })),
    ...people(),
    insert('wp_terms', { name: 'Uncategorized', slug: 'uncategorized' }),
    insert('wp_term_taxonomy', { term_id: 1, taxonomy: 'category', description: '', count: posts.length }),
    ...posts.flatMap((post, i) => postStatements(i + 1, post, siteUrl)),
    { sql: 'COMMIT' },
  ];
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

function insert(table: string, row: Readonly<Record<string, string | number>>): Statement {
  const names = Object.keys(row);
  return { sql: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, values: Object.values(row) };
}

/** The one who writes here. No password has this hash: nobody logs in to the practice blog. */
function people(): Statement[] {
  const admin = insert('wp_users', {
    user_login: 'admin',
    user_pass: '*',
    user_nicename: 'admin',
    user_email: 'admin@example.com',
    user_registered: '2026-01-10 00:00:00',
    display_name: 'admin',
  });
  const meta: Readonly<Record<string, string>> = { nickname: 'admin', wp_capabilities: serialized({ administrator: true }), wp_user_level: '10' };
  return [admin, ...Object.entries(meta).map(([key, value]) => insert('wp_usermeta', { user_id: 1, meta_key: key, meta_value: value }))];
}

/** A post's paragraphs as the block editor writes them. */
export const blocksOf = ({ paragraphs }: Post): string =>
  paragraphs.map((paragraph) => `<!-- wp:paragraph -->\n<p>${paragraph}</p>\n<!-- /wp:paragraph -->`).join('\n\n');

function postStatements(id: number, post: Post, siteUrl: string): Statement[] {
  const { title, slug, date } = post;
  const gmt = new Date(Date.parse(`${date.replace(' ', 'T')}+09:00`)).toISOString().slice(0, 19).replace('T', ' ');
  const texts = { post_excerpt: '', to_ping: '', pinged: '', post_content_filtered: '' };
  const dates = { post_date: date, post_date_gmt: gmt, post_modified: date, post_modified_gmt: gmt };
  const row = { ID: id, post_author: 1, post_title: title, post_name: slug, post_content: blocksOf(post), guid: `${siteUrl}/?p=${id}` };
  return [insert('wp_posts', { ...row, ...texts, ...dates }), insert('wp_term_relationships', { object_id: id, term_taxonomy_id: 1 })];
}
