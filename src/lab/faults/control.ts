import type { World } from '../world.ts';
import { callFaults, standingFaults, type Break } from './fault.ts';
import type { Faults } from './index.ts';

export interface Said {
  readonly status: number;
  readonly said: object;
}

/** `/_lab/break` and `/_lab/mend`, for whoever can read the lab's folder. Undefined: some other question. */
export function control(url: string, body: string, faults: Faults, worlds: readonly World[]): Said | undefined {
  if (url === '/_lab/mend') {
    faults.mend();
    followAll(worlds);
    return { status: 200, said: { mended: true } };
  }
  if (url !== '/_lab/break') return undefined;
  const fault = parse(body);
  if (fault === undefined) return { status: 400, said: {} };
  const on = faults.break(fault, worlds);
  followAll(worlds);
  return on === undefined ? { status: 404, said: {} } : { status: 200, said: { broken: fault.what, on } };
}

function followAll(worlds: readonly World[]): void {
  for (const world of worlds) world.reality.follow(world);
}

function parse(body: string): Break | undefined {
  try {
    const parsed = JSON.parse(body) as Partial<Break> | null;
    // Sent by this program itself (`control.ts` of the lab), which has checked the rest.
    return [...callFaults, ...standingFaults].some((what) => what === parsed?.what) ? (parsed as Break) : undefined;
  } catch {
    return undefined;
  }
}
