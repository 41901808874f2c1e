import { afterAll, expect, test } from 'vitest';
import { cloudOf, inventory } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
afterAll(() => place.clear());

test('finish --delete-database ends as the tutorial does: the database is gone, its final snapshot is there', { timeout: 120_000 }, async () => {
  await place.run(['lab', 'up', '--speed', '240']);
  expect((await place.run(['setup', '--lab', '--yes', '--only', 'preflight'])).code).toBe(0);
  const { code, said } = await place.run(['finish', '--delete-database', '--lab', '--yes']);
  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/Delete the database database-1 \(account \d{12}, region ap-northeast-1\)\?/) });
  const cloud = await cloudOf(place);
  expect(await inventory(cloud)).toMatchObject({ databases: [], databaseSnapshots: 1, servers: ['Web Server1 running'] });
  const again = await place.run(['finish', '--delete-database', '--lab', '--yes']);
  expect({ code: again.code, said: again.said }).toEqual({ code: 0, said: again.said });
  expect(await inventory(cloud)).toMatchObject({ databases: [], databaseSnapshots: 1 });
});
