import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { learnPages, startTraffic } from '../../src/drill/traffic.ts';
import { findUnfinished, noteStopped, startStopped } from '../../src/drill/unfinished.ts';
import { measure } from '../../src/drill/verdict.ts';
import { stopServer } from '../../src/aws/power.ts';
import { addressOf } from '../../src/aws/find/entrance.ts';
import type { StepContext } from '../../src/step.ts';
import { get } from '../support/cloud.ts';
import { sharedBench, type WizardOptions } from '../steps/bench.ts';

const bench = sharedBench();
type Context = StepContext<'preflight' | 'launch-server-2' | 'target-group' | 'load-balancer'>;

async function contextOf(options: WizardOptions = {}): Promise<Context> {
  return bench().wizard(options).context('drill-web');
}

/** What a drill stands on, as soon as the servers are found well again: right after an outage they are not. */
async function healed(): Promise<Context> {
  for (;;) {
    const ctx = await contextOf();
    const known: Partial<Context['outputs']> = ctx.outputs;
    if (known['load-balancer'] !== undefined) return ctx;
    await pause(250);
  }
}

/** Asks on its own, often: the longest time between two good answers is what the drill's probe must find. */
async function witness(host: string, until: Promise<unknown>): Promise<number> {
  let over = false;
  void until.finally(() => (over = true));
  const answered: number[] = [];
  const asking: Promise<void>[] = [];
  while (!over) {
    asking.push(get(host).then((page) => void ('status' in page && page.status === 200 && answered.push(performance.now()))));
    await pause(witnessMs);
  }
  await Promise.all(asking);
  const times = answered.toSorted((a, b) => a - b);
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

const witnessMs = 40;
const follow = () => bench().lab.home.reality.follow(bench().lab.home);

describe.sequential('a drill on real sockets', { shuffle: false, timeout: 90_000 }, () => {
  test('the journey leads to a load balancer', async () => {
    expect(await bench().wizard().walk({ until: 'load-balancer' })).toBe('ok');
  });

  for (const [what, seconds] of [
    ['server', 0.5],
    ['server', 2],
    ['database', 0.5],
    ['database', 2],
  ] as const) {
    test(`measures ${what === 'server' ? 'both servers' : 'the database'} away for ${seconds} s and more as a second witness does`, async () => {
      const { lab } = bench();
      const ctx = await healed();
      const clock = systemClock();
      const address = addressOf(ctx.outputs['load-balancer'].dnsName);
      const began = clock.monotonic();
      const traffic = startTraffic({ clock, blog: ctx.blog }, await learnPages(ctx, address), 200, () => undefined);
      const done = (async () => {
        await pause(1_000);
        const servers = [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];
        for (const on of what === 'server' ? servers : ['database-1']) lab.faults.break({ what, on }, [lab.home]);
        follow();
        await pause(seconds * 1_000);
        lab.faults.mend();
        follow();
        await pause(2_500);
      })();
      const truthMs = await witness(address.replace('http://', ''), done);
      const { gapsMs, failed } = measure(await traffic.end(), { began, struckAt: began + 900, everyMs: 200 });
      expect(failed).toBeGreaterThan(0);
      expect(truthMs).toBeGreaterThan(seconds * 900);
      // The witness itself is exact to one of its own beats.
      const off = Math.abs(gapsMs.deep - truthMs) - (200 + truthMs * 0.05 + witnessMs);
      expect(off <= 0 || `measured ${gapsMs.deep} ms, seen ${Math.round(truthMs)} ms`).toBe(true);
    });
  }

  test('a server that a drill stopped is found and started by a machine that has not its journal', async () => {
    const ctx = await healed();
    const { server2 } = ctx.outputs['launch-server-2'];
    await noteStopped(ctx, ctx.outputs['target-group'].targetGroupArn, server2);
    await stopServer(ctx, server2);
    const elsewhere = await contextOf();
    const nothing = { recall: () => undefined, keep: async () => undefined, intents: () => [] };
    const forgetful = { ...elsewhere, memory: nothing };
    expect(await findUnfinished(forgetful)).toEqual({ stopped: server2 });
    expect(await startStopped(forgetful)).toBe(true);
    expect(bench().lab.home.table('instance').get(server2)?.State?.Name).toBe('running');
    forgetful.aws.forget();
    expect(await findUnfinished(forgetful)).toBeUndefined();
    expect(await startStopped(forgetful)).toBe(false);
    await ctx.memory.keep('stopped', null);
  });
});
