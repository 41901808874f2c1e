import { expect, test } from 'vitest';
import { hasStandby, lastFailover } from '../../../src/aws/find/databases.ts';

const at = (minute: number, Message: string) => ({ Date: new Date(Date.UTC(2026, 10, 23, 0, minute)), Message });
const converted = 'Finished applying modification to convert to a Multi-AZ DB instance';
const started = 'Multi-AZ instance failover started.';
const completed = 'Multi-AZ instance failover completed';

test('a standby counts only when it is there, at rest, and nothing is pending', () => {
  const whole = { MultiAZ: true, DBInstanceStatus: 'available', SecondaryAvailabilityZone: 'ap-northeast-1c' };
  expect(hasStandby(whole)).toBe(true);
  expect(hasStandby({ ...whole, PendingModifiedValues: { MultiAZ: false } })).toBe(false);
  expect(hasStandby({ ...whole, DBInstanceStatus: 'modifying' })).toBe(false);
  expect(hasStandby({ MultiAZ: true, DBInstanceStatus: 'available' })).toBe(false);
});

test('finds the latest failover that was completed', () => {
  expect(lastFailover([at(0, converted), at(5, started), at(7, completed), at(8, 'DB instance restarted')])).toEqual({
    started: at(5, '').Date,
    completed: at(7, '').Date,
  });
});

test.each([
  ['one that is under way', [at(0, converted), at(5, started)]],
  ['one from before the standby was made anew', [at(5, started), at(7, completed), at(9, converted)]],
  ['an abandoned one', [at(0, converted), at(5, 'Abandoning user requested failover since a failover recently occurred on the database instance')]],
])('does not count %s', (_, events) => {
  expect(lastFailover(events)).toBeUndefined();
});
