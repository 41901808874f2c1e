import type { Choice, Mode } from './choice.ts';
import type { Found } from './counts.ts';
import { walkGolden, type Golden, type Point } from './golden.ts';
import { tryTrial } from './matrix.ts';
import type { Trying } from './judge.ts';
import { cutAt, tryPoint } from './point.ts';
import { creating, segments, type Segment } from './segments.ts';
import { endingsOf, tryEnding } from './signals.ts';
import { stageIn } from './stage.ts';
import { trialsOf } from './trials.ts';

/** A point that was tried, or something to say that is no verdict. */
export type Report = Found | { readonly said: string };

/** What one process of several does, and in which folder. */
export interface Share extends Choice {
  readonly number: number;
  readonly home: string;
}

/** One process's share: its own undisturbed walk, its points of each segment on the way, and then those of the other modes. */
export async function work(share: Share, root: string, tell: (report: Report) => void): Promise<void> {
  const trying = { stage: stageIn(share.home, share.speed), root, staleSeconds: share.stale };
  const walked = new Map<string, Golden>();
  for (const mode of share.modes) {
    for (const segment of wanted(share.only)) {
      const golden = walked.get(segment.name) ?? (await walkGolden(trying.stage, root, segment));
      walked.set(segment.name, golden);
      if (share.only !== undefined && !isMeant(segment, share.only)) continue;
      for await (const one of tried[mode](trying, golden, share)) tell({ mode, segment: segment.name, ...one });
    }
  }
}

type Tried = Omit<Found, 'mode' | 'segment'>;
type Trier = (trying: Trying, golden: Golden, share: Share) => AsyncGenerator<Tried>;

const tried: Readonly<Record<Mode, Trier>> = {
  async *single(trying, golden, share) {
    for (const point of sliceOf(golden.points, 'single', share)) yield { label: point.label, verdict: await tryPoint(trying, golden, point) };
  },
  double: triedTwice,
  async *faults(trying, golden, share) {
    for (const trial of sliceOf(trialsOf(golden), 'faults', share)) yield { label: trial.label, verdict: await tryTrial(trying, golden, trial) };
  },
  async *signals(trying, golden, share) {
    for (const ending of sliceOf(endingsOf(golden), 'signals', share)) yield { label: ending.label, verdict: await tryEnding(trying, golden, ending) };
  },
};

/** A second kill in what the run after the first one does: at every instant where things are made; elsewhere a sample that is the same each time. */
async function* triedTwice(trying: Trying, golden: Golden, { sample, strides, match, workers, number }: Share): AsyncGenerator<Tried> {
  const meant = golden.points.filter(({ label }) => label.includes(match));
  const all = meant.length * golden.points.length;
  const one = creating.includes(golden.segment.name) ? strides.double : Math.max(strides.double, all / Math.max(1, sample));
  const random = seeded(golden.segment.name);
  // Drawn for all workers alike, as if the next run had as many points as the undisturbed one.
  const drawn = meant.map((first) => ({ first, places: [...golden.points.keys()].filter(() => random() < 1 / one) }));
  const mine = drawn.filter(({ places }) => places.length > 0).filter((_, index) => index % workers === number);
  for (const { first, places } of mine) {
    const cut = await cutAt(trying, golden, first);
    yield { label: first.label, verdict: cut.verdict, first: true };
    const chosen = one === 1 ? cut.points : spread(places, golden.points.length, cut.points);
    for (const second of chosen) yield { label: `${first.label}; then ${second.label}`, verdict: await cut.again(second) };
  }
}

/** The points that stand where these places are in a row of this length. */
const spread = (places: readonly number[], length: number, points: readonly Point[]): readonly Point[] => [
  ...new Set(places.flatMap((place) => points[Math.floor((place * points.length) / length)] ?? [])),
];

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

function sliceOf<One extends { readonly label: string }>(of: readonly One[], mode: Mode, { strides, workers, number, match }: Share): readonly One[] {
  const stride = strides[mode];
  const all = of.filter(({ label }) => label.includes(match));
  // The first ones of a segment are alike in all segments, so a slice begins somewhere else in each.
  const offset = all.length % stride;
  const slice = all.filter((_, index) => (index + offset) % stride === 0);
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
