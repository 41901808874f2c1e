import { setTimeout as pause } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  RebootDBInstanceCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  type DBInstance,
} from '@aws-sdk/client-rds';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { get, login, published, server } from '../lab/machines/reach.ts';
import { labForTest, type LabForTest } from '../lab/support/lab.ts';
import { cache } from './support/parts.ts';

let lab: LabForTest;
let password: string;

beforeAll(async () => {
  lab = await labForTest({ reality: 'real', speed: 60, kinds: { blog: 'wordpress', db: 'mariadb' }, cache });
  await lab.lab.settled();
  password = lab.lab.home.table('dbInstance').all()[0]?.masterUserPassword ?? '';
});
afterAll(() => lab.close());

const databases = async (): Promise<DBInstance[]> => (await lab.rds.send(new DescribeDBInstancesCommand({}))).DBInstances ?? [];
const database = async (): Promise<DBInstance> => (await databases())[0] ?? {};

/** As the wizard goes: through the server, with TLS to the very name. */
async function connect(endpoint = ''): Promise<Connection> {
  const host = endpoint || ((await database()).Endpoint?.Address ?? '');
  const { client } = await login(lab, published(await server(lab), 22));
  const stream = await new Promise<import('node:stream').Duplex>((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, 3306, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
  const ssl = { ca: readFileSync(join(lab.dir, 'rds-ca.pem'), 'utf8'), verifyIdentity: true, rejectUnauthorized: true };
  const connection = await mysql.createConnection({ host, stream, user: 'wordpress', password, database: 'wordpress', ssl, connectTimeout: 3_000 });
  connection.on('error', () => undefined);
  return connection;
}

async function until<Value>(look: () => Promise<Value>, wanted: (value: Value) => boolean, ms = 60_000): Promise<Value> {
  for (const end = performance.now() + ms; ; await pause(50)) {
    const value = await look();
    if (wanted(value) || performance.now() > end) return value;
  }
}

/** One numbered row every 20 ms, on a new connection when the old one is lost; gives the numbers that were acknowledged. */
function write(): { stop(): Promise<readonly number[]> } {
  const kept: number[] = [];
  const state = { going: true };
  const work = (async () => {
    let connection: Connection | undefined;
    for (let n = 1; state.going; n += 1) {
      const beat = pause(20);
      try {
        connection ??= await connect();
        await connection.query({ sql: 'INSERT INTO counted VALUES (?)', values: [n], timeout: 3_000 });
        kept.push(n);
      } catch {
        connection?.destroy();
        connection = undefined;
      }
      await beat;
    }
    await connection?.end();
  })();
  return {
    stop: async () => {
      state.going = false;
      await work;
      return kept;
    },
  };
}

/** Reads the blog ten times a second. */
function read(port: number): { stop(): Promise<{ readonly all: number; readonly failed: number; readonly gapMs: number }> } {
  const answers: { at: number; good: boolean }[] = [];
  const state = { going: true };
  const work = (async () => {
    const asked: Promise<void>[] = [];
    for (; state.going; await pause(100)) {
      asked.push(
        get(port).then(
          ({ status }) => void answers.push({ at: performance.now(), good: status === 200 }),
          () => void answers.push({ at: performance.now(), good: false }),
        ),
      );
    }
    await Promise.all(asked);
  })();
  return {
    stop: async () => {
      state.going = false;
      await work;
      const good = answers.filter((one) => one.good).map((one) => one.at);
      return { all: answers.length, failed: answers.length - good.length, gapMs: Math.max(...good.map((at, i) => at - (good[i - 1] ?? at))) };
    },
  };
}

it('loses no row that was acknowledged in two failovers, there and back, while a row is written every 20 ms', async () => {
  const { DBInstanceIdentifier } = await database();
  const first = await connect();
  await first.query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await first.end();
  await lab.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, MultiAZ: true, ApplyImmediately: true }));
  await until(database, (now) => now.MultiAZ === true && now.DBInstanceStatus === 'available' && now.SecondaryAvailabilityZone !== undefined);
  await pause(2_000);

  const writer = write();
  await pause(1_000);
  for (const turn of ['there', 'back']) {
    const reader = read(published(await server(lab), 80));
    const { AvailabilityZone } = await database();
    await pause(1_000);
    const began = performance.now();
    await lab.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: true }));
    await until(database, (now) => now.DBInstanceStatus === 'available' && now.AvailabilityZone !== AvailabilityZone);
    const moved = performance.now() - began;
    await pause(3_000);
    const seen = await reader.stop();
    console.info(
      `failover ${turn}: endpoint moved after ${Math.round(moved)} ms; ${seen.failed} of ${seen.all} reads failed, longest gap ${Math.round(seen.gapMs)} ms`,
    );
    // A second failover this soon would be abandoned.
    lab.lab.home.table('dbInstance').edit(DBInstanceIdentifier ?? '', (row) => delete row.lastFailoverAt);
    await pause(2_000);
  }
  const kept = await writer.stop();

  const after = await connect();
  const [rows] = await after.query<RowDataPacket[]>('SELECT n FROM counted ORDER BY n');
  await after.end();
  const there = new Set(rows.map((row) => Number(row['n'])));
  const lost = kept.filter((n) => !there.has(n));
  console.info(`${kept.length} rows acknowledged, ${there.size} there, ${lost.length} lost`);
  expect(kept.length).toBeGreaterThan(100);
  expect(lost).toEqual([]);
});

