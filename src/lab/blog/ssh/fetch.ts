import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { freshSite } from '../disk.ts';

/** Plays `curl` and `wget` for the one thing that a server fetches in the tutorial: WordPress's archive. Returns the exit code. */
export async function fetchWordPress(tool: string, args: readonly string[]): Promise<number> {
  const url = args.find((arg) => /^https?:\/\//.test(arg)) ?? '';
  if (!url.endsWith('.tar.gz')) {
    process.stderr.write(`${tool}: the lab has no internet; of ${new URL(url).host} it knows the .tar.gz archive\n`);
    return tool === 'curl' ? 6 : 4;
  }
  const file = fileOf(tool, args, url);
  const out = file === undefined ? process.stdout : createWriteStream(file);
  return pack(out, process.env['LAB_WORDPRESS']);
}

/** Where it goes: `-o FILE`, `-O` (curl: by the address's name; wget: FILE); `-` or nothing (curl): standard output. */
function fileOf(tool: string, args: readonly string[], url: string): string | undefined {
  const option = tool === 'curl' ? /^(?:-[a-zA-Z]*o|--output)$/ : /^(?:-[a-zA-Z]*O|--output-document)$/;
  const named = args[args.findIndex((arg) => option.test(arg)) + 1];
  const given = args.some((arg) => option.test(arg)) ? named : undefined;
  if (given !== undefined) return given === '-' ? undefined : given;
  const byName = tool === 'wget' || args.some((arg) => /^(?:-[a-zA-Z]*O|--remote-name)$/.test(arg));
  return byName ? basename(new URL(url).pathname) : undefined;
}

/** A real archive, so that whatever unpacks it works as anywhere: of the WordPress that is on this machine, else of the sample blog. */
async function pack(out: Writable, source: string | undefined): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rb-wordpress-'));
  try {
    const inside = join(folder, 'wordpress');
    if (source) symlinkSync(source, inside);
    else layOut(inside);
    const child = spawn('tar', ['-czhf', '-', '-C', folder, 'wordpress'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.pipe(out, { end: out !== process.stdout });
    return await new Promise((resolve) => {
      child.once('error', () => resolve(127)).once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function layOut(folder: string): void {
  for (const [name, content] of Object.entries(freshSite())) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}
