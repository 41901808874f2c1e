import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type LabAnswer } from './ask.ts';
import { connectionOf, endpointFor, homeOf, type LabConnection } from './connection.ts';
import type { LearnerSeen } from './door.ts';
import { LabFailure, logName, newMarker, readMarker, wipe, withDisk, writeMarker, type Marker } from './folder.ts';
import { holderOf, takeHold } from './hold.ts';
import { learnerFolder, learnerName } from './learners/learner.ts';
import { childEntry } from './machines/entry.ts';
import { withKinds } from './kinds.ts';
import { builtIn, type Choices, type Kinds } from './parts.ts';
import type { Thing } from './things.ts';

export type { LabConnection } from './connection.ts';
export { LabFailure, type LabFailureCode } from './folder.ts';
export { blogKinds, databaseKinds, type Choices } from './parts.ts';
export { isExposed } from './connection.ts';
export type { LearnerSeen } from './door.ts';
export type { Thing } from './things.ts';

export interface LabStatus {
  readonly running: boolean;
  readonly pid?: number;
  readonly port?: number;
  readonly dir: string;
  readonly speed?: number;
  readonly kinds?: Kinds;
  readonly connection?: LabConnection;
  readonly things: readonly Thing[];
  /** Where other machines reach it, when it listens to them. */
  readonly shared?: string;
  /** Whether a policy limits the account it began with. */
  readonly policy?: boolean;
  readonly learners: readonly LearnerSeen[];
}

export interface LabUpOptions {
  readonly dir: string;
  readonly port?: number;
  readonly speed?: number;
  readonly empty?: boolean;
  /** An address to listen on besides loopback. */
  readonly listen?: string;
  /** What shall play the blog and the database, when the lab is new. */
  readonly kinds?: Choices;
  /** Where what is slow to make is kept for other labs. */
  readonly cache?: string;
}

/** What the daemon is told on its command line. */
export type DaemonOptions = Pick<LabUpOptions, 'dir' | 'port' | 'speed' | 'listen' | 'cache'>;

/** What the daemon says to whoever started it, once. */
export type DaemonReport = { readonly ready: true } | { readonly failed: string; readonly values: Record<string, string | number> };

// Real parts are installed once, at the first start.
const startDeadlineMs = 90_000;
const stopDeadlineMs = 10_000;
const beatMs = 20;
const furnishDeadlineMs = 60_000;

/** Starts the lab of this folder, made new when there is none; one that runs is left as it is. */
export async function labUp(options: LabUpOptions): Promise<{ started: boolean; status: LabStatus }> {
  const dir = absolute(options.dir);
  const marker = withKinds(dir, readMarker(dir) ?? newMarker({}, options.empty ?? false), options.kinds ?? {});
  const before = await settledStatus(dir);
  if (before.running) return { started: false, status: mustListenAt(before, options.listen) };
  const report = await startDaemon({ ...options, dir });
  if ('ready' in report) return { started: true, status: await statusOf(dir, marker) };
  // Somebody else was quicker to start it.
  const status = await settledStatus(dir);
  if (status.running) return { started: false, status: mustListenAt(status, options.listen) };
  throw new LabFailure(failureCode(report.failed), report.values);
}

/** An address that was asked for and is not listened at would be believed in. */
function mustListenAt(status: LabStatus, listen: string | undefined): LabStatus {
  if (listen === undefined || holderOf(status.dir)?.listen === listen) return status;
  throw new LabFailure('listens-elsewhere', { dir: status.dir, address: listen });
}

