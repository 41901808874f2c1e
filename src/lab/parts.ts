import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const blogKinds = ['sample', 'wordpress'] as const;
export const databaseKinds = ['builtin', 'mariadb'] as const;
export type BlogKind = (typeof blogKinds)[number];
export type DatabaseKind = (typeof databaseKinds)[number];

/** What plays the blog and the database of a lab; chosen once, when it is made. */
export interface Kinds {
  readonly blog: BlogKind;
  readonly db: DatabaseKind;
}

/** The folder in a lab's own for what is slow to make, when no other is given. */
export const cacheName = 'cache';

export const builtIn: Kinds = { blog: 'sample', db: 'builtin' };

/** Real programs, where this machine has them. Undefined: it does not. */
export interface Parts {
  readonly mariadbd: string | undefined;
  readonly installDb: string | undefined;
  readonly openssl: string | undefined;
  readonly php: string | undefined;
  readonly mysqli: boolean;
  /** A WordPress folder with a theme in it. */
  readonly wordpress: string | undefined;
}

// A server's programs are often not on a user's PATH.
const places = ['/usr/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/usr/libexec'];
const wordPressPlaces = ['/usr/share/wordpress', '/usr/local/share/wordpress'];
const phpModules = ['/usr/lib/php', '/usr/lib64/php/modules', '/usr/local/lib/php'];

/** Looks for the real parts; starts nothing. */
export function findParts(env: NodeJS.ProcessEnv = process.env): Parts {
  const path = [...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...places];
  return {
    mariadbd: program(path, 'mariadbd'),
    installDb: program(path, 'mariadb-install-db'),
    openssl: program(path, 'openssl'),
    php: program(path, 'php'),
    mysqli: phpModules.some(hasMysqli) || program(path, 'php')?.startsWith('/opt') === true,
    wordpress: [env['REDUNDANT_BLOG_WORDPRESS'], ...wordPressPlaces].find((folder) => folder !== undefined && isWordPress(folder)),
  };
}

/** Names of what is missing for this kind of database. */
export const missingForDatabase = ({ mariadbd, installDb, openssl }: Parts): string[] =>
  Object.entries({ mariadbd, 'mariadb-install-db': installDb, openssl }).flatMap(([name, found]) => (found === undefined ? [name] : []));

/** Names of what is missing for real WordPress, its database apart. */
export const missingForBlog = ({ php, mysqli, wordpress }: Parts): string[] => [
  ...(php === undefined ? ['php'] : []),
  ...(mysqli ? [] : ['php-mysql']),
  ...(wordpress === undefined ? ['wordpress'] : []),
];

export type Choice<Kind extends string> = Kind | 'auto';
export interface Choices {
  readonly blog?: Choice<BlogKind>;
  readonly db?: Choice<DatabaseKind>;
}

/** What was asked for, made definite; `missing` names what this machine would need for it. */
export function chooseKinds({ blog = 'auto', db = 'auto' }: Choices, parts: Parts): { readonly kinds: Kinds; readonly missing: readonly string[] } {
  const noDatabase = missingForDatabase(parts);
  const noBlog = missingForBlog(parts);
  // Real WordPress speaks to a real server only, so asking for it asks for both.
  const chosenDb = db === 'auto' ? (blog === 'wordpress' || noDatabase.length === 0 ? 'mariadb' : 'builtin') : db;
  const chosenBlog = blog === 'auto' ? (chosenDb === 'mariadb' && noBlog.length === 0 ? 'wordpress' : 'sample') : blog;
  return {
    kinds: { blog: chosenBlog, db: chosenDb },
    missing: [...(chosenDb === 'mariadb' ? noDatabase : []), ...(chosenBlog === 'wordpress' ? noBlog : [])],
  };
}

function program(path: readonly string[], name: string): string | undefined {
  return path
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function hasMysqli(folder: string): boolean {
  return existsSync(join(folder, 'mysqli.so')) || list(folder).some((name) => existsSync(join(folder, name, 'mysqli.so')));
}

function isWordPress(folder: string): boolean {
  return existsSync(join(folder, 'wp-includes', 'version.php')) && list(join(folder, 'wp-content', 'themes')).some((name) => name !== 'index.php');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
