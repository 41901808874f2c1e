import { journey } from '../../src/journey.ts';

/** One stretch of the way: the words typed, and what has to stand before. */
export interface Segment {
  readonly name: string;
  readonly words: readonly string[];
  /** The segment whose end it begins at; none: the base. */
  readonly after: string | undefined;
}

const steps = journey.map(({ id }) => id);

const setup = steps.map((step, index): Segment => ({ name: step, words: ['setup', '--yes', '--until', step], after: steps[index - 1] }));

const back = steps.toReversed().map((step, index, all): Segment => {
  const before = all[index - 1];
  return { name: `undo ${step}`, words: ['undo', step, '--yes'], after: before === undefined ? 'finish' : `undo ${before}` };
});

/** The whole journey step by step, the way back step by step, and the two ends that `finish` has. */
export const segments: readonly Segment[] = [
  ...setup,
  ...back,
  { name: 'delete-database', words: ['finish', '--delete-database', '--yes'], after: 'finish' },
  { name: 'everything', words: ['finish', '--everything', '--yes'], after: 'finish' },
];

/** What a quick look goes through. */
export const wayThere: readonly string[] = [...steps, 'delete-database'];

/** The part that makes things. */
export const creating: readonly string[] = steps.slice(steps.indexOf('create-image'), steps.indexOf('site-address'));
