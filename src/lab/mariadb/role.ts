import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { replaceFile } from '../store.ts';

/**
 * What a volume is: `copy` holds data that nobody served under this name yet (a restored snapshot, a storage copy).
 * `generation` counts promotions. `alone`: commits were acknowledged that no standby has.
 */
export type Role =
  | { readonly kind: 'empty' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'primary'; readonly generation: number; readonly alone: boolean }
  | { readonly kind: 'standby'; readonly generation: number };

interface Written {
  readonly home: string;
  readonly role: Extract<Role, { generation: number }>;
}

const fileIn = (volume: string) => join(volume, 'role.json');
export const dataIn = (volume: string) => join(volume, 'data');

// A volume that was copied carries its model's file; the two last folders tell them apart, wherever the lab itself is moved to.
const homeOf = (volume: string) => `${basename(dirname(volume))}/${basename(volume)}`;

/** Reads what this volume is. */
export function roleOf(volume: string): Role {
  if (!existsSync(dataIn(volume))) return { kind: 'empty' };
  try {
    const { home, role } = JSON.parse(readFileSync(fileIn(volume), 'utf8')) as Written;
    return home === homeOf(volume) ? role : { kind: 'copy' };
  } catch {
    return { kind: 'copy' };
  }
}

/** Writes it, on disk when this returns: who may be promoted is decided by it. */
export function setRole(volume: string, role: Written['role']): void {
  replaceFile(fileIn(volume), `${JSON.stringify({ home: homeOf(volume), role } satisfies Written)}\n`);
}

/** Nobody may take this volume for anything until it is written whole. */
export function clearVolume(volume: string): void {
  rmSync(fileIn(volume), { force: true });
  rmSync(dataIn(volume), { recursive: true, force: true, maxRetries: 3 });
}

/** How to begin on a volume, when `other` is the volume of the other zone. */
export type Beginning = 'serve' | 'promote' | 'take-other' | 'make';

/** No commit that was acknowledged is left behind: when the other volume has seen more, its data is taken. */
export function beginningOf(own: Role, other: Role): Beginning {
  const elsewhere = other.kind === 'primary' ? other : undefined;
  switch (own.kind) {
    case 'primary':
      return elsewhere !== undefined && elsewhere.generation > own.generation ? 'take-other' : 'serve';
    case 'standby':
      return elsewhere !== undefined && (elsewhere.alone || elsewhere.generation > own.generation) ? 'take-other' : 'promote';
    case 'copy':
      return elsewhere === undefined ? 'serve' : 'take-other';
    case 'empty':
      return elsewhere === undefined ? 'make' : 'take-other';
  }
}
