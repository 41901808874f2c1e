import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { ownFolder } from './journal/disk.ts';
import { startOf } from './runner/process-start.ts';

/** Held by one process at a time; a process that dies frees it without anybody's help. */
export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When that process began, in whatever words this system has: a number reused by another process differs here. */
  readonly start: string;
  readonly host: string;
  readonly nonce: string;
}

const settling = 40;
// Taken before the part that works with it was loaded.
const early = new Map<string, Lock>();

/** Takes a lock that `takeLock` of the same words is given later on; left alone, it ends with the process. */
export async function takeEarly(stateDir: string, words: readonly (string | undefined)[]): Promise<void> {
  early.set(nameFor(stateDir, words), await takeLock(stateDir, words));
}

/** Takes the lock for these words (endpoint, region, profile, …) in the state folder, or says at once who holds it. */
export async function takeLock(stateDir: string, words: readonly (string | undefined)[]): Promise<Lock> {
  const folder = folderIn(stateDir);
  const name = nameFor(stateDir, words);
  const taken = early.get(name);
  if (taken !== undefined && early.delete(name)) return taken;
  ownFolder(stateDir);
  ownFolder(folder);
  const path = join(folder, `${name}.lock`);
  const socket = await bindName(name, path);
  try {
    const nonce = await writeFile(path);
    return {
      release: () => {
        if (readHolder(path)?.nonce === nonce) rmSync(path, { force: true });
        socket?.close();
      },
    };
  } catch (error) {
    socket?.close();
    throw error;
  }
}

const folderIn = (stateDir: string) => join(stateDir, 'locks');

function nameFor(stateDir: string, words: readonly (string | undefined)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([folderIn(stateDir), ...words.map((word) => word ?? null)]))
    .digest('hex')
    .slice(0, 24);
}

/** On Linux a socket name outside the file system: the kernel itself lets it go when the process ends, however it ends. */
async function bindName(name: string, path: string): Promise<Server | undefined> {
  if (process.platform !== 'linux') return undefined;
  const server = createServer((connection) => connection.destroy());
  const bound = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : error.code === 'EPERM' || error.code === 'EACCES' ? resolve(true) : reject(error),
    );
    server.listen(`\0redundant-blog-${process.getuid?.() ?? 0}-${name}`, () => resolve(true));
  });
  if (!bound) throw held(readHolder(path));
  server.unref();
  return server;
}

/** Elsewhere, and beside it: a file that only one can create. One that a dead process left behind is taken over. */
async function writeFile(path: string): Promise<string> {
  const mine: Holder = { pid: process.pid, start: startOf(process.pid) ?? '', host: hostname(), nonce: randomBytes(8).toString('hex') };
  if (!create(path, mine)) {
    const other = readHolder(path);
    if (other !== undefined && isAlive(other)) throw held(other);
    rmSync(path, { force: true });
    if (!create(path, mine)) throw held(readHolder(path));
  }
  // Two may have found the same dead holder; after a moment the file names the one who stays.
  if (process.platform !== 'linux') await new Promise((resolve) => setTimeout(resolve, settling));
  const now = readHolder(path);
  if (now?.nonce !== mine.nonce) throw held(now);
  return mine.nonce;
}

function create(path: string, holder: Holder): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    throw new UserError('journal-unwritable', [path, code], { cause: error });
  }
  try {
    writeSync(file, JSON.stringify(holder));
    fsyncSync(file);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw new UserError('journal-unwritable', [path, codeOf(error)], { cause: error });
  } finally {
    closeSync(file);
  }
}

function isAlive({ pid, start, host }: Holder): boolean {
  // Of another machine (a shared folder) nothing can be known from here, so it counts as alive.
  if (host !== hostname()) return true;
  const began = startOf(pid);
  return began !== undefined && (start === '' || began === start);
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, start, host, nonce } = { pid: 0, start: '', host: '', nonce: '', ...value };
    return { pid: Number(pid), start: String(start), host: String(host), nonce: String(nonce) };
  } catch {
    return undefined;
  }
}

function held(holder: Holder | undefined): UserError {
  const host = holder === undefined || holder.host === hostname() ? '' : holder.host;
  return new UserError('held-by-another', [holder?.pid ?? 0, host], { outcome: 'heldByAnother' });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'error';
}
