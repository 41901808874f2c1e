import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOfServer, cloudOf, get, type Cloud } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';
import { failsSoftly } from '../support/sentences.ts';

const place = newPlace();
let cloud: Cloud;

beforeAll(async () => {
  await place.run(['lab', 'up', '--speed', '600']);
  cloud = await cloudOf(place);
});
afterAll(() => place.clear());

const until = async (holds: () => Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe.sequential('lab break', { shuffle: false, timeout: 60_000 }, () => {
  test('strikes the calls it was aimed at, and lab mend ends it', async () => {
    const broken = await place.events(['lab', 'break', 'access-denied', '--op', 'DescribeVpcs', '--count', '0']);
    expect(broken.events).toContainEqual({ type: 'lab-break', what: 'access-denied', on: 'DescribeVpcs' });
    await expect(cloud.ec2.send(new DescribeVpcsCommand({}))).rejects.toThrow('not authorized');
    expect((await place.run(['lab', 'mend'])).code).toBe(0);
    expect((await cloud.ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  });

  test('takes a server away until it is mended, whatever its record says', async () => {
    const address = await addressOfServer(cloud, 'Web Server1');
    await place.run(['lab', 'break', 'server', '--on', 'Web Server1']);
    await until(async () => 'refused' in (await get(address)));
    expect(await addressOfServer(cloud, 'Web Server1')).toBe(address);
    await place.run(['lab', 'mend']);
    await until(async () => !('refused' in (await get(address))));
  });

  test('says what it can break, and that there is no such database', async () => {
    failsSoftly(await place.run(['lab', 'break', 'everything']), 2, 'everything', 'throttle', 'stale-reads');
    failsSoftly(await place.run(['lab', 'break', 'database', '--on', 'nobody', '--lang', 'ja']), 2, 'nobody', '--on');
  });
});
