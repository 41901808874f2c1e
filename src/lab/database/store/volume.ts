import { copyFile, mkdir, open, readFile, realpath, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readRecords, type RedoRecord } from './redo.ts';

/**
 * A volume is a folder: `data.sqlite` (a checkpoint, a whole SQLite file), `redo.log` (what was committed since) and
 * `redo.previous.log` (the log before that checkpoint: a copy of the folder taken while a checkpoint is made still has
 * every record). Records that the checkpoint already holds are skipped by their number.
 */
export interface Volume {
  readonly folder: string;
  /** The folder is a copy of another one that was in use: its newest records may not follow its checkpoint. */
  readonly wasCopied: boolean;
  /** Bytes in the redo log. */
  size(): number;
  /** On disk when it resolves. */
  append(line: Buffer): Promise<void>;
  /** Takes back what `append` wrote after the log had this size. */
  cut(size: number): Promise<void>;
  /** Replaces the checkpoint and starts a new log. */
  checkpoint(image: Uint8Array): Promise<void>;
  /** Becomes a copy of another volume, whatever it held; a crash on the way leaves the old contents or the new. */
  become(image: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface Contents {
  readonly image: Uint8Array | undefined;
  readonly records: readonly RedoRecord[];
}

/** The file of a volume's checkpoint. */
export const imageName = 'data.sqlite';
const files = { image: imageName, log: 'redo.log', previous: 'redo.previous.log', owner: 'owner.pid' } as const;

/** Opens a volume for writing, makes the folder when there is none, and waits for a process that still has it. */
export async function openVolume(folder: string): Promise<Volume> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const wasCopied = await own(folder);
  const whole = readRecords(await contentsOf(join(folder, files.log))).bytes;
  let log = await open(join(folder, files.log), 'a', 0o600);
  await log.truncate(whole);
  let size = whole;
  let broken = false;

  return {
    folder,
    wasCopied,
    size: () => size,
    async append(line) {
      if (broken) throw new Error(`the redo log of ${folder} cannot be written`);
      await writeWhole(log, line);
      await log.datasync();
      size += line.length;
    },
    async cut(to) {
      // Half a line that cannot be taken back must stay the last.
      broken = true;
      await log.truncate(to);
      await log.datasync();
      size = to;
      broken = false;
    },
    async checkpoint(image) {
      await replaceFile(join(folder, files.image), image);
      await log.close();
      await rename(join(folder, files.log), join(folder, files.previous));
      log = await open(join(folder, files.log), 'a', 0o600);
      await syncFolder(folder);
      size = 0;
    },
    async become(image) {
      await replaceFile(join(folder, files.image), image);
      await log.truncate(0);
      await log.datasync();
      await rm(join(folder, files.previous), { force: true });
      await syncFolder(folder);
      size = 0;
    },
    async close() {
      await log.close();
      await rm(join(folder, files.owner), { force: true });
    },
  };
}

/** What a volume holds: its checkpoint and every record of its logs, oldest first. */
export async function readVolume(folder: string): Promise<Contents> {
  const image = await contentsOf(join(folder, files.image));
  const previous = readRecords(await contentsOf(join(folder, files.previous))).records;
  const current = readRecords(await contentsOf(join(folder, files.log))).records;
  return { image: image.length === 0 ? undefined : image, records: [...previous, ...current] };
}

/** Copies a volume, also one that a process is writing: the checkpoint goes last, so the logs never miss what it lacks. */
export async function copyVolume(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const file of [files.previous, files.log, files.image]) {
    await copyFile(join(from, file), join(to, file)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await file.write(bytes, at)).bytesWritten;
}

async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

/** A rename is kept only when its folder is; some systems cannot open a folder, and keep it anyway. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function contentsOf(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  });
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const patience = { tries: 60, everyMs: 50 } as const;

/**
 * One process per volume: a killed daemon's database may need a moment to notice that it is alone. After that the number
 * in the file belongs to somebody else (numbers of dead processes are given out again), and the volume is taken.
 * Tells whether the file came from another folder.
 */
async function own(folder: string): Promise<boolean> {
  const path = join(folder, files.owner);
  const here = await realpath(folder);
  const [pid = '', ...owned] = (await contentsOf(path)).toString('utf8').trim().split(' ');
  const wasCopied = owned.length > 0 && owned.join(' ') !== here;
  if (!wasCopied) await untilFree(path, Number(pid));
  await writeFile(path, `${process.pid} ${here}\n`, { mode: 0o600 });
  return wasCopied;
}

async function untilFree(path: string, pid: number): Promise<void> {
  for (let tried = 0; tried < patience.tries && isAlive(pid); tried += 1) {
    await new Promise((resolve) => setTimeout(resolve, patience.everyMs));
    // A process that ends well takes its file away.
    if ((await contentsOf(path)).length === 0) return;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
