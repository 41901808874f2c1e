import { newPlace } from '../support/program.ts';
import { atMost, median, plain, type Figure } from './figures.ts';

const runs = 5;

/** `lab up` as a process of its own, in a folder where no lab ever was; and once more where one was. */
export async function upFigures(): Promise<Figure[]> {
  const first: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const place = newPlace();
    try {
      first.push(await up(place));
      await place.run(['lab', 'down']);
      again.push(await up(place));
    } finally {
      await place.clear();
    }
  }
  const { ms } = await bare();
  return [
    atMost('`lab up`, a new lab, until the command returns and the API answers (median of 5)', median(first), 1_000, 'ms'),
    atMost('`lab up`, a lab that was there', median(again), 1_000, 'ms'),
    plain('the same command with nothing to do (`--version`)', `${ms.toFixed(0)} ms`),
  ];
}

async function up(place: ReturnType<typeof newPlace>): Promise<number> {
  const { code, ms, said } = await place.run(['lab', 'up']);
  if (code !== 0) throw new Error(`lab up: ${said}`);
  return ms;
}

async function bare() {
  const place = newPlace();
  try {
    return await place.run(['--version']);
  } finally {
    await place.clear();
  }
}
