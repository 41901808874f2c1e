import { findParts, missingForBlog, missingForDatabase, type Kinds } from '../parts.ts';
import type { Programs } from '../mariadb/server.ts';

/** What a database's process is started with. */
export type EngineProgram =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'mariadb'; readonly dir: string; readonly cache: string; readonly programs: Programs };

/** What serves a server's pages: the guest itself, or PHP. */
export type BlogProgram = { readonly kind: 'sample' } | { readonly kind: 'wordpress'; readonly php: string; readonly source: string };

export interface LabPrograms {
  readonly engine: EngineProgram;
  readonly blog: BlogProgram;
}

/** The programs for these kinds; what is missing by now is named in an error. */
export function programsFor({ blog, db }: Kinds, dir: string, cache: string): LabPrograms {
  const parts = findParts();
  const { mariadbd = '', installDb = '', openssl = '', php = '', wordpress = '' } = parts;
  const missing = [...(db === 'mariadb' ? missingForDatabase(parts) : []), ...(blog === 'wordpress' ? missingForBlog(parts) : [])];
  if (missing.length > 0) throw new Error(`this machine has no ${missing.join(', ')}`);
  return {
    engine: db === 'mariadb' ? { kind: 'mariadb', dir, cache, programs: { mariadbd, installDb, openssl } } : { kind: 'builtin' },
    blog: blog === 'wordpress' ? { kind: 'wordpress', php, source: wordpress } : { kind: 'sample' },
  };
}
