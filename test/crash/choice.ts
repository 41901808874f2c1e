import { parseArgs } from 'node:util';
import { wayThere } from './segments.ts';

/** Which points, in how many processes. */
export interface Choice {
  /** Every `stride`-th point, beginning anywhere: a slice of the whole. */
  readonly stride: number;
  readonly only: string | undefined;
  /** Only points whose label holds this. */
  readonly match: string;
  /** One kill; two kills, the second while it goes on; or a fault in place of a kill. */
  readonly mode: 'single' | 'double' | 'faults';
  readonly sample: number;
  /** For how many AWS seconds new things are invisible to reads. */
  readonly stale: number;
  readonly speed: number;
  readonly workers: number;
  readonly number: number;
  readonly home: string;
}

/** `--quick`, `--double`, `--only launch-server-2`, … */
export function chosen(argv: readonly string[]): Choice {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      quick: { type: 'boolean', default: false },
      stride: { type: 'string' },
      only: { type: 'string' },
      match: { type: 'string', default: '' },
      double: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      stale: { type: 'string', default: '0' },
      sample: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '2' },
      number: { type: 'string', default: '0' },
      home: { type: 'string', default: '' },
    },
  });
  const slice = values.faults ? 60 : values.double ? 700 : 10;
  return {
    stride: Number(values.stride ?? (values.quick ? slice : 1)),
    only: values.only ?? (values.quick ? wayThere.join(',') : undefined),
    match: values.match,
    mode: values.faults ? 'faults' : values.double ? 'double' : 'single',
    stale: Number(values.stale),
    sample: Number(values.sample),
    speed: Number(values.speed),
    workers: Number(values.workers),
    number: Number(values.number),
    home: values.home,
  };
}
