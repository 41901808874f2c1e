import { readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { expect, test } from 'vitest';
import { configFor, freshFolder, openDoor, rowsOf, spawnDatabase } from './database.ts';

test('it ends when its stdin closes, so that it never outlives the lab', async () => {
  const serving = await spawnDatabase(configFor(await freshFolder()));
  const connection = await serving.connect();
  await connection.beginTransaction();
  serving.child.stdin?.end();
  expect(await serving.ended).toBe(0);
});

test('SIGTERM ends it cleanly, with everything in the checkpoint', async () => {
  const folder = await freshFolder();
  const serving = await spawnDatabase(configFor(folder));
  await (await serving.connect()).query('CREATE TABLE kept (id int)');
  serving.child.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  const again = await openDoor(folder);
  expect(await rowsOf(await again.connect(), 'SHOW TABLES')).toEqual([{ Tables_in_wordpress: 'kept' }]);
});

test('a line that is no configuration ends it with an error', async () => {
  const serving = spawnDatabase({ ...configFor(await freshFolder()), volume: '/dev/null/no/folder' });
  await expect(serving).rejects.toThrow();
});

test.runIf(platform() === 'linux')('it is small: under 85 MB with a connection that has worked', async () => {
  const serving = await spawnDatabase(configFor(await freshFolder()));
  const connection = await serving.connect();
  await connection.query('CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, v text)');
  for (let i = 0; i < 100; i += 1) await connection.execute('INSERT INTO t (v) VALUES (?)', ['value']);
  const status = await readFile(`/proc/${serving.child.pid}/status`, 'utf8');
  expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])).toBeLessThan(85_000);
});