/** Stops the daemon of this folder: its servers and databases end, what it knows stays. */
export async function labDown(folder: string): Promise<'stopped' | 'was-not-running'> {
  const dir = absolute(folder);
  const marker = readMarker(dir);
  if (marker === undefined) return 'was-not-running';
  await settledStatus(dir);
  const holder = holderOf(dir);
  if (holder === undefined) return 'was-not-running';
  if (holder.port !== undefined) await ask({ port: holder.port, method: 'POST', path: '/_lab/stop', secret: marker.secret });
  const gone = await until(() => holderOf(dir)?.pid !== holder.pid, stopDeadlineMs);
  // It hangs. The process that wrote the hold is known by number and start, so this is ours to end.
  if (!gone && holderOf(dir)?.start === holder.start) process.kill(holder.pid, 'SIGKILL');
  await until(() => holderOf(dir)?.pid !== holder.pid, stopDeadlineMs);
  return 'stopped';
}

/** Forgets everything that happened in this lab and makes a new one in its place; it runs afterwards if it ran before. */
export async function labReset({
  dir: folder,
  empty,
  kinds,
  cache,
}: Pick<LabUpOptions, 'dir' | 'empty' | 'kinds' | 'cache'>): Promise<{ restarted: boolean; status: LabStatus }> {
  const dir = absolute(folder);
  const marker = readMarker(dir);
  if (marker === undefined) throw new LabFailure('not-running', { dir });
  const restarted = (await labDown(dir)) === 'stopped';
  const hold = withDisk(dir, () => takeHold(dir));
  if (hold === undefined) throw new LabFailure('did-not-start', { dir, reason: 'another process serves this folder' });
  try {
    const { id, port, speed } = marker;
    const fresh = writeMarker(dir, newMarker({ id, ...(port === undefined ? {} : { port }), ...(speed === undefined ? {} : { speed }) }, empty ?? false));
    withKinds(dir, fresh, kinds?.blog === undefined && kinds?.db === undefined ? (marker.kinds ?? builtIn) : kinds);
    wipe(dir);
  } finally {
    hold.release();
  }
  return restarted
    ? { restarted, status: (await labUp({ dir, ...(cache === undefined ? {} : { cache }) })).status }
    : { restarted, status: await labStatus(dir) };
}

/** Whether the lab of this folder runs, and what is in it. */
export async function labStatus(folder: string): Promise<LabStatus> {
  const dir = absolute(folder);
  const marker = readMarker(dir);
  return marker === undefined ? { running: false, dir, things: [], learners: [] } : statusOf(dir, marker);
}

/** How to use the lab of this folder; it must run. */
export async function labConnection(dir: string): Promise<LabConnection> {
  const { connection } = await labStatus(dir);
  if (connection === undefined) throw new LabFailure('not-running', { dir });
  return connection;
}

/** How a learner uses the lab of this folder; one whose name is new gets an account, with a base unless it is to be empty. */
export async function labLearner(options: { dir: string; name: string; empty?: boolean }): Promise<LabConnection> {
  return learner(options, '/_lab/learner');
}

/** Forgets all that one learner did; they begin again in a new account. */
export async function labResetLearner(options: { dir: string; name: string; empty?: boolean }): Promise<LabConnection> {
  return learner(options, '/_lab/learner/reset');
}

/** Limits what an account's key may do by a policy (its JSON text), or (null) takes the limits away. */
export async function labPolicy({ dir, name, text }: { dir: string; name?: string; text: string | null }): Promise<void> {
  await tell(absolute(dir), '/_lab/policy', { ...(name === undefined ? {} : { name }), text });
}

async function learner({ dir: folder, name, empty }: { dir: string; name: string; empty?: boolean }, path: string): Promise<LabConnection> {
  const dir = absolute(folder);
  if (!learnerName.test(name)) throw new LabFailure('not-a-learner-name', { name });
  const { key, port, speed, region } = await tell(dir, path, { name, ...(empty ? { empty } : {}) });
  if (key === undefined) throw new LabFailure('did-not-start', { dir, reason: `no answer to ${path}` });
  return connectionOf({ folder: learnerFolder(dir, name), region, key }, port, speed);
}

