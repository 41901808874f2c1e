import { ModifyDBInstanceCommand, DescribeDBInstancesCommand, RebootDBInstanceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';
import { eventually, get, login, published, run, server } from './reach.ts';

let lab: LabForTest;

beforeAll(async () => {
  lab = await labForTest({ reality: 'real', speed: 600 });
  await lab.lab.settled();
});
afterAll(() => lab.close());

async function database(): Promise<DBInstance> {
  const found = await lab.rds.send(new DescribeDBInstancesCommand({}));
  return found.DBInstances?.[0] ?? {};
}

it('loses no row that was acknowledged when the database fails over to its standby while it is written to', async () => {
  const instance = await server(lab);
  const port = published(instance, 80);
  const { client } = await login(lab, published(instance, 22));
  const { DBInstanceIdentifier, Endpoint, AvailabilityZone } = await database();
  const password = lab.lab.home.table('dbInstance').all()[0]?.masterUserPassword;
  const sql = (text: string) => run(client, `mysql -h ${Endpoint?.Address} -u wordpress -p'${password}' wordpress -N`, text);
  await sql('CREATE TABLE counted (n INT PRIMARY KEY);');
  expect(await sql('INSERT INTO counted VALUES (1);')).toMatchObject({ code: 0, stderr: '' });

  await lab.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, MultiAZ: true, ApplyImmediately: true }));
  await eventually(database, (now) => now.MultiAZ === true && now.DBInstanceStatus === 'available' && now.SecondaryAvailabilityZone !== undefined);
  await lab.lab.settled();

  expect(await sql('INSERT INTO counted VALUES (2), (3);')).toMatchObject({ code: 0 });
  const kept: number[] = [1, 2, 3];
  const writing = { on: true };
  const writer = (async () => {
    for (let n = 4; writing.on && n < 500; n += 1) if ((await sql(`INSERT INTO counted VALUES (${n});`)).code === 0) kept.push(n);
  })();
  await lab.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier, ForceFailover: true }));
  const after = await eventually(database, (now) => now.DBInstanceStatus === 'available' && now.AvailabilityZone !== AvailabilityZone);
  await lab.lab.settled();
  writing.on = false;
  await writer;
  expect(await sql('INSERT INTO counted VALUES (1000);')).toMatchObject({ code: 0 });

  expect(after.AvailabilityZone).not.toBe(AvailabilityZone);
  const found = (await sql('SELECT n FROM counted ORDER BY n;')).stdout.trim().split('\n').map(Number);
  expect(found).toEqual(expect.arrayContaining(kept));
  expect((await get(port)).status).toBe(200);
  client.end();
});
