import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Effect } from '../../src/lab/effects.ts';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { get } from '../support/cloud.ts';

/** A folder for one worker: its lab, and the lab as it stood at the end of each segment. */
export interface Stage {
  readonly home: string;
  /** Puts the lab back to the end of this segment (undefined: the base) and starts it. */
  open(after: string | undefined): Promise<Lab>;
  /** Closes the lab and keeps it as the end of this segment. */
  keep(lab: Lab, segment: string): Promise<void>;
  /** Keeps a closed lab as it is under this name, whatever was still going on in it. */
  copy(name: string): void;
  effects(): readonly Effect[];
}

export function stageIn(home: string, speed: number): Stage {
  const dir = join(home, 'lab');
  const kept = (segment: string | undefined) => join(home, 'kept', (segment ?? 'base').replaceAll(' ', '-'));
  const start = () => startLab({ dir, port: 0, speed });
  const keep = async (lab: Lab, segment: string | undefined) => {
    await lab.settled();
    await lab.close();
    put(dir, kept(segment));
  };
  return {
    home,
    async open(after) {
      mkdirSync(home, { recursive: true });
      if (after === undefined && !existsSync(kept(undefined))) await keep(await warm(await start()), undefined);
      put(kept(after), dir);
      const lab = await start();
      await lab.settled();
      return lab;
    },
    keep,
    copy: (name) => put(dir, kept(name)),
    effects: () => {
      const file = join(dir, 'effects.jsonl');
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Effect);
    },
  };
}

const mostTries = 240;

/** Has the blog shown a page once: its database is made when somebody first asks for it, and on a busy machine that takes a while. */
async function warm(lab: Lab): Promise<Lab> {
  const [server] = lab.home.table('instance').all();
  const address = server?.Tags?.find(({ Key }) => Key === 'redundant-blog:lab:80')?.Value ?? '';
  for (let tries = 0; tries < mostTries; tries += 1) {
    const page = await get(address);
    if ('status' in page && page.status === 200) return lab;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the blog of the lab shows no page');
}

function put(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true, maxRetries: 3 });
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
}
