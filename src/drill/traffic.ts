import { eventually } from '../blog/eventually.ts';
import { seenInShort, servedBy, type Seen } from '../blog/probe.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import type { FailureKind, Page } from './result.ts';

/** One request of the probe; monotonic ms. */
export interface Hit {
  readonly page: Page;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly ok: boolean;
  /** `200`, `503`, `ECONNREFUSED`, … */
  readonly saw: string;
  readonly kind?: FailureKind;
  readonly server?: string;
}

/** A page to ask for, and by what its content is known to be the right one. */
export interface Asking {
  readonly page: Page;
  readonly url: string;
  /** Undefined: any page of status 200 will do. */
  readonly title: string | undefined;
}

export interface Traffic {
  /** What was met so far, in the order of sending. */
  readonly hits: readonly Hit[];
  /** Ends the sending, and waits for the last answers. */
  end(): Promise<readonly Hit[]>;
}

/** Five a second: enough to see a gap of a fifth of a second, and no burden for a small blog. */
export const usualRate = 5;
const timeoutMs = 5_000;

type Sender = Pick<StepContext, 'blog' | 'clock'>;
/** Once is not enough to say that a page does not come: a standby that fills, or a busy machine, makes one late. */
const learnTries = 5;

/** What the probe asks for: a static file, and a page that needs the database. Both must answer well before anything is made to fail. */
export async function learnPages(ctx: Pick<StepContext, 'blog' | 'clock' | 'signal'>, address: string): Promise<readonly Asking[]> {
  const learn = async (page: Page, path: string): Promise<Asking> => {
    const url = `${address}${path}`;
    const asJudged = (seen: Seen) => judged({ page, url, title: undefined }, seen);
    const seen = await eventually(ctx, url, (answer) => asJudged(answer).ok, learnTries);
    const { ok, saw } = asJudged(seen);
    if (!ok) throw new UserError('drill-no-page', [url, saw]);
    return { page, url, title: titleOf(seen) };
  };
  return Promise.all([learn('shallow', '/readme.html'), learn('deep', '/')]);
}

/** Asks for the pages as a reader would, each once every `everyMs`, whether earlier answers have come or not. */
export function startTraffic(ctx: Sender, pages: readonly Asking[], everyMs: number, onHit: (hit: Hit) => void): Traffic {
  const hits: Hit[] = [];
  const onTheWay = new Set<Promise<void>>();
  const ended = new AbortController();

  const send = (asking: Asking) => {
    const asked = ctx.blog.get(asking.url, { timeoutMs }).then(
      (seen) => {
        const hit = judged(asking, seen);
        hits.push(hit);
        onHit(hit);
      },
      () => undefined, // stopped by the person: no answer is no evidence
    );
    onTheWay.add(asked);
    void asked.finally(() => onTheWay.delete(asked));
  };
  const sending = (async () => {
    const began = ctx.clock.monotonic();
    for (let count = 1; !ended.signal.aborted; count += 1) {
      // Turned round each time: a balancer that takes its servers in turn would else show one page of the one, and one of the other.
      for (const asking of count % 2 === 0 ? pages : pages.toReversed()) send(asking);
      // By the clock and not by the pause, so that the rhythm does not drift.
      const wait = began + count * everyMs - ctx.clock.monotonic();
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

/** One answer, judged as a reader would. */
function judged({ page, title }: Asking, seen: Seen): Hit {
  const server = page === 'deep' ? servedBy(seen) : undefined;
  const kind = kindOf(seen, title);
  const met = { page, sentAt: seen.sentAt, endedAt: seen.endedAt, saw: seenInShort(seen), ...(server === undefined ? {} : { server }) };
  return kind === undefined ? { ...met, ok: true } : { ...met, ok: false, kind };
}

const cutOff = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_SOCKET', 'socket hang up'];

/** Undefined when it is the page that was asked for. */
function kindOf(seen: Seen, title: string | undefined): FailureKind | undefined {
  if (seen.kind === 'none') return seen.why === 'ETIMEDOUT' ? 'timeout' : cutOff.includes(seen.why) ? 'refused' : 'other';
  if (seen.status >= 500) return '5xx';
  if (seen.status !== 200) return 'other';
  return title !== undefined && titleOf(seen) !== title ? 'wrong-content' : undefined;
}

const titleOf = (seen: Seen) => (seen.kind === 'answer' ? /<title[^>]*>([^<]*)/i.exec(seen.body)?.[1]?.trim() : undefined);