it('takes a snapshot of a database that is being written to, and restores it under another name with a standby that can take over', async () => {
  const { DBInstanceIdentifier, DBSubnetGroup, VpcSecurityGroups } = await database();
  const before = await connect();
  await before.query('CREATE TABLE IF NOT EXISTS kept (n INT PRIMARY KEY, word VARCHAR(50))');
  await before.query("REPLACE INTO kept VALUES (1, '止まらない 😀')");
  const state = { going: true };
  const busy = (async () => {
    for (let n = 100; state.going; n += 1) await before.query('INSERT INTO kept VALUES (?, ?)', [n, 'x'.repeat(40)]);
  })();
  await lab.rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: 'while-busy' }));
  await until(
    async () => (await lab.rds.send(new DescribeDBSnapshotsCommand({}))).DBSnapshots?.[0]?.Status,
    (status) => status === 'available',
  );
  state.going = false;
  await busy;
  await before.end();

  await lab.rds.send(
    new RestoreDBInstanceFromDBSnapshotCommand({
      DBInstanceIdentifier: 'restored',
      DBSnapshotIdentifier: 'while-busy',
      DBSubnetGroupName: DBSubnetGroup?.DBSubnetGroupName,
      MultiAZ: true,
      VpcSecurityGroupIds: VpcSecurityGroups?.map(({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId),
    }),
  );
  const restored = async () => (await databases()).find((one) => one.DBInstanceIdentifier === 'restored');
  const made = await until(restored, (one) => one?.DBInstanceStatus === 'available' && one.MultiAZ === true && one.SecondaryAvailabilityZone !== undefined);
  await lab.lab.settled();
  await pause(2_000);
  await lab.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'restored', ForceFailover: true }));
  const moved = await until(restored, (one) => one?.DBInstanceStatus === 'available' && one.AvailabilityZone !== made?.AvailabilityZone);
  expect(moved?.AvailabilityZone).toBe(made?.SecondaryAvailabilityZone);
  await lab.lab.settled();
  const connection = await connect(moved?.Endpoint?.Address);
  const [rows] = await connection.query<RowDataPacket[]>('SELECT word FROM kept WHERE n = 1');
  const [checked] = await connection.query<RowDataPacket[]>('CHECK TABLE kept, wp_options, wp_posts');
  await connection.end();
  expect(rows[0]?.['word']).toBe('止まらない 😀');
  expect(checked.map((row) => row['Msg_text'])).toEqual(['OK', 'OK', 'OK']);
});

it('vouches for its name to whoever asks the authority, and lets in nobody else', async () => {
  const connection = await connect();
  const [[cipher]] = await connection.query<RowDataPacket[]>("SHOW STATUS LIKE 'Ssl_cipher'");
  await connection.end();
  expect(cipher?.['Value']).toMatch(/AES|CHACHA/);
  for (const user of ['root', 'rdsadmin', 'mysql', '']) {
    const { client } = await login(lab, published(await server(lab), 22));
    const host = (await database()).Endpoint?.Address ?? '';
    const stream = await new Promise<import('node:stream').Duplex>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, host, 3306, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    await expect(mysql.createConnection({ stream, user, password: '' })).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
    client.end();
  }
});
