import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { posts } from '../database/seed/contents.ts';
import { blocksOf } from '../database/seed.ts';
import type { BlogProgram, EngineProgram } from '../machines/programs.ts';
import { startEngine, type Engine } from '../mariadb/engine.ts';
import { dataIn } from '../mariadb/role.ts';
import { emptyTemplate, keptIn, versionOf } from '../mariadb/template.ts';
import { scrapsFor } from '../scraps.ts';
import { installScript } from './install.ts';

type RealEngine = Extract<EngineProgram, { kind: 'mariadb' }>;
type RealBlog = Extract<BlogProgram, { kind: 'wordpress' }>;

/** Where the template believes to live; nobody can. */
export const templateUrl = 'http://template.invalid';

/** A database in which WordPress's own installer has made a blog, with a few posts; made once for these versions. */
export async function installedTemplate({ cache, programs }: RealEngine, { php, source }: RealBlog): Promise<string> {
  const version = versionOf(programs.mariadbd, php, join(source, 'wp-includes', 'version.php'));
  return keptIn(cache, `wordpress-${version}`, async (made) => {
    const scraps = scrapsFor('install-', made);
    try {
      const volume = join(scraps, 'volume');
      mkdirSync(volume);
      cpSync(await emptyTemplate(cache, programs), dataIn(volume), { recursive: true });
      const engine = await startEngine({ mariadbd: programs.mariadbd, volume, scraps, certificate: undefined, standby: false });
      try {
        await install(engine, php, source, scraps);
      } finally {
        await engine.stop();
      }
      for (const name of readdirSync(dataIn(volume))) if (name.startsWith('binlog')) rmSync(join(dataIn(volume), name));
      cpSync(dataIn(volume), made, { recursive: true });
    } finally {
      rmSync(scraps, { recursive: true, force: true });
    }
  });
}

async function install(engine: Engine, php: string, source: string, scraps: string): Promise<void> {
  const password = randomBytes(12).toString('hex');
  await engine.run('CREATE DATABASE wordpress CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci');
  await engine.run('CREATE USER installer@localhost IDENTIFIED BY ?', [password]);
  await engine.run('GRANT ALL ON wordpress.* TO installer@localhost');
  const script = join(scraps, 'install.php');
  writeFileSync(script, installScript);
  await runPhp(php, script, {
    source: `${source}/`,
    url: templateUrl,
    host: `localhost:${engine.socket}`,
    password,
    posts: posts.map((post) => ({ title: post.title, slug: post.slug, date: post.date, content: blocksOf(post) })),
  });
  await engine.run('DROP USER installer@localhost');
}

function runPhp(php: string, script: string, asked: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(php, ['-d', 'display_errors=stderr', '-d', 'memory_limit=256M', '-d', 'sendmail_path=/bin/true', script]);
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      const text = Buffer.concat(said).toString('utf8');
      if (code === 0 && text.trimEnd().endsWith('installed')) resolve();
      else reject(new Error(`WordPress could not be installed (${code}): ${text.slice(-2_000)}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(JSON.stringify(asked));
  });
}
