import { constants, closeSync, fsyncSync, ftruncateSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';

/** An append-only file whose every append is on disk (fsync) when it returns. */
export interface AppendFile {
  append(text: string): void;
  close(): void;
}

/** Makes the file whole or not at all: temporary file, fsync, rename, fsync of the folder. */
export function createWhole(path: string, text: string): void {
  writing(path, () => {
    const temporary = `${path}.${process.pid}.new`;
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  });
}

/** A folder that only we may enter; made when it is not there, refused when others could write into it. */
export function ownFolder(path: string): void {
  writing(path, () => {
    const first = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (first !== undefined) syncFolder(dirname(resolve(first)));
  });
  refuseShared(path);
}

/** Refuses what another user owns or could have written. Missing is fine. */
export function refuseShared(path: string): void {
  const found = reading(path, () => lstatSync(path, { throwIfNoEntry: false }));
  if (found === undefined || process.getuid === undefined) return;
  if (found.isSymbolicLink()) throw new UserError('journal-unreadable', [path, 'ELOOP']);
  if (found.uid !== process.getuid()) throw new UserError('journal-not-ours', [path]);
  if ((found.mode & 0o022) !== 0) throw new UserError('journal-exposed', [path, `chmod go-w ${shellWord(path)}`]);
}

/** The file's bytes, or undefined when there is none. */
export function readWhole(path: string): Buffer | undefined {
  return reading(path, () => {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Opens for appending after `length` bytes; what stands behind them (a torn line) is cut off at the first append. */
export function openAppend(path: string, length: number): AppendFile {
  const file = writing(path, () => openSync(path, constants.O_RDWR | constants.O_NOFOLLOW));
  let end = length;
  return {
    append: (text) =>
      writing(path, () => {
        const bytes = Buffer.from(text);
        ftruncateSync(file, end);
        try {
          for (let sent = 0; sent < bytes.length;) sent += writeSync(file, bytes, sent, bytes.length - sent, end + sent);
          fsyncSync(file);
        } catch (error) {
          // Half a line must not stay: the disk may be full only for now.
          ftruncateSync(file, end);
          throw error;
        }
        end += bytes.length;
      }),
    close: () => closeSync(file),
  };
}

/** `mv` for a damaged journal, ready to paste. */
export function moveAside(path: string): string {
  return `mv ${shellWord(path)} ${shellWord(join(dirname(path), `damaged-${Date.now()}.jsonl`))}`;
}

function shellWord(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function writing<Value>(path: string, act: () => Value): Value {
  return naming('journal-unwritable', path, act);
}

function reading<Value>(path: string, act: () => Value): Value {
  return naming('journal-unreadable', path, act);
}

function naming<Value>(code: 'journal-unwritable' | 'journal-unreadable', path: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') throw new UserError(code, [path, error.code], { cause: error });
    throw error;
  }
}
