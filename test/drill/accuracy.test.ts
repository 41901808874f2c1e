import { describe, expect, test } from 'vitest';
import type { Seen } from '../../src/blog/probe.ts';
import { startTraffic, type Asking } from '../../src/drill/traffic.ts';
import { measure } from '../../src/drill/verdict.ts';
import type { BlogAccess } from '../../src/blog/access.ts';
import { virtualClock, type VirtualClock } from '../support/virtual-clock.ts';

// A blog of two servers behind a balancer and one database, all in a world whose time is moved by hand: so what was broken, and for
// how long, is known to the millisecond, and what the drill's probe and its measure make of it can be held against the truth.

type Part = 'one server' | 'both servers' | 'database';
type Manner = 'refuses' | 'errs' | 'hangs' | 'keeps waiting';

interface Outage {
  readonly part: Part;
  readonly manner: Manner;
  readonly fromMs: number;
  readonly untilMs: number;
}

const everyMs = 200;
const hour = 3_600_000;
const pages: readonly Asking[] = [
  { page: 'shallow', url: 'http://blog/readme.html', title: undefined },
  { page: 'deep', url: 'http://blog/', title: 'A blog' },
];

/** Always the same numbers for the same seed, between 0 and 1. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** The blog as readers meet it. A balancer that takes its two servers in turn; answers of 2 to 22 ms. */
function blogIn(clock: VirtualClock, { part, manner, fromMs, untilMs }: Outage, random: () => number): Pick<BlogAccess, 'get'> {
  let turn = 0;
  const page = (url: string, server: number): Seen => ({
    kind: 'answer',
    status: 200,
    headers: { 'x-served-by': `Web Server${server}` },
    body: url.endsWith('.html') ? 'readme' : '<title>A blog</title>',
    sentAt: 0,
    endedAt: 0,
  });
  const fails: Readonly<Record<Manner, (timeoutMs: number) => Promise<Seen> | Seen>> = {
    refuses: () => ({ kind: 'none', why: 'ECONNREFUSED', sentAt: 0, endedAt: 0 }),
    errs: () => ({ kind: 'answer', status: 503, headers: {}, body: '', sentAt: 0, endedAt: 0 }),
    hangs: async (timeoutMs) => {
      await clock.sleep(timeoutMs);
      return { kind: 'none', why: 'ETIMEDOUT', sentAt: 0, endedAt: 0 };
    },
    // A connection that is held until the other side is there again.
    'keeps waiting': async () => {
      await clock.sleep(untilMs - clock.monotonic());
      return page('/', 1);
    },
  };
  return {
    async get(url, { timeoutMs = hour } = {}) {
      const sentAt = clock.monotonic();
      const server = (turn++ % 2) + 1;
      await clock.sleep(1 + random() * 10);
      const now = clock.monotonic();
      const away = now >= fromMs && now < untilMs && (part === 'both servers' || (part === 'database' ? !url.endsWith('.html') : server === 2));
      const answer = await (away ? fails[manner](timeoutMs) : page(url, server));
      await clock.sleep(1 + random() * 10);
      return { ...answer, ...(away && manner === 'keeps waiting' ? page(url, server) : {}), sentAt, endedAt: clock.monotonic() };
    },
  };
}

/** What the drill's probe and its measure find of one outage, and how long readers truly got nothing. */
async function measured(part: Part, manner: Manner, lengthMs: number, seed: number) {
  const clock = virtualClock();
  const random = numbersFrom(seed);
  const fromMs = 2_000 + random() * 1_000;
  const outage = { part, manner, fromMs, untilMs: fromMs + lengthMs };
  const traffic = startTraffic({ clock, blog: { ...unused, ...blogIn(clock, outage, random) } }, pages, everyMs, () => undefined);
  const hits = await clock.until(clock.sleep(outage.untilMs + 3_000).then(() => traffic.end()));
  const figures = measure(hits, { began: 0, struckAt: fromMs, everyMs });
  // With one of two servers gone, every other request is answered: nobody is ever without a page for longer than a beat.
  return { figures, truthMs: part === 'one server' ? 0 : lengthMs };
}

const never = () => Promise.reject(new Error('the probe has no business here'));
const unused: BlogAccess = { get: never, post: never, keyFile: undefined, shell: never, config: never, database: never, close: never };

const runs = 50;
const lengths = [500, 2_000, 10_000, 60_000];

describe('the longest gap that is measured is the true one, within one beat of the probe and 5 %', () => {
  for (const part of ['one server', 'both servers', 'database'] as const) {
    for (const lengthMs of lengths) {
      test(`${part} away for ${lengthMs / 1_000} s, in ${runs} of ${runs} runs`, { timeout: 60_000 }, async () => {
        const off: string[] = [];
        for (let seed = 1; seed <= runs; seed += 1) {
          const manner = (['refuses', 'errs', 'hangs'] as const)[seed % 3] ?? 'errs';
          const { figures, truthMs } = await measured(part, manner, lengthMs, seed * 7_919);
          const allowed = everyMs + truthMs * 0.05 + 1;
          if (Math.abs(figures.longestGapMs - truthMs) > allowed) off.push(`seed ${seed} (${manner}): ${figures.longestGapMs} ms`);
        }
        expect(off).toEqual([]);
      });
    }
  }

  test('also when nothing fails and readers are only left waiting', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { figures, truthMs } = await measured('both servers', 'keeps waiting', 10_000, seed);
      expect(figures.failed).toBe(0);
      expect(Math.abs(figures.longestGapMs - truthMs)).toBeLessThanOrEqual(everyMs + truthMs * 0.05);
    }
  });

  test('with one of two servers gone, readers meet errors for as long as it is gone', async () => {
    for (const lengthMs of lengths) {
      const { figures } = await measured('one server', 'refuses', lengthMs, lengthMs);
      expect(Math.abs(figures.failingMs - lengthMs)).toBeLessThanOrEqual(everyMs + lengthMs * 0.05);
    }
  });

  test('a database that is away takes the pages and not the files', async () => {
    const { figures } = await measured('database', 'errs', 10_000, 4);
    expect(figures.gapsMs.shallow).toBe(0);
    expect(figures.failedBy).toEqual({ '5xx': figures.failed });
  });
});
