import { describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/clients.ts';
import { waitUntil, type Wait } from '../../src/aws/poll.ts';
import { UserError } from '../../src/errors.ts';
import { leapingClock } from '../support/clock.ts';
import { listeningSay } from '../support/say.ts';

type Looked = { readonly done: string } | { readonly waiting: string };

function waiting(looks: readonly (Looked | Error)[], over: { pace?: number; deadline?: number; every?: number } = {}) {
  const clock = leapingClock(over.pace ?? 1);
  const say = listeningSay();
  const controller = new AbortController();
  const { signal } = controller;
  const left = [...looks];
  const wait: Wait<string> = {
    what: 'the image',
    every: over.every ?? 5_000,
    usual: 240_000,
    deadline: over.deadline ?? 600_000,
    ctx: { clock, say, signal, aws: createAws({ region: 'ap-northeast-1', clock, signal }) },
    look: async () => {
      const next = left.length > 1 ? left.shift() : left[0];
      if (next instanceof Error) throw next;
      return next ?? { waiting: '' };
    },
  };
  return { wait, clock, say, controller };
}

const throttled = Object.assign(new Error('slow down'), { name: 'Throttling', $metadata: { httpStatusCode: 400 } });

describe('waiting', () => {
  it('looks at a steady rhythm until it is done, and says what it saw', async () => {
    const { wait, clock, say } = waiting([{ waiting: 'pending' }, { waiting: 'pending' }, { done: 'ami-1' }]);
    expect(await waitUntil(wait)).toBe('ami-1');
    expect(clock.slept).toHaveLength(2);
    for (const pause of clock.slept) expect(pause).toBeGreaterThanOrEqual(4_500);
    for (const pause of clock.slept) expect(pause).toBeLessThanOrEqual(5_500);
    expect(say.heard).toEqual(['progress the image', 'update the image (pending)', 'update the image (pending)', 'done the image']);
  });

  it('at pace 60 beats faster, but never more often than five times a second', async () => {
    const { wait, clock } = waiting([{ waiting: 'pending' }, { done: 'ami-1' }], { pace: 60, every: 5_000 });
    await waitUntil(wait);
    expect(clock.slept[0]).toBeGreaterThanOrEqual(180);
    expect(clock.slept[0]).toBeLessThanOrEqual(220);
  });

  it('leaves who answers slowly three times as long in peace as the answer took, five seconds at the most', async () => {
    const restAfter = async (tookMs: number) => {
      const { wait, clock } = waiting([{ waiting: 'pending' }, { done: 'ami-1' }], { pace: 60 });
      const look = async () => {
        await clock.sleep(tookMs);
        return wait.look();
      };
      await waitUntil({ ...wait, look });
      return clock.slept[1] ?? 0;
    };
    expect(Math.abs((await restAfter(1_000)) - 3_000)).toBeLessThanOrEqual(300);
    expect(Math.abs((await restAfter(20_000)) - 5_000)).toBeLessThanOrEqual(500);
  });

  it('bears throttling and a broken connection', async () => {
    const lost = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const worded = new UserError('throttled', ['ec2:DescribeImages'], { cause: throttled });
    const { wait } = waiting([throttled, lost, worded, { done: 'ami-1' }]);
    expect(await waitUntil(wait)).toBe('ami-1');
  });

  it('ends at once with any other error', async () => {
    const denied = new UserError('permission-missing', ['ec2:DescribeImages', 'no', '']);
    const { wait, clock, say } = waiting([{ waiting: 'pending' }, denied, { done: 'ami-1' }]);
    await expect(waitUntil(wait)).rejects.toBe(denied);
    expect(clock.slept).toHaveLength(1);
    expect(say.heard.at(-1)).toBe('fail the image');
  });

  it('gives up at its deadline with what was last seen', async () => {
    const { wait } = waiting([{ waiting: 'pending' }], { deadline: 20_000 });
    await expect(waitUntil(wait)).rejects.toMatchObject({ code: 'waited-too-long', values: ['the image', 20_000, 'pending'] });
  });

  it('ends within a beat of Ctrl-C', async () => {
    const { wait, controller, clock } = waiting([{ waiting: 'pending' }]);
    const ended = waitUntil(wait);
    controller.abort(new Error('stop'));
    await expect(ended).rejects.toThrow('stop');
    expect(clock.slept.length).toBeLessThanOrEqual(1);
  });
});
