import { isPage, seenInShort, servedBy, type Seen } from '../blog/probe.ts';
import type { StepContext } from '../step.ts';

/** One request of the probe; monotonic ms. */
export interface Hit {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly ok: boolean;
  /** `200`, `503`, `ECONNREFUSED`, … */
  readonly saw: string;
  readonly server?: string;
}

export interface Traffic {
  /** What was met so far, in the order of sending. */
  readonly hits: readonly Hit[];
  /** Ends the sending, and waits for the last answers. */
  end(): Promise<readonly Hit[]>;
}

/** Five a second: enough to see a gap of a fifth of a second, and no burden for a small blog. */
export const probeEveryMs = 200;
const timeoutMs = 5_000;

type Sender = Pick<StepContext, 'blog' | 'clock'>;

/** Asks for the page as a reader would, at a fixed rhythm, whether earlier answers have come or not. */
export function startTraffic(ctx: Sender, url: string, onHit: (hit: Hit, all: readonly Hit[]) => void): Traffic {
  const hits: Hit[] = [];
  const onTheWay = new Set<Promise<void>>();
  const ended = new AbortController();

  const send = () => {
    const asking = ctx.blog.get(url, { timeoutMs }).then(
      (seen) => {
        hits.push(hitOf(seen));
        onHit(hitOf(seen), hits);
      },
      () => undefined, // stopped by the person: no answer is no evidence
    );
    onTheWay.add(asking);
    void asking.finally(() => onTheWay.delete(asking));
  };
  const sending = (async () => {
    const began = ctx.clock.monotonic();
    for (let count = 1; !ended.signal.aborted; count += 1) {
      send();
      // By the clock and not by the pause, so that the rhythm does not drift.
      const wait = began + count * probeEveryMs - ctx.clock.monotonic();
      await ctx.clock.sleep(Math.max(1, wait), ended.signal).catch(() => undefined);
    }
  })();

  return {
    get hits() {
      return inOrder(hits);
    },
    async end() {
      ended.abort();
      await sending;
      await Promise.all(onTheWay);
      return inOrder(hits);
    },
  };
}

const inOrder = (hits: readonly Hit[]) => hits.toSorted((a, b) => a.sentAt - b.sentAt);

function hitOf(seen: Seen): Hit {
  const server = servedBy(seen);
  return { sentAt: seen.sentAt, endedAt: seen.endedAt, ok: isPage(seen), saw: seenInShort(seen), ...(server === undefined ? {} : { server }) };
}
