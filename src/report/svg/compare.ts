import type { DrillResult } from '../../drill/result.ts';
import { html, nothing, type Markup } from '../html/markup.ts';
import { shortly, type Telling } from '../show.ts';
import { timeAxis } from './axis.ts';
import { cutTo } from './text.ts';

const width = 300;
const rowHeight = 56;

/** One bar of the comparison; ms of AWS's time. `from` above zero: a range. */
export interface Bar {
  readonly kind: 'guess' | 'measured' | 'usual';
  readonly label: string;
  readonly value: string;
  readonly from: number;
  readonly until: number;
}

/** What was guessed, what was measured and what is usual, all in AWS's time: where the clock runs faster, the measured one is an estimate and is called one. */
export function barsOf(drill: DrillResult, telling: Telling): readonly Bar[] {
  const { guessMs, longestGapMs, usualMs, pace } = drill;
  const { words, language } = telling;
  const { compare } = words.report.drills;
  const show = (ms: number) => shortly(ms, language);
  const [from, until] = usualMs;
  const guess = guessMs === undefined ? [] : [{ kind: 'guess', label: compare.guess, value: show(guessMs), from: 0, until: guessMs } as const];
  const measured = longestGapMs * pace;
  const here = pace === 1 ? compare.measured : compare.estimated;
  const value = pace === 1 ? show(longestGapMs) : `${show(measured)} (${show(longestGapMs)} × ${pace})`;
  return [
    ...guess,
    { kind: 'measured', label: here, value, from: 0, until: measured },
    { kind: 'usual', label: compare.usual, value: usually(drill.usualMs, telling), from, until },
  ];
}

/** What AWS says is usual, in words. */
export function usually([from, until]: DrillResult['usualMs'], { words, language }: Telling): string {
  const { compare } = words.report.drills;
  return from === 0 ? compare.atMost(shortly(until, language)) : compare.range(shortly(from, language), shortly(until, language));
}

/** Bars from zero, one scale for all. */
export function compareSvg(drill: DrillResult, id: string, telling: Telling): Markup {
  const { compare } = telling.words.report.drills;
  const bars = barsOf(drill, telling);
  const end = Math.max(1_000, ...bars.map(({ until }) => until)) * 1.02;
  const at = (ms: number) => (ms / end) * width;
  const y = bars.length * rowHeight + 2;
  const told = bars.map(({ label, value }) => `${label}: ${value}.`).join(' ');
  return html`<svg class="chart" viewBox="-4 0 ${width + 8} ${y + 22}" role="img" aria-labelledby="${id}-t ${id}-d" xmlns="http://www.w3.org/2000/svg">
    <title id="${id}-t">${compare.title}</title>
    <desc id="${id}-d">${compare.describe(told)}</desc>
    ${bars.map((bar, index) => barOf(bar, index * rowHeight, at))} ${timeAxis(end, y, width, at, telling.language, 4)}
  </svg>`;
}

function barOf({ kind, label, value, from, until }: Bar, y: number, at: (ms: number) => number): Markup {
  const [x, w] = [at(from), Math.max(2, at(until) - at(from))];
  const ends = kind === 'usual' ? html`<path class="bracket" d="M${x} ${y + 33}v16M${x + w} ${y + 33}v16" />` : nothing;
  return html`<text class="label" x="0" y="${y + 14}">${cutTo(label, width)}</text>
    <text class="said" x="0" y="${y + 29}">${cutTo(value, width, 12)}</text>
    <rect class="bar ${kind}" x="${x}" y="${y + 35}" width="${w}" height="12" />${ends}`;
}
