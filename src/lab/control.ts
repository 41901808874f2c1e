import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve as absolute } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './ask.ts';
import { connectionOf, type LabConnection } from './connection.ts';
import { LabFailure, logName, newMarker, readMarker, wipe, withDisk, writeMarker, type Marker } from './folder.ts';
import { holderOf, takeHold } from './hold.ts';
import { childEntry } from './machines/entry.ts';
import type { Thing } from './things.ts';

export type { LabConnection } from './connection.ts';
export { LabFailure, type LabFailureCode } from './folder.ts';
export type { Thing } from './things.ts';

export interface LabStatus {
  readonly running: boolean;
  readonly pid?: number;
  readonly port?: number;
  readonly dir: string;
  readonly speed?: number;
  readonly connection?: LabConnection;
  readonly things: readonly Thing[];
}

export interface LabUpOptions {
  readonly dir: string;
  readonly port?: number;
  readonly speed?: number;
  readonly empty?: boolean;
}

/** What the daemon is told on its command line. */
export type DaemonOptions = Pick<LabUpOptions, 'dir' | 'port' | 'speed'>;

/** What the daemon says to whoever started it, once. */
export type DaemonReport = { readonly ready: true } | { readonly failed: string; readonly values: Record<string, string | number> };

const startDeadlineMs = 30_000;
const stopDeadlineMs = 10_000;
const beatMs = 20;

/** Starts the lab of this folder, made new when there is none; one that runs is left as it is. */
export async function labUp(options: LabUpOptions): Promise<{ started: boolean; status: LabStatus }> {
  const dir = absolute(options.dir);
  const marker = readMarker(dir) ?? writeMarker(dir, newMarker({}, options.empty ?? false));
  const before = await settledStatus(dir);
  if (before.running) return { started: false, status: before };
  const report = await startDaemon({ ...options, dir });
  if ('ready' in report) return { started: true, status: await statusOf(dir, marker) };
  // Somebody else was quicker to start it.
  const status = await settledStatus(dir);
  if (status.running) return { started: false, status };
  throw new LabFailure(failureCode(report.failed), report.values);
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
export async function labReset({ dir: folder, empty }: { dir: string; empty?: boolean }): Promise<{ restarted: boolean; status: LabStatus }> {
  const dir = absolute(folder);
  const marker = readMarker(dir);
  if (marker === undefined) throw new LabFailure('not-running', { dir });
  const restarted = (await labDown(dir)) === 'stopped';
  const hold = withDisk(dir, () => takeHold(dir));
  if (hold === undefined) throw new LabFailure('did-not-start', { dir, reason: 'another process serves this folder' });
  try {
    const { id, port, speed } = marker;
    writeMarker(dir, newMarker({ id, ...(port === undefined ? {} : { port }), ...(speed === undefined ? {} : { speed }) }, empty ?? false));
    wipe(dir);
  } finally {
    hold.release();
  }
  return restarted ? { restarted, status: (await labUp({ dir })).status } : { restarted, status: await labStatus(dir) };
}

/** Whether the lab of this folder runs, and what is in it. */
export async function labStatus(folder: string): Promise<LabStatus> {
  const dir = absolute(folder);
  const marker = readMarker(dir);
  return marker === undefined ? { running: false, dir, things: [] } : statusOf(dir, marker);
}

/** How to use the lab of this folder; it must run. */
export async function labConnection(dir: string): Promise<LabConnection> {
  const { connection } = await labStatus(dir);
  if (connection === undefined) throw new LabFailure('not-running', { dir });
  return connection;
}

async function statusOf(dir: string, marker: Marker): Promise<LabStatus> {
  const { pid, port, speed = 1 } = holderOf(dir) ?? {};
  const answer = port === undefined ? undefined : await ask({ port, method: 'GET', path: '/_lab/status', secret: marker.secret });
  // Another lab may have been given the port that this one had.
  if (pid === undefined || port === undefined || answer?.lab !== marker.id) return { running: false, dir, things: [] };
  return { running: true, pid, port, dir, speed, connection: connectionOf(dir, marker, port, speed), things: answer.things ?? [] };
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

function startDaemon({ dir, port, speed }: LabUpOptions): Promise<DaemonReport> {
  const options: DaemonOptions = { dir, ...(port === undefined ? {} : { port }), ...(speed === undefined ? {} : { speed }) };
  const log = withDisk(dir, () => {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    return openSync(join(dir, logName), 'a', 0o600);
  });
  const child = spawn(process.execPath, [childEntry('lab-daemon'), JSON.stringify(options)], { detached: true, stdio: ['ignore', log, log, 'ipc'], cwd: '/' });
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

function failureCode(code: string): LabFailure['code'] {
  return code === 'port-in-use' || code === 'not-a-lab-dir' || code === 'disk-full-or-read-only' ? code : 'did-not-start';
}

async function until(holds: () => boolean, deadlineMs: number): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await pause(beatMs);
  }
  return true;
}
