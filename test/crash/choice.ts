import { parseArgs } from 'node:util';
import { wayThere } from './segments.ts';

/** One kill; two kills, the second in the run that follows; or a fault in place of a kill. */
export type Mode = 'single' | 'double' | 'faults';

/** Which points, in how many processes. */
export interface Choice {
  /** Every `stride`-th point, beginning anywhere: a slice of the whole. */
  readonly stride: number;
  readonly only: string | undefined;
  /** Only points whose label holds this. */
  readonly match: string;
  readonly mode: Mode;
  /** About how many pairs of kills in each segment that makes nothing. */
  readonly sample: number;
  /** For how many AWS seconds new things are invisible to reads. */
  readonly stale: number;
  readonly speed: number;
  readonly workers: number;
}

/** What is asked for: one choice a mode, and whether the safeguards are to be taken out as well. */
export interface Chosen {
  readonly choices: readonly Choice[];
  readonly quick: boolean;
  readonly mutations: boolean;
}

const modes: readonly Mode[] = ['single', 'double', 'faults'];
const slices: Readonly<Record<Mode, number>> = { single: 10, double: 700, faults: 60 };
const pairsOfOne = 55;

/** `--quick`, `--double`, `--only launch-server-2`, …; without a mode it is all of them, and the mutations. */
export function chosen(argv: readonly string[]): Chosen {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      single: { type: 'boolean', default: false },
      double: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      stride: { type: 'string' },
      only: { type: 'string' },
      match: { type: 'string', default: '' },
      sample: { type: 'string' },
      stale: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '2' },
    },
  });
  const { quick } = values;
  const named = modes.filter((mode) => values[mode]);
  const choiceOf = (mode: Mode): Choice => ({
    mode,
    stride: Number(values.stride ?? (quick ? slices[mode] : 1)),
    only: values.only ?? (quick ? wayThere.join(',') : undefined),
    match: values.match,
    sample: Number(values.sample ?? (quick ? 0 : pairsOfOne)),
    stale: Number(values.stale),
    speed: Number(values.speed),
    workers: Number(values.workers),
  });
  const whole = named.length === 0;
  return { choices: (whole ? modes : named).map(choiceOf), quick, mutations: whole };
}
