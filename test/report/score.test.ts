import type { DBInstance } from '@aws-sdk/client-rds';
import type { Instance } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { risks } from '../../src/report/risks.ts';
import type { Scene } from '../../src/report/scene.ts';
import { scoreOf } from '../../src/report/score.ts';
import { en } from '../../src/ui/language/en.ts';
import { leapingClock } from '../support/clock.ts';
import { before, now } from './sample.ts';

const database: DBInstance = { Engine: 'mysql', EngineVersion: '8.4.6', DBInstanceClass: 'db.m6i.large', BackupRetentionPeriod: 7, DeletionProtection: true };
const clock = leapingClock();
const facts = (over: Record<string, string>) =>
  new Map(Object.entries({ server: 'Web Server1', uploads: 'nfs', mods: 'off', cron: 'off', code: '1 2', ...over }));
const supportUntil = (date: string): Scene['aws'] =>
  ({
    rds: {
      read: async () => ({
        DBMajorEngineVersions: [
          { SupportedEngineLifecycles: [{ LifecycleSupportName: 'open-source-rds-standard-support', LifecycleSupportEndDate: new Date(date) }] },
        ],
      }),
    },
  }) as unknown as Scene['aws'];

/** A blog on which nothing is left open that can be seen. */
function best(over: Partial<Scene> = {}): Scene {
  return {
    aws: supportUntil('2029-07-31'),
    clock,
    run: { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' },
    shape: now,
    servers: [{ InstanceType: 'm6i.large' }, { InstanceType: 'm6i.large' }] as Instance[],
    database,
    listeners: [{ Port: 443, Protocol: 'HTTPS' }],
    image: { ImageId: 'ami-1', CreationDate: new Date(clock.now() - 86_400_000).toISOString() },
    done: new Set(['drill-web', 'drill-database']),
    inside: [facts({}), facts({ server: 'Web Server2' })],
    ...over,
  };
}

const stateOf = async (id: string, over: Partial<Scene> = {}) => (await scoreOf(best(over))).risks.find((one) => one.id === id)?.state;

describe('the score', () => {
  test('counts every way once, and covered, open and unseen are all of it', async () => {
    const { covered, open, unseen, of } = await scoreOf(best());
    expect({ sum: covered + open + unseen, of }).toEqual({ sum: risks.length, of: risks.length });
    expect(new Set(risks.map(({ id }) => id)).size).toBe(risks.length);
    expect(Object.keys(en.report.risks).toSorted()).toEqual(risks.map(({ id }) => id).toSorted());
  });

  test('is never all of it: a region is one, and nobody looked at alarms and restores', async () => {
    const { risks: judged } = await scoreOf(best());
    expect(judged.filter(({ state }) => state !== 'covered').map(({ id }) => id)).toEqual(['alarm', 'own-name', 'region', 'restore']);
  });

  test('of the blog before the journey has the server, the database and the zone open', async () => {
    for (const id of ['server', 'database', 'zone', 'rehearsed']) expect(await stateOf(id, { shape: before, done: new Set() })).toBe('open');
  });

  test.for([
    ['burst', { servers: [{ InstanceType: 't3.micro' }] as Instance[] }, 'open'],
    ['backups', { database: { ...database, BackupRetentionPeriod: 0 } }, 'open'],
    ['backups', { database: undefined }, 'unseen'],
    ['deletion', { database: { ...database, DeletionProtection: false } }, 'open'],
    ['server-copy', { image: undefined }, 'open'],
    ['server-copy', { image: { CreationDate: '2026-09-01T00:00:00.000Z' } }, 'open'],
    ['https', { listeners: [{ Port: 80, Protocol: 'HTTP' }] }, 'open'],
    ['own-name', { done: new Set(['site-address'] as const) }, 'open'],
    ['uploads', { inside: [facts({}), facts({ uploads: 'ext2/ext3' })] }, 'open'],
    ['uploads', { inside: [facts({ uploads: 'xfs', offload: 'amazon-s3-and-cloudfront' })] }, 'covered'],
    ['updates', { inside: [facts({}), facts({ mods: 'on' })] }, 'open'],
    ['cron', { inside: [facts({ cron: 'on' }), facts({ cron: 'on' })] }, 'open'],
    ['cron', { inside: undefined }, 'unseen'],
    ['engine-support', { aws: supportUntil('2026-12-31') }, 'open'],
    ['server', { shape: undefined }, 'open'],
  ] as const)('%s with %j is %s', async ([id, over, state]) => expect(await stateOf(id, over as Partial<Scene>)).toBe(state));

  test('what may not be asked is said to be unseen, never covered', async () => {
    const denied = { rds: { read: async () => Promise.reject(new UserError('nothing-to-report', ['x'])) } } as unknown as Scene['aws'];
    expect(await stateOf('engine-support', { aws: denied })).toBe('unseen');
  });
});
