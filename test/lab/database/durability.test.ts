import { appendFile, cp, mkdir, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { copyVolume } from '../../../src/lab/database/store/volume.ts';
import { startDatabase } from '../../../src/lab/database/server.ts';
import { configFor, connectTo, freshFolder, openDoor, spawnDatabase, type Door } from './database.ts';

const makeNotes = 'CREATE TABLE notes (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, said varchar(100) NOT NULL)';

async function saidIn(door: Door): Promise<string[]> {
  const connection = await door.connect();
  const [rows] = await connection.query<RowDataPacket[]>('SELECT said FROM notes ORDER BY id');
  return rows.map((row) => String(row['said']));
}

/** Serves the folder once more and reads the notes. */
async function notesOn(folder: string): Promise<string[]> {
  const again = await startDatabase(configFor(folder));
  try {
    return await saidIn({ port: again.port, connect: (options) => connectTo(again.port, options) });
  } finally {
    await again.close();
  }
}

describe('a killed database', () => {
  test('has every row that it acknowledged, on its volume and on the copy', async () => {
    const [volume, replica] = [await freshFolder(), await freshFolder()];
    const serving = await spawnDatabase(configFor(volume, replica));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    const acknowledged: string[] = [];
    const writer = (async () => {
      for (let i = 0; ; i += 1) {
        await connection.execute('INSERT INTO notes (said) VALUES (?)', [`note ${i}`]);
        acknowledged.push(`note ${i}`);
        if (acknowledged.length === 150) serving.child.kill('SIGKILL');
      }
    })();
    await expect(writer).rejects.toThrow();
    await serving.ended;
    for (const folder of [volume, replica]) {
      const kept = await notesOn(folder);
      expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
      // One more may have been written when nobody was left to be told.
      expect(kept.length).toBeLessThanOrEqual(acknowledged.length + 1);
    }
  });

  test('has nothing of a transaction that was not committed', async () => {
    const volume = await freshFolder();
    const serving = await spawnDatabase(configFor(volume));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    await connection.query("INSERT INTO notes (said) VALUES ('kept')");
    await connection.beginTransaction();
    await connection.query("INSERT INTO notes (said) VALUES ('not yet')");
    serving.child.kill('SIGKILL');
    await serving.ended;
    expect(await notesOn(volume)).toEqual(['kept']);
  });

  test('drops a torn last record, and only that', async () => {
    const volume = await freshFolder();
    const serving = await spawnDatabase(configFor(volume));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    for (const said of ['one', 'two']) await connection.query('INSERT INTO notes (said) VALUES (?)', [said]);
    serving.child.kill('SIGKILL');
    await serving.ended;
    const log = join(volume, 'redo.log');
    await truncate(log, (await readFile(log)).length - 5);
    expect(await notesOn(volume)).toEqual(['one']);
    // And it goes on from there.
    const again = await openDoor(volume);
    await (await again.connect()).query("INSERT INTO notes (said) VALUES ('three')");
    expect(await saidIn(again)).toEqual(['one', 'three']);
  });

  test('refuses a log that is damaged in the middle, rather than lose what comes after', async () => {
    const volume = await freshFolder();
    const serving = await spawnDatabase(configFor(volume));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    for (const said of ['one', 'two']) await connection.query('INSERT INTO notes (said) VALUES (?)', [said]);
    serving.child.kill('SIGKILL');
    await serving.ended;
    const log = join(volume, 'redo.log');
    const bytes = await readFile(log);
    bytes[bytes.indexOf('one')] = 0x4f;
    await writeFile(log, bytes);
    await expect(startDatabase(configFor(volume))).rejects.toThrow(/damaged/);
  });
});

test('a checkpoint and a replayed log give the same rows, with the same random and time values', async () => {
  const volume = await freshFolder();
  const serving = await spawnDatabase(configFor(volume));
  const connection = await serving.connect();
  await connection.query(
    'CREATE TABLE odd (id int AUTO_INCREMENT PRIMARY KEY, r double, u char(36), made datetime DEFAULT CURRENT_TIMESTAMP, at datetime, who varchar(50))',
  );
  await connection.query('INSERT INTO odd (r, u, at, who) VALUES (RAND(), UUID(), NOW(), USER()), (RAND(), UUID(), NOW(), CONNECTION_ID())');
  const [before] = await connection.query('SELECT * FROM odd');
  serving.child.kill('SIGKILL');
  await serving.ended;
  const replayed = await openDoor(volume);
  const [after] = await (await replayed.connect()).query('SELECT * FROM odd');
  expect(after).toEqual(before);
});

test('a log of some size is folded into a checkpoint, and nothing is lost on the way', async () => {
  const volume = await freshFolder();
  const serving = await spawnDatabase(configFor(volume));
  const connection = await serving.connect();
  await connection.query('CREATE TABLE big (id int AUTO_INCREMENT PRIMARY KEY, filling longtext)');
  for (let i = 0; i < 30; i += 1) await connection.execute('INSERT INTO big (filling) VALUES (?)', [`${i} `.repeat(20_000)]);
  const log = await readFile(join(volume, 'redo.log'));
  expect(log.length).toBeLessThan(2 ** 20 + 200_000);
  serving.child.kill('SIGKILL');
  await serving.ended;
  const again = await openDoor(volume);
  const [[row]] = await (await again.connect()).query<RowDataPacket[]>('SELECT COUNT(*) AS n, SUM(LENGTH(filling)) AS bytes FROM big');
  expect(row).toEqual({ n: 30, bytes: '1600000' });
});

test('a copy taken over a checkpoint opens at its checkpoint; a volume of its own with missing records does not open', async () => {
  const [volume, copies] = [await freshFolder(), await freshFolder()];
  const serving = await spawnDatabase(configFor(volume));
  const connection = await serving.connect();
  await connection.query(makeNotes);
  serving.child.kill('SIGKILL');
  await serving.ended;
  // The first record gone: what follows does not fit the (empty) checkpoint.
  const log = join(volume, 'redo.log');
  const bytes = await readFile(log);
  await writeFile(log, bytes.subarray(bytes.indexOf('\n') + 1));
  const copy = join(copies, 'copy');
  await cp(volume, copy, { recursive: true });
  await expect(startDatabase(configFor(volume))).rejects.toThrow(/records are missing/);
  const door = await openDoor(copy);
  await (await door.connect()).query(makeNotes);
  expect(await saidIn(door)).toEqual([]);
});

describe('the copy on another volume', () => {
  test('can be turned on while it runs, and then has what was there and what follows', async () => {
    const [volume, replica] = [await freshFolder(), await freshFolder()];
    const serving = await spawnDatabase(configFor(volume));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    await connection.query("INSERT INTO notes (said) VALUES ('before')");
    serving.tell({ replica });
    expect(await serving.hears()).toEqual({ replica });
    await connection.query("INSERT INTO notes (said) VALUES ('after')");
    serving.child.kill('SIGKILL');
    await serving.ended;
    expect(await notesOn(replica)).toEqual(['before', 'after']);
  });

  test('gets nothing more once it is turned off', async () => {
    const [volume, replica] = [await freshFolder(), await freshFolder()];
    const serving = await spawnDatabase(configFor(volume, replica));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    serving.tell({ replica: null });
    await serving.hears();
    await connection.query("INSERT INTO notes (said) VALUES ('alone')");
    serving.child.kill('SIGKILL');
    await serving.ended;
    expect(await notesOn(replica)).toEqual([]);
    expect(await notesOn(volume)).toEqual(['alone']);
  });

  test('is made anew from the volume when the database starts, whatever was there', async () => {
    const [volume, other] = [await freshFolder(), await freshFolder()];
    const stranger = await spawnDatabase(configFor(other));
    await (await stranger.connect()).query('CREATE TABLE strange (id int)');
    stranger.child.kill('SIGKILL');
    await stranger.ended;
    const serving = await spawnDatabase(configFor(volume, other));
    const connection = await serving.connect();
    await connection.query(makeNotes);
    await connection.query("INSERT INTO notes (said) VALUES ('mine')");
    serving.child.kill('SIGKILL');
    await serving.ended;
    expect(await notesOn(other)).toEqual(['mine']);
  });

  test('that cannot be made is told, and the database goes on without it', async () => {
    const volume = await freshFolder();
    const serving = await spawnDatabase(configFor(volume));
    serving.tell({ replica: join(volume, 'redo.log', 'in a file') });
    expect(await serving.hears()).toMatchObject({ replica: null, failed: expect.stringContaining('ENOTDIR') });
    const connection = await serving.connect();
    await connection.query(makeNotes);
    await connection.query("INSERT INTO notes (said) VALUES ('alone')");
    expect(await saidIn(serving)).toEqual(['alone']);
  });
});

test('a full disk refuses the write with 1030, keeps what was there, and goes on serving', async () => {
  const volume = await freshFolder();
  const serving = await spawnDatabase(configFor(volume), { fileBlocks: 160 });
  const connection = await serving.connect();
  await connection.query(makeNotes);
  await connection.query('CREATE TABLE big (filling longtext)');
  await connection.query("INSERT INTO notes (said) VALUES ('before')");
  await expect(connection.execute('INSERT INTO big VALUES (?)', ['x'.repeat(300_000)])).rejects.toMatchObject({ errno: 1030, sqlState: 'HY000' });
  await connection.query("INSERT INTO notes (said) VALUES ('after')");
  serving.child.kill('SIGKILL');
  await serving.ended;
  expect(await notesOn(volume)).toEqual(['before', 'after']);
});

test('a volume copied while it is written holds every row that was acknowledged before the copy', async () => {
  const [volume, copies] = [await freshFolder(), await freshFolder()];
  const serving = await spawnDatabase(configFor(volume));
  const connection = await serving.connect();
  await connection.query(makeNotes);
  let acknowledged = 0;
  const stop = new AbortController();
  const writer = (async () => {
    while (!stop.signal.aborted) {
      await connection.execute('INSERT INTO notes (said) VALUES (?)', ['x'.repeat(100)]);
      acknowledged += 1;
    }
  })();
  for (let i = 0; i < 5; i += 1) {
    const before = acknowledged;
    // The lab copies folders without asking what is in them; copyVolume() knows.
    if (i % 2 === 0) await copyVolume(volume, join(copies, String(i)));
    else await cp(volume, join(copies, String(i)), { recursive: true });
    expect((await notesOn(join(copies, String(i)))).length).toBeGreaterThanOrEqual(before);
  }
  stop.abort();
  await writer;
});

test('a folder without a volume becomes an empty one, and leftovers of a crash do no harm', async () => {
  const folder = join(await freshFolder(), 'deep', 'volume');
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, 'data.sqlite.new'), 'half a checkpoint');
  const door = await openDoor(folder);
  const connection = await door.connect();
  await connection.query(makeNotes);
  expect(await saidIn(door)).toEqual([]);
  expect(await readdir(folder)).toContain('redo.log');
});
