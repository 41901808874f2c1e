import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOfServer, cloudOf, get, type Cloud } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
let cloud: Cloud;

async function body(path: string): Promise<string> {
  const page = await get(await addressOfServer(cloud, 'Web Server1'), path);
  return 'body' in page ? page.body : page.refused;
}

describe.sequential("the tutorial's marker", { shuffle: false, timeout: 120_000 }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up']);
    cloud = await cloudOf(place);
  }, 120_000);
  afterAll(() => place.clear());

  test('is put at the top of index.php on request, with the reason against it', async () => {
    const before = await body('/wp-json/');
    expect(JSON.parse(before)).toBeTypeOf('object');
    const ended = await place.run(['setup', '--lab', '--yes', '--marker', 'tutorial', '--until', 'mark-server-1']);
    expect({ code: ended.code, said: ended.said }).toEqual({ code: 0, said: expect.stringContaining('no JSON any more') });
    expect(await body('/')).toMatch(/^Web Server1\n?</);
    expect(await body('/wp-json/')).toMatch(/^Web Server1/);
  });

  test('is found again, and doctor speaks of it', async () => {
    const again = await place.events(['setup', '--lab', '--yes', '--until', 'mark-server-1']);
    expect(again.ended.code).toBe(0);
    expect(again.events.find(({ type }) => type === 'end')).toMatchObject({ calls: { changes: 0 } });
    const { events } = await place.events(['doctor', '--lab']);
    expect(events.find(({ id }) => id === 'index-speaks')).toMatchObject({ severity: 'warn' });
  });

  test('is gone after undo', async () => {
    expect(await place.run(['undo', 'mark-server-1', '--lab', '--yes'])).toMatchObject({ code: 0 });
    expect(await body('/')).toMatch(/^\s*<!doctype html/i);
    expect(JSON.parse(await body('/wp-json/'))).toBeTypeOf('object');
  });
});
