import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparationGrants } from '../../src/aws/preparation-actions.ts';
import { newPlace } from '../support/program.ts';
import { record, type Recorder } from '../support/recorder.ts';

const place = newPlace();
const minutes = 60_000;
let recorder: Recorder;
let through: Readonly<Record<string, string>>;
const called = new Set<string>();

async function under(words: readonly string[]): Promise<void> {
  const { code, said } = await place.run(words, through);
  for (const action of recorder.take()) called.add(action);
  expect({ words, code, said }).toEqual({ words, code: 0, said });
}

// The base is built and taken down by a key that may do what `policy --prepare` prints, and nothing else.
describe.sequential('the least-privilege policy of prepare', { shuffle: false, timeout: 4 * minutes }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up', '--empty']);
    const { stdout } = await place.run(['lab', 'env']);
    const env = Object.fromEntries([...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name ?? '', value ?? '']));
    recorder = await record(env['AWS_ENDPOINT_URL'] ?? '');
    through = { ...env, AWS_ENDPOINT_URL: recorder.endpoint, REDUNDANT_BLOG_KEY: '' };
    const printed = await place.run(['policy', '--prepare', '--region', 'ap-northeast-1']);
    const file = join(place.home, 'policy.json');
    writeFileSync(file, printed.stdout);
    expect((await place.run(['lab', 'policy', file])).code).toBe(0);
  }, minutes);
  afterAll(async () => {
    await recorder.close();
    await place.clear();
  });

  test('is enough to build it', () => under(['prepare', '--yes', '--key-out', join(place.home, 'my-key.pem')]));

  test('is enough to look at it and to judge it', async () => {
    for (const command of ['plan', 'status', 'check']) await under([command, '--prepare', '--key', join(place.home, 'my-key.pem')]);
  });

  test('is not enough to make it redundant', async () => {
    expect((await place.run(['setup', '--yes', '--key', join(place.home, 'my-key.pem')], through)).code).not.toBe(0);
    recorder.take();
  });

  test('is enough to take it down', () => under(['prepare', '--undo', '--yes']));

  test('names every action that was called, and no other', () => {
    const table = new Set(preparationGrants.flatMap(({ actions }) => Object.keys(actions)));
    // Tags that are asked for as a thing is made are a right without a call.
    expect([...called].filter((action) => !table.has(action))).toEqual(['sts:GetCallerIdentity']);
    expect([...table].filter((action) => !called.has(action) && !['ec2:CreateTags', 'rds:AddTagsToResource'].includes(action))).toEqual([]);
  });
});
