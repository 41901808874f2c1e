import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { constants } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { clearVolume, dataIn } from './role.ts';

const beatMs = 20;
const drainMs = 60_000;
const joinMs = 30_000;
const settleMs = 20;

export interface Source {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface Position {
  readonly file: string;
  readonly at: number;
}

/** Copies the primary's data to the standby's volume while nobody can write; gives the place in the binary log that the copy is at. */
export async function cloneTo(primary: Engine, from: string, to: string): Promise<Position> {
  clearVolume(to);
  await mkdir(to, { recursive: true });
  await primary.run('FLUSH TABLES WITH READ LOCK');
  try {
    const [status] = await primary.run('SHOW MASTER STATUS');
    process.kill(primary.pid, 'SIGSTOP');
    try {
      // Threads that were in the middle of a write come out of it first.
      await pause(settleMs);
      await cp(dataIn(from), dataIn(to), { recursive: true, mode: constants.COPYFILE_FICLONE, filter: (file) => !/\/(binlog|relay)\.[^/]*$/.test(file) });
    } finally {
      process.kill(primary.pid, 'SIGCONT');
    }
    return { file: String(status?.['File']), at: Number(status?.['Position']) };
  } finally {
    await primary.run('UNLOCK TABLES');
  }
}

/** An account for the standby, whose password lives as long as this process. */
export async function letStandbyIn(primary: Engine, port: number): Promise<Source> {
  const source = { port, user: 'rdsrepladmin', password: randomBytes(18).toString('hex') };
  // Not to be replicated: the standby has no use for it, and it may be the primary next.
  await primary.run('SET sql_log_bin = 0');
  try {
    await primary.run('CREATE OR REPLACE USER rdsrepladmin@localhost IDENTIFIED BY ?', [source.password]);
    await primary.run('GRANT REPLICATION SLAVE ON *.* TO rdsrepladmin@localhost');
  } finally {
    await primary.run('SET sql_log_bin = 1');
  }
  return source;
}

/** Makes the standby follow; from `position`, or (undefined) from where it was. */
export async function follow(standby: Engine, { port, user, password }: Source, position: Position | undefined): Promise<void> {
  const account = `MASTER_HOST = '127.0.0.1', MASTER_PORT = ${port}, MASTER_USER = '${user}', MASTER_PASSWORD = '${password}', MASTER_CONNECT_RETRY = 1, MASTER_USE_GTID = no`;
  if (position === undefined) {
    const [at] = await standby.run('SHOW SLAVE STATUS');
    if (at === undefined) throw new Error('this standby does not know where it was');
    await drain(standby);
    await standby.run(`CHANGE MASTER TO ${account}, MASTER_LOG_FILE = ?, MASTER_LOG_POS = ?`, await executed(standby));
  } else {
    await standby.run('RESET SLAVE ALL');
    await standby.run(`CHANGE MASTER TO ${account}, MASTER_LOG_FILE = ?, MASTER_LOG_POS = ?`, [position.file, position.at]);
  }
  await standby.run('START SLAVE');
}

async function executed(standby: Engine): Promise<[string, number]> {
  const [status] = await standby.run('SHOW SLAVE STATUS');
  return [String(status?.['Relay_Master_Log_File']), Number(status?.['Exec_Master_Log_Pos'])];
}

/** From here on a commit is acknowledged only when the standby has it too. Resolves when that is so. */
export async function waitForEach(primary: Engine, standby: Engine): Promise<void> {
  for (const end = performance.now() + joinMs; performance.now() < end; await pause(beatMs)) {
    const { healthy, trouble } = await stateOf(standby);
    if (trouble !== '') throw new Error(`the standby cannot follow: ${trouble}`);
    if (!healthy) continue;
    await primary.run('SET GLOBAL rpl_semi_sync_master_enabled = ON');
    const [clients] = await primary.run("SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'");
    if (Number(clients?.['Value']) > 0) return;
  }
  throw new Error('the standby did not join');
}

/** Commits are acknowledged though no standby has them; those that wait are let go. */
export async function goAlone(primary: Engine): Promise<void> {
  await primary.run('SET GLOBAL rpl_semi_sync_master_enabled = OFF');
}

export async function stateOf(standby: Engine): Promise<{ readonly healthy: boolean; readonly trouble: string }> {
  const [status] = await standby.run('SHOW SLAVE STATUS');
  const sql = status?.['Slave_SQL_Running'];
  const trouble = [status?.['Last_SQL_Error'], Number(status?.['Last_IO_Errno']) === 1236 ? status?.['Last_IO_Error'] : ''].filter(Boolean).join('; ');
  return { healthy: sql === 'Yes' && status?.['Slave_IO_Running'] === 'Yes', trouble };
}

/** Ends being a standby: all that it was ever sent is applied first, so that whatever was acknowledged is there. */
export async function promote(standby: Engine): Promise<void> {
  const [status] = await standby.run('SHOW SLAVE STATUS');
  if (status !== undefined) await drain(standby);
  await standby.run('RESET SLAVE ALL');
  await standby.run('SET GLOBAL read_only = OFF');
}

/** Applies the relay log to its end, with nobody sending. */
async function drain(standby: Engine): Promise<void> {
  await standby.run('START SLAVE SQL_THREAD');
  for (const end = performance.now() + drainMs; ; await pause(beatMs)) {
    const [status] = await standby.run('SHOW SLAVE STATUS');
    if (/has read all relay log/i.test(String(status?.['Slave_SQL_Running_State']))) break;
    // Half an event at the very end was never acknowledged.
    if (status?.['Slave_SQL_Running'] === 'No' && [1593, 1594].includes(Number(status['Last_SQL_Errno']))) break;
    if (status?.['Slave_SQL_Running'] === 'No' && Number(status['Last_SQL_Errno']) !== 0)
      throw new Error(`the relay log cannot be applied: ${String(status['Last_SQL_Error'])}`);
    if (performance.now() > end) throw new Error('the relay log is not applied in time');
  }
  await standby.run('STOP SLAVE SQL_THREAD');
}

/** All of another volume's data, at rest. */
export async function takeData(from: string, to: string): Promise<void> {
  clearVolume(to);
  await mkdir(to, { recursive: true });
  await cp(dataIn(from), dataIn(to), { recursive: true, mode: constants.COPYFILE_FICLONE });
  // Its binary logs go on under a new history.
  for (const name of await readdir(dataIn(to))) if (/^(relay|master\.info)/.test(name)) await rm(join(dataIn(to), name), { recursive: true });
}
