import type { Choice } from './choice.ts';
import { walkGolden, type Golden, type Point } from './golden.ts';
import { trialsOf, tryTrial } from './matrix.ts';
import { tryPoints, type Verdict } from './point.ts';
import { creating, segments, type Segment } from './segments.ts';
import { stageIn, type Stage } from './stage.ts';

export interface Report {
  readonly name: string;
  readonly label?: string;
  readonly verdict?: Verdict;
  /** Something to say that is no verdict. */
  readonly said?: string;
}

/** One process's share: its own undisturbed walk, then its points of each segment. */
export async function work(choice: Choice, root: string, tell: (report: Report) => void): Promise<void> {
  const stage = stageIn(choice.home, choice.speed);
  for (const segment of wanted(choice.only)) {
    const golden = await walkGolden(stage, root, segment);
    if (choice.only !== undefined && !isMeant(segment, choice.only)) continue;
    if (choice.number === 0) tell({ name: segment.name, said: `${segment.name}: ${golden.points.length} points` });
    for (const { label, attempt } of attemptsOf(stage, root, golden, choice)) tell({ name: segment.name, label, verdict: await attempt() });
  }
}

interface Attempt {
  readonly label: string;
  attempt(): Promise<Verdict>;
}

function attemptsOf(stage: Stage, root: string, golden: Golden, choice: Choice): readonly Attempt[] {
  if (choice.mode === 'faults')
    return sliceOf(trialsOf(golden), choice).map((trial) => ({ label: trial.label, attempt: () => tryTrial(stage, root, golden, trial) }));
  const runs = choice.mode === 'double' ? pairsOf(golden, choice) : sliceOf(golden.points, choice).map((point) => [point]);
  return runs.map((points) => ({
    label: points.map((point) => point.label).join('; then '),
    attempt: () => tryPoints(stage, root, golden, points, choice.stale),
  }));
}

const isMeant = ({ name }: Segment, only: string) => only.split(',').includes(name);

/** The segments asked for, and those that have to be walked to get there. */
function wanted(only: string | undefined): readonly Segment[] {
  if (only === undefined) return segments;
  const needed = new Set<string>();
  const need = (name: string | undefined): void => {
    const segment = segments.find((one) => one.name === name);
    if (segment === undefined) return;
    needed.add(segment.name);
    need(segment.after);
  };
  for (const name of only.split(',')) need(name);
  return segments.filter(({ name }) => needed.has(name));
}

function sliceOf<One extends { readonly label: string }>(of: readonly One[], { stride, workers, number, match }: Choice): readonly One[] {
  const all = of.filter(({ label }) => label.includes(match));
  // The first ones of a segment are alike in all segments, so a slice begins somewhere else in each.
  const offset = all.length % stride;
  const slice = all.filter((_, index) => (index + offset) % stride === 0);
  return slice.filter((_, index) => index % workers === number);
}

/** All pairs where things are made; elsewhere a sample that is the same each time. */
function pairsOf({ segment, points }: Golden, { sample, stride, match, workers, number }: Choice): (readonly Point[])[] {
  const meant = points.filter(({ label }) => label.includes(match));
  const pairs = meant.flatMap((first) => meant.map((second) => [first, second]));
  const whole = creating.includes(segment.name) ? stride : Math.max(stride, Math.ceil(pairs.length / Math.max(1, sample)));
  const random = seeded(segment.name);
  const slice = pairs.filter(() => random() < 1 / whole);
  return slice.filter((_, index) => index % workers === number);
}

/** The same row of numbers for the same word. */
function seeded(word: string): () => number {
  let state = [...word].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) / 2 ** 24;
  };
}
