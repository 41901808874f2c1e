import { parseArgs } from 'node:util';
import { wayThere } from './segments.ts';

/** One kill; a signal in place of a kill; a fault in place of a kill; two kills, the second in the run that follows. In this order. */
export const modes = ['single', 'signals', 'faults', 'double'] as const;
export type Mode = (typeof modes)[number];

/** Which points, in how many processes. */
export interface Choice {
  readonly modes: readonly Mode[];
  /** Every so manieth point of a mode, beginning anywhere: a slice of the whole. */
  readonly strides: Readonly<Record<Mode, number>>;
  readonly only: string | undefined;
  /** Only points whose label holds this. */
  readonly match: string;
  /** About how many pairs of kills in each segment that makes nothing. */
  readonly sample: number;
  /** For how many AWS seconds new things are invisible to reads. */
  readonly stale: number;
  readonly speed: number;
  readonly workers: number;
}

/** What is asked for, and whether the safeguards are to be taken out as well. */
export interface Chosen {
  readonly choice: Choice;
  readonly quick: boolean;
  readonly mutations: boolean;
}

const whole: Choice['strides'] = { single: 1, double: 1, faults: 1, signals: 1 };
const slices: Choice['strides'] = { single: 10, double: 700, faults: 60, signals: 20 };
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
      signals: { type: 'boolean', default: false },
      stride: { type: 'string' },
      only: { type: 'string' },
      match: { type: 'string', default: '' },
      sample: { type: 'string' },
      stale: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '3' },
    },
  });
  const { quick, stride } = values;
  const named = modes.filter((mode) => values[mode]);
  const every = Number(stride);
  const choice: Choice = {
    modes: named.length === 0 ? modes : named,
    strides: stride === undefined ? (quick ? slices : whole) : { single: every, double: every, faults: every, signals: every },
    only: values.only ?? (quick ? wayThere.join(',') : undefined),
    match: values.match,
    sample: Number(values.sample ?? (quick ? 0 : pairsOfOne)),
    stale: Number(values.stale),
    speed: Number(values.speed),
    workers: Number(values.workers),
  };
  return { choice, quick, mutations: named.length === 0 };
}
