import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { AccessLog } from '../blog/accesslog.ts';
import { documentRoot } from '../blog/site.ts';
import type { Vpc } from '../blog/vpc.ts';
import { scrapsFor } from '../scraps.ts';
import { createPhpHttpd } from './httpd.ts';
import { startPhp } from './php.ts';
import { openWay } from './way.ts';

export interface WordPressParts {
  readonly disk: string;
  readonly php: string;
  readonly vpc: Vpc;
  readonly phpRuns: () => boolean;
  readonly log: AccessLog;
  readonly complain: (line: string) => void;
  /** What must end when this process does. */
  readonly endings: Set<() => void>;
}

/** Real WordPress on one server's disk. */
export async function openWordPress({ disk, php: program, vpc, phpRuns, log, complain, endings }: WordPressParts): Promise<Server> {
  const root = join(disk, documentRoot);
  const scraps = scrapsFor('web-', disk);
  const socket = join(scraps, 'mysql.sock');
  await openWay(socket, root, vpc);
  const php = await startPhp({ program, disk, root, scraps, socket, complain });
  endings.add(() => {
    php.close();
    rmSync(scraps, { recursive: true, force: true });
  });
  return createPhpHttpd({ disk, root, phpRuns, phpPort: php.port, log });
}
