import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { cloudOf, inventory } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
const minutes = 60_000;
afterAll(() => place.clear());

test('killed at random moments and run again each time, it ends with exactly one of everything', { timeout: 4 * minutes }, async () => {
  await place.run(['lab', 'up', '--speed', '240']);
  const moments: number[] = [];
  for (let time = 0; time < 4; time++) {
    const moment = 1_500 + Math.floor(Math.random() * 6_000);
    moments.push(moment);
    const { child, ended } = place.start(['setup', '--lab', '--yes']);
    await Promise.race([ended, pause(moment)]);
    child.kill('SIGKILL');
    await ended;
  }
  const { code, said } = await place.run(['setup', '--lab', '--yes']);
  expect({ moments, code, said }).toEqual({ moments, code: 0, said });
  const found = await inventory(await cloudOf(place));
  expect(found).toMatchObject({
    servers: ['Web Server1 running', 'Web Server2 running'],
    images: ['Web Server'],
    balancers: ['LB-1'],
    targets: ['TG-1'],
    databases: ['database-1 Multi-AZ'],
    databaseSnapshots: 0,
  });
  expect(found.groups.filter((name) => name === 'LB-SG-1')).toHaveLength(1);
});