/** Has the daemon do something; what it refuses is a failure. */
async function tell(dir: string, path: string, body: Readonly<Record<string, unknown>>): Promise<LabAnswer & { port: number; speed: number; region: string }> {
  const marker = readMarker(dir);
  const { port, speed = 1 } = (marker && holderOf(dir)) ?? {};
  if (marker === undefined || port === undefined) throw new LabFailure('not-running', { dir });
  const answer = await ask({ port, method: 'POST', path, secret: marker.secret, body, patienceMs: furnishDeadlineMs });
  if (answer === undefined) throw new LabFailure('not-running', { dir });
  const refused = (['not-a-learner-name', 'no-such-learner', 'policy-refused'] as const).find((code) => code === answer.refused);
  if (refused !== undefined) throw new LabFailure(refused, { dir, name: String(body['name'] ?? ''), reason: answer.reason ?? '' });
  return { ...answer, port, speed, region: marker.region };
}

async function statusOf(dir: string, marker: Marker): Promise<LabStatus> {
  const { pid, port, speed = 1, listen } = holderOf(dir) ?? {};
  const answer = port === undefined ? undefined : await ask({ port, method: 'GET', path: '/_lab/status', secret: marker.secret });
  // Another lab may have been given the port that this one had.
  if (pid === undefined || port === undefined || answer?.lab !== marker.id) return { running: false, dir, things: [], learners: [] };
  return {
    running: true,
    pid,
    port,
    dir,
    speed,
    kinds: marker.kinds ?? builtIn,
    connection: connectionOf(homeOf(dir, marker), port, speed),
    things: answer.things ?? [],
    ...(listen === undefined ? {} : { shared: endpointFor(listen, port) }),
    ...(answer.policy ? { policy: true } : {}),
    learners: answer.learners ?? [],
  };
}

/** As `labStatus`, waiting for one that is just starting. */
async function settledStatus(dir: string): Promise<LabStatus> {
  const starting = (): boolean => {
    const holder = holderOf(dir);
    return holder !== undefined && holder.port === undefined;
  };
  await until(() => !starting(), startDeadlineMs);
  return labStatus(dir);
}

function startDaemon({ dir, port, speed, listen, cache }: LabUpOptions): Promise<DaemonReport> {
  const options: DaemonOptions = {
    dir,
    ...(port === undefined ? {} : { port }),
    ...(speed === undefined ? {} : { speed }),
    ...(listen === undefined ? {} : { listen }),
    ...(cache === undefined ? {} : { cache }),
  };
  const log = withDisk(dir, () => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return openSync(join(dir, logName), 'a', 0o600);
  });
  // What a call leaves behind is small; without a limit V8 would keep tens of megabytes for it.
  const child = spawn(process.execPath, ['--max-semi-space-size=4', childEntry('lab-daemon'), JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    cwd: '/',
    // Disks are copied and made safe for many learners at once; four at a time, Node's own number, would be a queue.
    env: { ...process.env, UV_THREADPOOL_SIZE: '32' },
  });
  closeSync(log);
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(failed(dir, `no answer in ${startDeadlineMs / 1_000} s`)), startDeadlineMs);
    const finish = (report: DaemonReport): void => {
      clearTimeout(timer);
      child.removeAllListeners();
      child.on('error', () => undefined);
      if (child.connected) child.disconnect();
      child.unref();
      resolve(report);
    };
    child.once('message', (report) => finish(report as DaemonReport));
    child.once('error', (error) => finish(failed(dir, error.message)));
    child.once('exit', (code, signal) => finish(failed(dir, `it ended with ${signal ?? code ?? 'nothing'}`)));
  });
}

function failed(dir: string, reason: string): DaemonReport {
  return { failed: 'did-not-start', values: { dir, reason: `${reason}; see ${join(dir, logName)}` } };
}

const toldOf = ['port-in-use', 'not-a-lab-dir', 'disk-full-or-read-only', 'no-such-address'] as const;

function failureCode(code: string): LabFailure['code'] {
  return toldOf.find((one) => one === code) ?? 'did-not-start';
}

async function until(holds: () => boolean, deadlineMs: number): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(beatMs);
  }
  return true;
}
