import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labBreak } from '../../src/lab/faults/order.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
const minutes = 60_000;

// One blog: before it is redundant, then after.
describe.sequential('drill', { shuffle: false, timeout: 2 * minutes }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up']);
    const { code, said } = await place.run(['setup', '--lab', '--yes', '--until', 'web-firewall']);
    expect({ code, said }).toEqual({ code: 0, said });
  }, 3 * minutes);
  afterAll(() => place.clear());

  test('of a database without a standby is refused: it would be an outage and nothing else', async () => {
    const { code, said } = await place.run(['drill', 'database', '--lab', '--yes']);
    expect(code).toBe(1);
    expect(said).toMatch(/The blog is not redundant now/);
  });

  test('prints one JSON object on stdout and its words on stderr', async () => {
    const { code, stdout, stderr } = await place.run(['drill', 'web', '--lab', '--yes', '--json', '--guess', '30s', '--which', 'server1', '--rate', '10']);
    expect({ code, stderr }).toEqual({ code: 0, stderr });
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    expect(found).toMatchObject({
      type: 'drill',
      drill: 'web',
      pace: 60,
      struck: ['Web Server1'],
      guessMs: 30_000,
      resolutionMs: 100,
      survived: true,
      healthCheck: { intervalSeconds: 10, unhealthyThreshold: 2, timeoutSeconds: 5 },
      detectedAfterMs: expect.any(Number),
      redundantAfterMs: expect.any(Number),
      gapsMs: { shallow: expect.any(Number), deep: expect.any(Number) },
    });
    expect(Number(found['sent'])).toBe((found['asked'] as unknown[]).length);
    expect(Number(found['failed'])).toBe(Object.values(found['failedBy'] as Record<string, number>).reduce((sum, count) => sum + count, 0));
    expect(Object.keys(found['answeredBy'] as object).toSorted()).toEqual(['Web Server1', 'Web Server2']);
    expect((found['lanes'] as { of: string }[]).map(({ of }) => of)).toEqual(['readers', 'server', 'server', 'database']);
    expect(stderr).toMatch(/Longest gap/);
    expect(stderr).toMatch(/You guessed 30 s; it was about/);
  });

  test('of a zone takes its server and the database at once, and the blog lives', async () => {
    const multiAz = await place.run(['setup', '--lab', '--yes', '--only', 'multi-az']);
    expect(multiAz.code).toBe(0);
    const { code, said } = await place.run(['drill', 'zone', '--lab', '--yes']);
    expect({ code, said }).toEqual({ code: 0, said });
    expect(said).toMatch(/Database moved +ap-northeast-1a -> ap-northeast-1c/);
    expect(said).toMatch(/readers: a page of the blog fails \(50\d\)/);
    expect(said).toMatch(/Web Server1: stopp/);
  });

  test('so soon after a failover is refused, with the time to wait', async () => {
    const { stdout } = await place.run(['lab', 'env']);
    const env = Object.fromEntries([...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name ?? '', value ?? '']));
    // At AWS's own pace ten minutes are ten minutes.
    const { code, stderr } = await place.run(['drill', 'database', '--yes'], { ...env, REDUNDANT_BLOG_PACE: '1' });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/failed over a moment ago[^]*Give the same command again in \d+ s/) });
  });

  test('while another command works on the blog is refused', async () => {
    const first = place.start(['drill', 'web', '--lab', '--yes']);
    await new Promise((resolve) => first.child.stdout?.once('data', resolve));
    const second = await place.run(['drill', 'web', '--lab', '--yes']);
    expect((await first.ended).code).toBe(0);
    expect(second.code).toBe(5);
  });

  test('that the blog does not live through ends with 1, and says so', async () => {
    const { child, ended } = place.start(['drill', 'database', '--lab', '--yes']);
    await new Promise<void>((resolve) => child.stdout?.on('data', (text) => String(text).includes('database-1 fails over') && resolve()));
    // The standby takes over, and answers nobody.
    expect(await labBreak(place.labDir, { what: 'database' })).toBe('database-1');
    const { code, stderr } = await ended;
    await place.run(['lab', 'mend']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/did not live through the drill/) });
  });

  test('with a server that is not well is refused', async () => {
    await place.run(['lab', 'break', 'server', '--on', 'Web Server1']);
    let looked = await place.run(['status', '--lab']);
    for (let tries = 0; tries < 20 && !/unhealthy/.test(looked.said); tries += 1) looked = await place.run(['status', '--lab']);
    const { code, stderr } = await place.run(['drill', 'web', '--lab', '--yes']);
    await place.run(['lab', 'mend']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/would only be an outage|Not every server is well/) });
  });
});
