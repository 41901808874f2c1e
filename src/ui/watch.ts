import type { BlogShape } from '../aws/find/shape.ts';
import { clean } from './clean.ts';
import { duration } from './language/format.ts';
import type { Language, Words } from './language/words.ts';
import { drawBlog } from './picture.ts';
import type { Ranked } from './screen.ts';
import { padTo, widthOf, wrap } from './width.ts';

/** One request of the watch. */
export interface Ask {
  readonly ok: boolean;
  /** `200`, `503`, `ECONNREFUSED`, … */
  readonly saw: string;
  readonly server?: string;
}

/** All that the watch shows. */
export interface Watched {
  readonly shape: BlogShape | undefined;
  /** The last ones, oldest first. */
  readonly asks: readonly Ask[];
  readonly sent: number;
  readonly failed: number;
  readonly ms: number;
  /** Why the cloud could not be asked the last time. */
  readonly stale?: string;
}

/** Which server answered how many of the last requests. */
export interface Share {
  readonly name: string;
  readonly count: number;
  /** Of all that were answered, 0 to 100. */
  readonly percent: number;
}

/** So many of the last requests count: a server that is gone is at nothing after a minute. */
export const lately = 60;

type Paint = (text: string) => string;

/** The servers of the picture in its order, then whoever else answered. */
export function sharesOf({ shape, asks }: Pick<Watched, 'shape' | 'asks'>, words: Words): readonly Share[] {
  const good = asks.filter(({ ok }) => ok);
  const nameOf = ({ server }: Ask) => server ?? words.report.watch.nobody;
  const names = [...new Set([...(shape?.servers ?? []).map(({ name }) => clean(name, 40)), ...good.map(nameOf).toSorted()])];
  return names.map((name) => {
    const count = good.filter((ask) => nameOf(ask) === name).length;
    return { name, count, percent: good.length === 0 ? 0 : Math.round((count / good.length) * 100) };
  });
}

/** One sign for each of the last requests: the number of the server that answered, `·` for one without a name, `x` for a failure. */
export function lastAsks({ asks, shape }: Pick<Watched, 'asks' | 'shape'>, words: Words, bad: Paint = (text) => text): string {
  const names = sharesOf({ asks, shape }, words).map(({ name }) => name);
  const signOf = ({ ok, server }: Ask) => {
    if (!ok) return bad('x');
    const index = server === undefined ? -1 : names.indexOf(server);
    return index >= 0 && index < 9 ? String(index + 1) : '·';
  };
  return asks.slice(-lately).map(signOf).join('');
}

const barWidth = 30;
const width = 78;

/** The whole view, line by line, 78 columns at most; on a low terminal the lines of the highest rank go first. */
export function drawWatch(
  watched: Watched,
  words: Words,
  language: Language,
  paint: { readonly bad: Paint; readonly dim: Paint; readonly bold: Paint },
): readonly Ranked[] {
  const { watch } = words.report;
  const line = (text: string, rank = 0): Ranked => ({ text, rank });
  const wrapped = (text: string) => wrap(text, width).split('\n');
  const picture = watched.shape === undefined ? [`  ${watch.notFound}`] : drawBlog(watched.shape, words.picture).split('\n');
  const marked = (text: string) => (text.includes('(!)') ? paint.bad(text) : text);
  return [
    line(paint.bold(watch.title(duration(watched.ms, language)))),
    line('', 4),
    ...picture.map((text) => line(marked(text), text === '' ? 4 : 0)),
    ...(watched.stale === undefined ? [] : wrapped(`! ${watch.unreadable(clean(watched.stale, 40))}`).map((text) => line(paint.bad(text)))),
    line('', 3),
    ...shareLines(watched, words).map((text) => line(text)),
    line(`  ${lastAsks(watched, words, paint.bad)}`, 1),
    line(`  ${paint.dim(watch.legend)}`, 2),
    line(`  ${failures(watched, words)}`),
  ];
}

function shareLines(watched: Watched, words: Words): readonly string[] {
  const shares = sharesOf(watched, words);
  if (watched.shape?.address === undefined) return [`  ${words.report.watch.noAddress}`];
  const widest = Math.min(24, Math.max(...shares.map(({ name }) => widthOf(name)), 1));
  return shares.map(({ name, count, percent }, index) => {
    const full = Math.round((percent / 100) * barWidth);
    const label = padTo(widthOf(name) > widest ? `${[...name].slice(0, 10).join('')}..` : name, widest);
    return `  ${index + 1} ${label} ${'#'.repeat(full)}${'-'.repeat(barWidth - full)} ${String(percent).padStart(3)} % (${count})`;
  });
}

function failures({ asks, sent, failed }: Watched, words: Words): string {
  const last = asks.findLast(({ ok }) => !ok)?.saw ?? '';
  return `${words.report.watch.failed(failed, clean(last, 30))} (${sent})`;
}
