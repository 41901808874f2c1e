import { clean } from './clean.ts';
import type { Words } from './language/words.ts';
import { cut, padTo, widthOf } from './width.ts';

/** How something stood in a stretch of time. In one cell of the drawing the worst one shows. */
export type Mark = 'fails' | 'away' | 'changes' | 'serves' | 'rests';

export interface ChartLane {
  /** May come from outside. */
  readonly name: string;
  readonly stretches: readonly { readonly fromMs: number; readonly untilMs: number; readonly mark: Mark }[];
}

/** Lanes over time, from 0 to `untilMs`. */
export interface Chart {
  readonly untilMs: number;
  readonly lanes: readonly ChartLane[];
  /** Single moments, each a sign of its own. */
  readonly events: readonly { readonly atMs: number; readonly sign: string }[];
}

export type Paint = (text: string) => string;

/** ASCII alone: other signs are two columns wide in some terminals. Each can be told without its colour. */
const signs: Readonly<Record<Mark, string>> = { fails: 'x', away: '.', changes: '~', serves: '=', rests: '-' };
const byWeight = ['fails', 'away', 'changes', 'serves', 'rests'] as const satisfies readonly Mark[];

const indent = '  ';
const widestName = 18;
const widest = 78;
const leastCells = 20;

/** Draws a timeline, at most 78 columns wide: the moments, a line for each lane, the time, and what the signs mean. */
export function drawTimeline(chart: Chart, words: Words['drill'], paints: Readonly<Record<Mark, Paint>>, columns = 80): string {
  const names = chart.lanes.map(({ name }) => cut(clean(name), widestName));
  const nameWidth = Math.max(...names.map((name) => widthOf(name)));
  const cells = Math.max(leastCells, Math.min(widest, columns - 2) - indent.length - nameWidth - 2);
  const row = (name: string, text: string) => `${indent}${padTo(name, nameWidth)}  ${text}`.trimEnd();
  const drawn = chart.lanes.map((lane) => marksIn(lane, chart.untilMs, cells));
  const used = byWeight.filter((mark) => drawn.some((marks) => marks.includes(mark)));
  return [
    ...(chart.events.length === 0 ? [] : [row('', moments(chart, cells))]),
    ...drawn.map((marks, index) => row(names[index] ?? '', painted(marks, paints))),
    row('', scale(chart.untilMs, cells, words)),
    ...legend(used, chart, words, paints).map((line) => `${indent}${line}`),
  ].join('\n');
}

function marksIn({ stretches }: ChartLane, untilMs: number, cells: number): readonly (Mark | undefined)[] {
  const marks = Array.from({ length: cells }, (): Mark | undefined => undefined);
  const cellAt = (ms: number) => Math.max(0, Math.min(cells - 1, Math.floor((ms / Math.max(1, untilMs)) * cells)));
  for (const { fromMs, untilMs: end, mark } of stretches) {
    for (let cell = cellAt(fromMs); cell <= cellAt(Math.max(fromMs, end - 1)); cell += 1) marks[cell] = worse(marks[cell], mark);
  }
  return marks;
}

const worse = (known: Mark | undefined, mark: Mark): Mark => (known !== undefined && byWeight.indexOf(known) <= byWeight.indexOf(mark) ? known : mark);

/** Like signs side by side are painted together, so that no escape stands between them. */
function painted(marks: readonly (Mark | undefined)[], paints: Readonly<Record<Mark, Paint>>): string {
  const runs: { mark: Mark | undefined; length: number }[] = [];
  for (const mark of marks) {
    const last = runs.at(-1);
    if (last !== undefined && last.mark === mark) last.length += 1;
    else runs.push({ mark, length: 1 });
  }
  return runs.map(({ mark, length }) => (mark === undefined ? ' '.repeat(length) : paints[mark](signs[mark].repeat(length)))).join('');
}

function moments({ events, untilMs }: Chart, cells: number): string {
  const line = Array.from({ length: cells }, () => ' ');
  for (const { atMs, sign } of events) line[Math.max(0, Math.min(cells - 1, Math.floor((atMs / Math.max(1, untilMs)) * cells)))] = sign;
  return line.join('');
}

/** The time at the beginning, in the middle and at the end. */
function scale(untilMs: number, cells: number, words: Words['drill']): string {
  const [begin, middle, end] = [words.time(0), words.time(untilMs / 2), words.time(untilMs)];
  const left = padTo(begin, Math.floor(cells / 2) - Math.floor(widthOf(middle) / 2)) + middle;
  return padTo(left, cells - widthOf(end)) + end;
}

function legend(used: readonly Mark[], { events }: Chart, words: Words['drill'], paints: Readonly<Record<Mark, Paint>>): readonly string[] {
  const known = used.map((mark) => ({ plain: `${signs[mark]} ${words.signs[mark]}`, shown: `${paints[mark](signs[mark])} ${words.signs[mark]}` }));
  const moment = events.map(({ sign }) => `${sign} ${sign === '!' ? words.signs.struck : words.signs.mended}`).map((text) => ({ plain: text, shown: text }));
  const lines: { plain: string; shown: string }[] = [];
  for (const item of [...moment, ...known]) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last.plain}   ${item.plain}`) <= widest - indent.length) {
      lines[lines.length - 1] = { plain: `${last.plain}   ${item.plain}`, shown: `${last.shown}   ${item.shown}` };
    } else lines.push(item);
  }
  return lines.map(({ shown }) => shown);
}
