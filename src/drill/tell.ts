import type { StepContext } from '../step.ts';
import type { Relation } from '../ui/language/en/drill.ts';
import { chartOf } from './chart.ts';
import type { DrillResult, FailureKind } from './result.ts';

type Context = Pick<StepContext, 'say' | 'words'>;

const kinds: readonly FailureKind[] = ['refused', 'timeout', '5xx', 'wrong-content', 'other'];

/** Shows what a drill found: the timeline, the figures, and what they mean beside the guess and beside what AWS calls usual. */
export function tellResult({ say, words }: Context, result: DrillResult): void {
  const { drill } = words;
  const untilMs = Math.max(0, ...result.asked.map(({ sentMs, tookMs }) => sentMs + tookMs));
  say.chart(chartOf({ ...result, untilMs }, drill));
  say.table(figuresOf(result, drill));
  for (const sentence of comparison(result, drill)) say.line(sentence);
}

/** The figures, one row each: what it is, and what was measured. */
export function figuresOf(result: DrillResult, words: StepContext['words']['drill']): readonly (readonly [string, string])[] {
  const { rows, time } = words;
  const failed = kinds.flatMap((kind) => (result.failedBy[kind] === undefined ? [] : [words.kindOf(words.kinds[kind], result.failedBy[kind])]));
  const late = result.asked.filter(({ waited }) => waited === true).length;
  const answered = Object.entries(result.answeredBy).map(([server, count]) => `${server}: ${count}`);
  return [
    [rows.requests, words.requests(result.sent, result.failed, failed.join(', '))],
    [rows.gap, result.longestGapMs === 0 ? words.noGap : words.within(time(result.longestGapMs), time(result.resolutionMs))],
    ...(late === 0 ? [] : [[rows.late, words.late(late)] as const]),
    ...(result.failed === 0 ? [] : [[rows.failing, time(result.failingMs)] as const]),
    ...(result.detectedAfterMs === undefined ? [] : [[rows.detected, time(result.detectedAfterMs)] as const]),
    ...(result.redundantAfterMs === undefined ? [] : [[rows.redundant, time(result.redundantAfterMs)] as const]),
    ...(answered.length === 0 ? [] : [[rows.answered, answered.join(', ')] as const]),
    ...(result.zones === undefined ? [] : [[rows.zones, `${result.zones.before} -> ${result.zones.after}`] as const]),
  ];
}

/** Guess, measure and what is usual, in AWS's time: where time runs faster than there, it is said before anything is compared. */
export function comparison(result: DrillResult, words: StepContext['words']['drill']): readonly string[] {
  const { pace, guessMs, usualMs, longestGapMs, resolutionMs } = result;
  const [here, exactMs] = [longestGapMs * pace, resolutionMs * pace];
  const scaled = pace === 1 ? [] : [words.scaled(Math.round(pace * 10) / 10, words.time(here), words.time(exactMs))];
  const slow = pace !== 1 && result.asked.some(({ waited }) => waited === true) ? [words.slowHere] : [];
  const guessed =
    guessMs === undefined
      ? []
      : [words.guessed(words.time(guessMs), pace === 1 ? words.time(here) : words.about(words.time(here)), relation(here, [guessMs, guessMs], exactMs))];
  const [from, to] = usualMs;
  return [...scaled, ...slow, ...guessed, words.usual[from === 0 ? 'upTo' : 'between'](words.time(from), words.time(to), relation(here, usualMs, exactMs))];
}

/** Against a span, as far as the probe can tell. A guess off by a quarter is a good one. */
function relation(measured: number, [from, to]: readonly [number, number], exact: number): Relation {
  const leeway = from === to ? Math.max(exact, from / 4) : exact;
  if (measured < from - leeway) return 'below';
  return measured > to + leeway ? 'above' : 'as';
}
