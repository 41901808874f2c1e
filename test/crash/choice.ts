import { parseArgs } from 'node:util';

/** Which points, in how many processes. */
export interface Choice {
  /** Every `stride`-th point, beginning anywhere: a slice of the whole. */
  readonly stride: number;
  readonly only: string | undefined;
  /** One kill; two kills, the second while it goes on; or a fault in place of a kill. */
  readonly mode: 'single' | 'double' | 'faults';
  readonly sample: number;
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
      double: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      sample: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1000' },
      workers: { type: 'string', default: '2' },
      number: { type: 'string', default: '0' },
      home: { type: 'string', default: '' },
    },
  });
  return {
    stride: Number(values.stride ?? (values.quick ? 14 : 1) * (values.quick && values.faults ? 10 : 1)),
    only: values.only,
    mode: values.faults ? 'faults' : values.double ? 'double' : 'single',
    sample: Number(values.sample),
    speed: Number(values.speed),
    workers: Number(values.workers),
    number: Number(values.number),
    home: values.home,
  };
}
