import { realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scrapsFor } from '../../scraps.ts';
import { programIn, writeShims } from './shims.ts';

/** What a login stands on: a short name for the disk, the stand-in commands, and the environment. */
export interface Ground {
  /** The disk under a name without blanks, for paths in command text. */
  readonly root: string;
  /** Every name under which the disk may turn up in output. */
  readonly roots: readonly string[];
  /** A folder for this login's own scraps. */
  readonly scraps: string;
  environment(user: string, extra?: Readonly<Record<string, string>>): Record<string, string>;
  /** How to run a command line on a terminal of its own, or undefined where that cannot be done. */
  readonly onTerminal: ((command: string) => readonly [string, ...string[]]) | undefined;
  remove(): void;
}

export interface GroundParts {
  readonly disk: string;
  readonly fabric: { readonly port: number; readonly token: string };
  /** The program that plays `mysql` and `php`. */
  readonly program: string;
  /** The folder of a real WordPress, for whoever fetches its archive. */
  readonly wordPress?: string | undefined;
}

/** Lays it out in a folder of the system's temporary place. */
export function layGround({ disk, fabric, program, wordPress }: GroundParts): Ground {
  const folder = scrapsFor('', disk);
  const root = join(folder, 'disk');
  const shims = join(folder, 'bin');
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  symlinkSync(disk, root);
  writeShims(shims, path);
  return {
    root,
    roots: [root, realpathSync(disk), disk],
    scraps: folder,
    environment: (user, extra = {}) => ({
      PATH: `${shims}:${path}`,
      HOME: homeOf(root, user),
      USER: user,
      LOGNAME: user,
      SHELL: '/bin/bash',
      LANG: process.env['LANG'] ?? 'C.UTF-8',
      TMPDIR: join(root, 'tmp'),
      LAB_ROOT: root,
      LAB_USER: user,
      LAB_NODE: process.execPath,
      LAB_GUEST: program,
      ...(wordPress === undefined ? {} : { LAB_WORDPRESS: wordPress }),
      LAB_FABRIC: `${fabric.port} ${fabric.token}`,
      ...extra,
    }),
    onTerminal: terminalBy(path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Where a user is at home, seen from outside. */
export function homeOf(root: string, user: string): string {
  return user === 'root' ? join(root, 'root') : join(root, 'home', user);
}

// Node has no pseudo-terminals of its own; `script` is on every Linux and macOS, with two command lines.
function terminalBy(path: string): Ground['onTerminal'] {
  if (!programIn(path, 'script')) return undefined;
  if (process.platform === 'linux') return (command) => ['script', '-qefc', command, '/dev/null'];
  return (command) => ['script', '-q', '/dev/null', 'sh', '-c', command];
}
