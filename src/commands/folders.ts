import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { expandHome } from '../blog/access.ts';

const own = envPaths('redundant-blog', { suffix: '' });

/** Where the lab lives: `--lab-dir`, else REDUNDANT_BLOG_LAB_DIR, else this system's place for such data. */
export function labFolder(asked: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(expandHome(asked ?? (env['REDUNDANT_BLOG_LAB_DIR'] || join(own.data, 'lab'))));
}

/** Where the lab keeps what is slow to make: REDUNDANT_BLOG_CACHE_DIR, else this system's place for what may be lost. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return resolve(expandHome(env['REDUNDANT_BLOG_CACHE_DIR'] || own.cache));
}

/** Where journals are kept: `--state-dir`, else REDUNDANT_BLOG_STATE_DIR, else this system's place for such data. */
export function stateFolder(asked: string | undefined, env: NodeJS.ProcessEnv): string {
  return resolve(expandHome(asked ?? (env['REDUNDANT_BLOG_STATE_DIR'] || join(own.data, 'journal'))));
}
