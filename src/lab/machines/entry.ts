import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs the lab starts as processes of their own. */
export type ChildName = 'lab-daemon' | 'lab-guest' | 'lab-database' | 'lab-mariadb';

/** Where a child's bundle lies, whether this code runs from `src` (tests) or from a bundle in `dist`. */
export function childEntry(name: ChildName): string {
  return join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'dist', `${name}.js`);
}

function packageRoot(folder: string): string {
  const parent = dirname(folder);
  return existsSync(join(folder, 'package.json')) || parent === folder ? folder : packageRoot(parent);
}
