import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Row {
  readonly id: string;
}

/** Rows by kind and id, kept in one append-only file: a line is one batch of changes, so that a batch is there whole or not at all. */
export interface Store {
  rows(kind: string): Map<string, Row>;
  /** The kinds it has rows of, or had. */
  kinds(): readonly string[];
  /** This row was put, edited or removed: to be on disk after the next flush. */
  touch(kind: string, id: string): void;
  /** Resolves when everything touched so far is safely on disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** `[kind, row]`, or `[kind, null, id]` for one that is gone. */
type Entry = readonly [kind: string, row: Row] | readonly [kind: string, row: null, id: string];

const compactAbove = 4 * 1024 * 1024;
const compactWhenTimes = 4;

interface State {
  readonly file: string;
  readonly kinds: Map<string, Map<string, Row>>;
  readonly dirty: Map<string, Set<string>>;
  handle: FileHandle | undefined;
  /** Bytes that are known to be whole lines on disk. */
  length: number;
  lengthWhenCompact: number;
  writing: Promise<void>;
}

/** Opens (or begins) the file. A last line torn by a crash is dropped: nobody was told that it had been written. */
export function openStore(file: string): Store {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const kinds = new Map<string, Map<string, Row>>();
  const length = load(file, kinds);
  const state: State = { file, kinds, dirty: new Map(), handle: undefined, length, lengthWhenCompact: length, writing: Promise.resolve() };
  return {
    rows: (kind) => rowsOf(kinds, kind),
    kinds: () => [...kinds.keys()],
    touch: (kind, id) => {
      const ids = state.dirty.get(kind) ?? new Set();
      state.dirty.set(kind, ids.add(id));
    },
    flush: () => flush(state),
    close: async () => {
      await flush(state);
      await state.handle?.close();
      state.handle = undefined;
    },
  };
}

function rowsOf(kinds: Map<string, Map<string, Row>>, kind: string): Map<string, Row> {
  const rows = kinds.get(kind) ?? new Map<string, Row>();
  kinds.set(kind, rows);
  return rows;
}

function load(file: string, kinds: Map<string, Map<string, Row>>): number {
  const text = readIfThere(file);
  let whole = 0;
  let lineNumber = 0;
  while (whole < text.length) {
    const end = text.indexOf('\n', whole);
    const entries = end < 0 ? undefined : parseLine(text.slice(whole, end));
    lineNumber += 1;
    if (entries === undefined && end >= 0 && end + 1 < text.length) throw new Error(`${file} is damaged at line ${lineNumber}.`);
    if (entries === undefined) break;
    for (const entry of entries) apply(kinds, entry);
    whole = end + 1;
  }
  const length = Buffer.byteLength(text.slice(0, whole));
  if (whole < text.length) truncateSync(file, length);
  return length;
}

function apply(kinds: Map<string, Map<string, Row>>, [kind, row, id]: Entry): void {
  const rows = rowsOf(kinds, kind);
  if (row === null) rows.delete(id);
  else rows.set(row.id, row);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function flush(state: State): Promise<void> {
  if (state.dirty.size === 0) return state.writing;
  const taken = [...state.dirty].map(([kind, ids]) => [kind, [...ids]] as const);
  state.dirty.clear();
  const line = `${JSON.stringify(entriesOf(state, taken), encodeDate)}\n`;
  const written = state.writing.then(() => append(state, line));
  // The chain goes on after a failure; whoever asked for this batch hears of it, and its rows wait for the next one.
  state.writing = written.catch(() => {
    for (const [kind, ids] of taken) state.dirty.set(kind, new Set([...(state.dirty.get(kind) ?? []), ...ids]));
  });
  return written;
}

function entriesOf(state: State, taken: readonly (readonly [string, readonly string[]])[]): Entry[] {
  return taken.flatMap(([kind, ids]) =>
    ids.map((id): Entry => {
      const row = rowsOf(state.kinds, kind).get(id);
      return row === undefined ? [kind, null, id] : [kind, row];
    }),
  );
}

async function append(state: State, line: string): Promise<void> {
  const bytes = Buffer.from(line);
  state.handle ??= await openToAppend(state);
  try {
    await state.handle.appendFile(bytes);
    await state.handle.datasync();
  } catch (error) {
    // Half a line in the middle of the file would be damage; cut it off again.
    await state.handle.truncate(state.length).catch(() => undefined);
    throw error;
  }
  state.length += bytes.length;
  if (state.length > compactAbove && state.length > state.lengthWhenCompact * compactWhenTimes) await compact(state);
}

async function openToAppend({ file, length }: State): Promise<FileHandle> {
  const handle = await open(file, 'a', 0o600);
  if (length === 0) syncFolder(dirname(file));
  return handle;
}

async function compact(state: State): Promise<void> {
  const entries = [...state.kinds].flatMap(([kind, rows]) => [...rows.values()].map((row): Entry => [kind, row]));
  const bytes = Buffer.from(`${JSON.stringify(entries, encodeDate)}\n`);
  await state.handle?.close();
  state.handle = undefined;
  replaceFile(state.file, bytes);
  state.length = bytes.length;
  state.lengthWhenCompact = bytes.length;
}

/** Replaces a file so that a crash leaves the old one or the new one, whole. */
export function replaceFile(file: string, bytes: Buffer | string, mode = 0o600): void {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', mode);
  try {
    writeSync(handle, Buffer.from(bytes));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
}

// A new name is only safe when the folder that holds it is.
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const dateKey = '$date';

// `JSON.stringify` calls Date's own toJSON first: the value as it was is only to be had from `this`.
function encodeDate(this: unknown, key: string, value: unknown): unknown {
  const held: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : undefined;
  return held instanceof Date ? { [dateKey]: held.toISOString() } : value;
}

function parseLine(line: string): Entry[] | undefined {
  try {
    return JSON.parse(line, (_key, value: unknown) => {
      const date: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, dateKey) : undefined;
      return typeof date === 'string' ? new Date(date) : value;
    }) as Entry[];
  } catch {
    return undefined;
  }
}
