import { randomBytes, randomInt } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessKey } from './auth.ts';
import { replaceFile } from './store.ts';

export type LabFailureCode = 'port-in-use' | 'not-a-lab-dir' | 'not-running' | 'did-not-start' | 'disk-full-or-read-only';

/** Why a lab cannot be started or reached; the words for it are with those who speak to people. */
export class LabFailure extends Error {
  readonly code: LabFailureCode;
  readonly values: Record<string, string | number>;

  constructor(code: LabFailureCode, values: Record<string, string | number>, cause?: unknown) {
    super(`${code} ${JSON.stringify(values)}`, { cause });
    this.name = 'LabFailure';
    this.code = code;
    this.values = values;
  }
}

/** The file that makes a folder a lab's: what must outlive the daemon and is not part of any world. */
export interface Marker {
  readonly schema: 1;
  readonly id: string;
  readonly region: string;
  readonly account: string;
  readonly empty: boolean;
  /** The base is laid. Until then nothing in the folder is worth keeping: a crash on the way means beginning again. */
  readonly furnished: boolean;
  readonly port?: number;
  readonly speed?: number;
  /** Proves to the daemon that whoever asks it to stop can read this folder. */
  readonly secret: string;
  readonly keys: readonly AccessKey[];
}

const markerName = 'redundant-blog-lab.json';
const holdName = 'lab.pid';
/** The daemon's log: it is open while the folder is wiped. */
export const logName = 'lab.log';
const region = 'ap-northeast-1';

/** The marker of this folder; undefined when there is no lab in it. A folder that holds anything else is refused. */
export function readMarker(dir: string): Marker | undefined {
  const file = join(dir, markerName);
  if (!existsSync(file)) {
    if (existsSync(dir) && list(dir).length > 0) throw new LabFailure('not-a-lab-dir', { dir });
    return undefined;
  }
  const marker = parseMarker(file);
  if (marker === undefined) throw new LabFailure('not-a-lab-dir', { dir });
  return marker;
}

function parseMarker(file: string): Marker | undefined {
  try {
    const parsed = JSON.parse(readFileSync(file, 'utf8')) as Partial<Marker> | null;
    const whole = parsed?.schema === 1 && typeof parsed.id === 'string' && typeof parsed.account === 'string' && Array.isArray(parsed.keys);
    return whole ? (parsed as Marker) : undefined;
  } catch {
    return undefined;
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    throw new LabFailure('not-a-lab-dir', { dir }, error);
  }
}

/** Writes the marker, making the folder when needed. */
export function writeMarker(dir: string, marker: Marker): Marker {
  withDisk(dir, () => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    replaceFile(join(dir, markerName), `${JSON.stringify(marker, undefined, 2)}\n`);
  });
  return marker;
}

/** A new lab: an account number and a key that nobody had before. */
export function newMarker(kept: Partial<Pick<Marker, 'id' | 'port' | 'speed'>>, empty: boolean): Marker {
  const account = String(randomInt(10 ** 11, 10 ** 12));
  const secretAccessKey = randomBytes(30).toString('base64').replaceAll(/[+/]/g, 'x');
  const key = { accessKeyId: `AKIA${randomFrom('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`, secretAccessKey, account };
  return { schema: 1, id: randomBytes(8).toString('hex'), ...kept, region, account, empty, furnished: false, secret: randomBytes(24).toString('hex'), keys: [key] };
}

function randomFrom(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Removes the worlds, disks and journals of a lab: all that is in its folder and not what makes it a lab's. */
export function wipe(dir: string): void {
  const kept = [markerName, holdName, logName];
  withDisk(dir, () => {
    for (const name of list(dir)) if (!kept.includes(name)) rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 3 });
  });
}

/** Runs `act`; a disk that is full or may not be written to becomes a failure that says so. */
export function withDisk<T>(dir: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskFailure(dir, error) ?? error;
  }
}

/** The failure that tells of a full or read-only disk, when this error is one. */
export function diskFailure(dir: string, error: unknown): LabFailure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['ENOSPC', 'EROFS', 'EACCES', 'EPERM', 'EDQUOT', 'ENOTDIR'].includes(code) ? new LabFailure('disk-full-or-read-only', { dir, code }, error) : undefined;
}

/** Who serves a lab's folder now. `start` tells a process from a later one with the same number. */
export interface Holder {
  readonly pid: number;
  readonly start: string;
  readonly port?: number;
  readonly speed?: number;
}

/** The holder of the folder, when the process that wrote it still lives. */
export function holderOf(dir: string): Holder | undefined {
  const holder = readHold(dir);
  return holder !== undefined && startOf(holder.pid) === holder.start ? holder : undefined;
}

/**
 * Takes the folder for this process; undefined when a living one has it. The file is made with O_EXCL, and a dead
 * holder's is put aside under a second O_EXCL file, so that of several that come at once only one gets in.
 */
export function takeHold(dir: string): { say(port: number, speed: number): void; release(): void } | undefined {
  const file = join(dir, holdName);
  const mine: Holder = { pid: process.pid, start: startOf(process.pid) ?? '' };
  if (!makeExclusive(file, JSON.stringify(mine)) && !takeOver(dir, file, mine)) return undefined;
  return {
    say: (port, speed) => replaceFile(file, JSON.stringify({ ...mine, port, speed })),
    release: () => {
      if (readHold(dir)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function takeOver(dir: string, file: string, mine: Holder): boolean {
  const guard = `${file}.taking`;
  const guardHeld = readPid(guard);
  if (guardHeld !== undefined && startOf(guardHeld) === undefined) rmSync(guard, { force: true });
  if (!makeExclusive(guard, String(process.pid))) return false;
  try {
    if (holderOf(dir) !== undefined) return false;
    rmSync(file, { force: true });
    return makeExclusive(file, JSON.stringify(mine));
  } finally {
    unlinkSync(guard);
  }
}

function makeExclusive(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    chmodSync(file, 0o600);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function readHold(dir: string): Holder | undefined {
  try {
    const parsed = JSON.parse(readFileSync(join(dir, holdName), 'utf8')) as Partial<Holder>;
    return typeof parsed.pid === 'number' && typeof parsed.start === 'string' ? (parsed as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** When this process was started, in whatever words the system has for it; undefined when there is none of that number. */
function startOf(pid: number): string | undefined {
  try {
    // The 22nd field; the second is a name in brackets and may hold spaces.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[19];
  } catch {
    return existsSync('/proc/self/stat') ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch {
    return undefined;
  }
}
