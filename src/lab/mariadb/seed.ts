import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { blogStatements, type Statement } from '../database/seed.ts';
import type { BlogProgram, EngineProgram } from '../machines/programs.ts';
import { dataIn } from './role.ts';
import { emptyTemplate } from './template.ts';
import { ensureAuthority } from './tls.ts';

interface SeedOptions {
  readonly engine: Extract<EngineProgram, { kind: 'mariadb' }>;
  readonly blog: BlogProgram;
  readonly siteUrl: string;
  /** Where the learner's own files are: the key, and now the database's authority and the blog's password. */
  readonly folder: string;
}

/** Writes a volume for a real server: installed data, and what is left to be done when it first starts. */
export async function seedRealVolume(volume: string, { engine, blog, siteUrl, folder }: SeedOptions): Promise<void> {
  await ensureAuthority(engine.dir, engine.programs.openssl, folder);
  if (blog.kind === 'sample') return write(volume, await emptyTemplate(engine.cache, engine.programs), withDatabase(blogStatements(siteUrl)));
  const { installedTemplate, templateUrl } = await import('../wordpress/template.ts');
  const password = randomBytes(9).toString('base64url');
  writeFileSync(join(folder, 'wordpress-login.txt'), `${siteUrl}/wp-login.php\nadmin\n${password}\n`, { mode: 0o600 });
  write(volume, await installedTemplate(engine, blog), moved(templateUrl, siteUrl, password));
}

function write(volume: string, template: string, first: readonly Statement[]): void {
  cpSync(template, dataIn(volume), { recursive: true });
  writeFileSync(join(volume, 'first.json'), JSON.stringify(first));
}

// A first start that was cut short begins again.
const withDatabase = (statements: readonly Statement[]): readonly Statement[] => [
  { sql: 'DROP DATABASE IF EXISTS wordpress' },
  { sql: 'CREATE DATABASE wordpress CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci' },
  { sql: 'USE wordpress' },
  ...statements,
];

/** The installed blog at its real address, with a password of its own. (WordPress takes MD5 once and stores its own hash then.) */
const moved = (from: string, to: string, password: string): readonly Statement[] => [
  { sql: 'USE wordpress' },
  { sql: "UPDATE wp_options SET option_value = ? WHERE option_name IN ('siteurl', 'home')", values: [to] },
  { sql: 'UPDATE wp_posts SET guid = REPLACE(guid, ?, ?), post_content = REPLACE(post_content, ?, ?)', values: [from, to, from, to] },
  { sql: 'UPDATE wp_comments SET comment_author_url = REPLACE(comment_author_url, ?, ?)', values: [from, to] },
  { sql: "UPDATE wp_users SET user_pass = MD5(?) WHERE user_login = 'admin'", values: [password] },
];
