import type { Instance } from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import { pickKeys, tagsOfPicks } from '../../src/aws/find/picks.ts';
import { tagKeys, tagsFor } from '../../src/aws/ownership.ts';
import { tutorialNames } from '../../src/names.ts';
import { shapeBefore } from '../../src/report/before.ts';
import type { Looker, Scene } from '../../src/report/scene.ts';
import { now } from './sample.ts';

const run = { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' };
// No load balancer: the old address is then the one that holds.
const looker = { run, names: tutorialNames(), aws: { elb: { read: async () => ({}) } } } as unknown as Looker;

const server = (rules: string): Instance => ({
  InstanceId: 'i-1',
  Placement: { AvailabilityZone: 'ap-northeast-1a' },
  Tags: [
    { Key: tagKeys.name, Value: 'Web Server1' },
    ...tagsFor(run, 'preflight'),
    ...tagsOfPicks({ subnet2: 'subnet-2', webGroup: 'sg-1', database: { identifier: 'database-1', resourceId: 'db-1' } }),
    ...(rules === '' ? [] : [{ Key: pickKeys.webRules, Value: rules }]),
  ],
});
const database = (tags: DBInstance['TagList']): DBInstance => ({
  DBInstanceIdentifier: 'database-1',
  MultiAZ: true,
  AvailabilityZone: 'ap-northeast-1c',
  SecondaryAvailabilityZone: 'ap-northeast-1a',
  TagList: tags,
});
const scene = (over: Partial<Scene> = {}) =>
  ({ shape: now, servers: [server('0.0.0.0/0||::/0|')], database: database(tagsFor(run, 'multi-az')), ...over }) as Scene;
const lost = { output: () => undefined, course: () => undefined };
const kept = { output: () => ({ primaryZone: 'ap-northeast-1a' }), course: () => ({ began: '2026-11-23T06:00:00.000Z', begun: 1, claims: [] }) };

describe('the blog as it was before', () => {
  test('had one server, open to all, and a database alone, in the zone that the journal knows', async () => {
    expect(await shapeBefore(looker, scene(), kept)).toMatchObject({
      servers: [{ name: 'Web Server1', state: 'running', open: true, zone: 'ap-northeast-1a' }],
      database: { name: 'database-1', zone: 'ap-northeast-1a', multiAz: false },
    });
  });

  test('without the journal does not know in which zone the database was, and says none', async () => {
    expect((await shapeBefore(looker, scene(), lost))?.database).toEqual({ name: 'database-1', state: 'available', zone: '', multiAz: false });
  });

  test('keeps a standby that was there before this run', async () => {
    expect((await shapeBefore(looker, scene({ database: database([]) }), kept))?.database).toMatchObject({ multiAz: true });
  });

  test('is still known when the database is gone by now', async () => {
    expect((await shapeBefore(looker, scene({ database: undefined }), kept))?.database).toMatchObject({ name: 'database-1', multiAz: false });
  });

  test('is not known where this run has put no tags', async () => {
    expect(await shapeBefore(looker, scene({ servers: [{ InstanceId: 'i-1' }] }), kept)).toBeUndefined();
  });
});
