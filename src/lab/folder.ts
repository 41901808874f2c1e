import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessKey } from './auth.ts';
import { newAccount } from './learners/learner.ts';
import { cacheName, type Kinds } from './parts.ts';
import { replaceFile } from './store.ts';

export type LabFailureCode =
  | 'port-in-use'
  | 'not-a-lab-dir'
  | 'not-running'
  | 'did-not-start'
  | 'disk-full-or-read-only'
  | KindFailureCode
  | LearnerFailureCode;

/** `parts-missing`: this machine has not what the lab needs. `other-kinds`: the lab was made with other ones. */
type KindFailureCode = 'parts-missing' | 'other-kinds';

/** `no-such-address`: it is none of this machine's. `listens-elsewhere`: it runs, and not where it was asked to. */
type LearnerFailureCode = 'not-a-learner-name' | 'no-such-learner' | 'policy-refused' | 'no-such-address' | 'listens-elsewhere';

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
  /** What plays the blog and the database; the built-in ones when it does not say. */
  readonly kinds?: Kinds;
  /** Proves to the daemon that whoever asks it to stop can read this folder. */
  readonly secret: string;
  readonly keys: readonly AccessKey[];
}

const markerName = 'redundant-blog-lab.json';
export const holdName = 'lab.pid';
/** The certificate authority of a lab's databases, beside the key. */
export const authorityName = 'rds-ca.pem';
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
export function newMarker(kept: Partial<Pick<Marker, 'id' | 'port' | 'speed' | 'kinds'>>, empty: boolean): Marker {
  const { account, key } = newAccount();
  return {
    schema: 1,
    id: randomBytes(8).toString('hex'),
    ...kept,
    region,
    account,
    empty,
    furnished: false,
    secret: randomBytes(24).toString('hex'),
    keys: [key],
  };
}

/** Removes the worlds, disks and journals of a lab: all that is in its folder and not what makes it a lab's. */
export function wipe(dir: string): void {
  const kept = [markerName, holdName, logName, cacheName];
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
  return ['ENOSPC', 'EROFS', 'EACCES', 'EPERM', 'EDQUOT', 'ENOTDIR'].includes(code)
    ? new LabFailure('disk-full-or-read-only', { dir, reason: code }, error)
    : undefined;
}
