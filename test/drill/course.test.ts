import { describe, expect, test } from 'vitest';
import { goThrough, survived, type Moments } from '../../src/drill/course.ts';
import type { Hit } from '../../src/drill/traffic.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const everyMs = 200;

/** A drill whose readers are answered again so many ms after the failure has been taken over; both pages are asked for in turn. */
async function course({ pace = 1, answeredAfterMs }: { readonly pace?: number; readonly answeredAfterMs: number }) {
  const clock = virtualClock(pace);
  const at: Moments = { began: 0, struckAt: Infinity, heldFrom: Infinity, mendedAt: Infinity, redundantAt: Infinity };
  const hits: Hit[] = [];
  let over = false;
  const ask = async () => {
    for (let turn = 0; !over; turn += 1) {
      const sentAt = clock.monotonic();
      const ok = sentAt < at.struckAt || sentAt >= at.heldFrom + answeredAfterMs;
      hits.push({ page: turn % 2 === 0 ? 'shallow' : 'deep', sentAt, endedAt: sentAt, ok, saw: ok ? '200' : '503' });
      await clock.sleep(everyMs);
    }
  };
  const asking = ask();
  const acts = { strike: () => clock.sleep(1_000), restore: () => Promise.resolve(), recovered: () => Promise.resolve() };
  const gone = goThrough({ clock, signal: new AbortController().signal }, acts, at, () => hits);
  await clock.until(gone);
  over = true;
  await clock.until(asking);
  return { survived: survived(hits, at), heldMs: at.mendedAt - at.heldFrom };
}

describe('what failed stays away', () => {
  test('for ten seconds where readers are answered at once', async () => {
    expect(await course({ answeredAfterMs: 0 })).toEqual({ survived: true, heldMs: 10_000 });
  });

  test('until readers who are answered late have been answered on both pages', async () => {
    const { survived: did, heldMs } = await course({ answeredAfterMs: 30_000 });
    expect(did).toBe(true);
    expect(heldMs).toBeGreaterThanOrEqual(30_000);
    expect(heldMs).toBeLessThan(31_000);
  });

  test('for a minute where nobody is answered, and then the blog did not live through it', async () => {
    expect(await course({ answeredAfterMs: Infinity })).toEqual({ survived: false, heldMs: 60_000 });
  });

  test("for a quarter of a minute at least, however fast a practice cloud's clock runs", async () => {
    const { survived: did, heldMs } = await course({ pace: 1_000, answeredAfterMs: Infinity });
    expect([did, Math.round(heldMs / 1_000)]).toEqual([false, 15]);
  });
});

test('an answer from before the failure was taken over is no proof that readers are answered without what failed', async () => {
  const clock = virtualClock();
  const at: Moments = { began: 0, struckAt: Infinity, heldFrom: Infinity, mendedAt: Infinity, redundantAt: Infinity };
  const hit = (page: Hit['page'], sentAt: number): Hit => ({ page, sentAt, endedAt: sentAt, ok: true, saw: '200' });
  const early = [hit('shallow', 0), hit('deep', 200)];
  const acts = { strike: () => clock.sleep(1_000), restore: () => Promise.resolve(), recovered: () => Promise.resolve() };
  await clock.until(goThrough({ clock, signal: new AbortController().signal }, acts, at, () => early));
  expect(at.mendedAt - at.heldFrom).toBe(60_000);
});
