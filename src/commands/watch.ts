import type { BlogShape } from '../aws/find/shape.ts';
import { isPage, seenInShort, servedBy } from '../blog/probe.ts';
import { findShape } from '../blog/shape.ts';
import { UserError, type Outcome } from '../errors.ts';
import type { Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';
import { paintsFor } from '../ui/console.ts';
import { drawBlog, singlePoints } from '../ui/picture.ts';
import { openScreen } from '../ui/screen.ts';
import { drawWatch, lately, sharesOf, type Ask, type Watched } from '../ui/watch.ts';
import { moment } from './moment.ts';
import type { Call, Surroundings } from './command-line.ts';

const askEveryMs = 1_000; // real time: what a small blog does not feel
const lookEveryMs = 10_000; // of AWS's time
const shortestLook = 1_000;
const patienceMs = 5_000;

/** Shows the blog until it is told to stop, which is a good end: exit 0. Changes nothing. */
export async function watch(ports: Ports, { flags }: Call, around: Surroundings): Promise<Outcome> {
  const screen = flags.json ? undefined : openScreen(around.stdout, around.env);
  const { bold, dim, red } = paintsFor(around.env, around.stdout);
  const began = ports.clock.monotonic();
  const seen: Seen = { asks: [], sent: 0, failed: 0, shape: undefined, stale: undefined };
  const now = (): Watched => ({
    shape: seen.shape,
    asks: seen.asks,
    sent: seen.sent,
    failed: seen.failed,
    ms: ports.clock.monotonic() - began,
    ...(seen.stale === undefined ? {} : { stale: seen.stale }),
  });
  const draw = () => screen?.draw(drawWatch(now(), ports.words, ports.language, { bad: red, dim, bold }));
  const teller = screen === undefined ? plainTeller(ports, now) : { looked: draw, asked: draw };
  try {
    await look(ports, seen);
    teller.looked();
    await Promise.all([asking(ports, seen, teller.asked), looking(ports, seen, teller.looked)]);
  } catch (error) {
    if (!ports.signal.aborted) throw error;
  } finally {
    screen?.close();
  }
  ports.say.line(ports.words.report.watch.ended(seen.sent, seen.failed));
  return 'ok';
}

interface Seen {
  asks: readonly Ask[];
  sent: number;
  failed: number;
  shape: BlogShape | undefined;
  stale: string | undefined;
}

async function asking(ports: Ports, seen: Seen, told: () => void): Promise<void> {
  const { blog, clock, signal, say, apiOnly } = ports;
  for (;;) {
    const begun = clock.monotonic();
    const address = seen.shape?.address;
    if (address !== undefined && !apiOnly) {
      const answer = await blog.get(`${address}/`, { timeoutMs: patienceMs });
      const server = servedBy(answer);
      const ask: Ask = { ok: isPage(answer), saw: seenInShort(answer), ...(server === undefined ? {} : { server: clean(server, 40) }) };
      seen.asks = [...seen.asks, ask].slice(-lately);
      seen.sent += 1;
      if (!ask.ok) seen.failed += 1;
      say.event({ type: 'probe', ...ask });
    }
    told();
    await clock.sleep(Math.max(0, begun + askEveryMs - clock.monotonic()), signal);
  }
}

async function looking(ports: Ports, seen: Seen, told: () => void): Promise<void> {
  for (;;) {
    await ports.clock.sleep(Math.max(shortestLook, lookEveryMs / ports.clock.pace), ports.signal);
    await look(ports, seen);
    told();
  }
}

/** A cloud that does not answer for once is no reason to stop watching the blog; but the picture is then said to be older. */
async function look(ports: Ports, seen: Seen): Promise<void> {
  ports.aws.forget();
  try {
    seen.shape = await findShape(ports);
    seen.stale = undefined;
  } catch (error) {
    if (!(error instanceof UserError) || ports.signal.aborted) throw error;
    seen.stale = error.code;
  }
}

const sharesEvery = 15;

/** Without a terminal: the picture when it has changed, a line when answers begin or cease to come, and the shares now and then. */
function plainTeller({ say, words, clock }: Ports, now: () => Watched): { looked(): void; asked(): void } {
  const { watch: told } = words.report;
  const stamped = (text: string) => say.line(told.line(moment(clock), text));
  let [drawn, well, stale] = ['', true, ''];
  return {
    looked: () => {
      const { shape, stale: why = '' } = now();
      if (why !== '' && why !== stale) stamped(told.unreadable(why));
      stale = why;
      const picture = shape === undefined ? told.notFound : drawBlog(shape, words.picture);
      if (picture === drawn) return;
      drawn = picture;
      say.event({ type: 'blog', ...shape, singlePoints: shape === undefined ? [] : singlePoints(shape) });
      stamped(shape === undefined ? told.notFound : told.points(singlePoints(shape).length));
      say.block(picture);
    },
    asked: () => {
      const { asks, sent, failed } = now();
      const last = asks.at(-1);
      if (last === undefined) return;
      if (last.ok !== well) stamped(last.ok ? told.again : told.failed(failed, last.saw));
      well = last.ok;
      if (sent % sharesEvery !== 0) return;
      const shares = sharesOf(now(), words).map(({ name, percent, count }) => told.answered(name, percent, count));
      stamped(shares.join(words.picture.joint));
    },
  };
}
