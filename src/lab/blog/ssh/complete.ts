import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ground } from './ground.ts';

/** Names of files that go on from the last word of a line. */
export function complete(line: string, cwd: string, ground: Ground): [string[], string] {
  const word = /[^\s"'=:<>|;&]*$/.exec(line)?.[0] ?? '';
  const slash = word.lastIndexOf('/') + 1;
  const [folder, start] = [word.slice(0, slash), word.slice(slash)];
  const base = folder.startsWith('/') ? join(ground.root, folder) : join(cwd, folder);
  return [
    entries(base)
      .filter((name) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
      .map((name) => folder + name),
    word,
  ];
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch {
    return [];
  }
}
