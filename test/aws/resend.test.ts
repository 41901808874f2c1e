import { expect, it } from 'vitest';
import { sendChange, shortestPatience } from '../../src/aws/resend.ts';
import { leapingClock } from '../support/clock.ts';

it('a call that was waited for as long as can be is sent again, also in a very fast lab', async () => {
  const clock = leapingClock(1_000);
  let sent = 0;
  const send = async () => {
    sent += 1;
    if (sent > 1) return 'answered';
    await clock.sleep(shortestPatience, new AbortController().signal);
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  };
  const target = { action: 'ec2:CreateSecurityGroup', region: 'ap-northeast-1', endpoint: undefined, profile: undefined };
  const answer = await sendChange({ send, target, repeatable: true, clock, signal: new AbortController().signal });
  expect([answer, sent]).toEqual(['answered', 2]);
});
