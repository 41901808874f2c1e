import type { Mode } from './choice.ts';
import type { Verdict } from './judge.ts';

/** A point that was tried. */
export interface Found {
  readonly mode: Mode;
  readonly segment: string;
  readonly label: string;
  readonly verdict: Verdict;
  /** Of a pair of kills only the first has come: it counts as the way to the pairs. */
  readonly first?: true;
}

interface Count {
  readonly of: Map<string, number>;
  held: number;
  failed: number;
  notReached: number;
  firsts: number;
}

const titles: Readonly<Record<Mode, string>> = { single: '', double: 'double faults: ', faults: 'fault matrix: ', signals: 'signals: ' };

/** Adds up what the workers find, a sum for each mode. */
export function counts(modes: readonly Mode[]) {
  const all = new Map(modes.map((mode) => [mode, { of: new Map(), held: 0, failed: 0, notReached: 0, firsts: 0 } satisfies Count as Count]));
  const each = [...all.values()];
  return {
    /** Gives what should be said at once: a failure, or a point that was not reached. */
    add(found: Found): string | undefined {
      const count = all.get(found.mode);
      return count === undefined ? undefined : added(count, found);
    },
    soFar: () => [...all].map(([mode, count]) => `${titles[mode]}${sum(count)} so far, ${count.failed} failures`).join('; '),
    sums: () => [...all].flatMap(([mode, count]) => [...[...count.of].map(([segment, points]) => `  ${segment}: ${points}`), lineOf(mode, count)]),
    held: () => each.every((count) => count.failed === 0 && sum(count) > 0),
  };
}

const sum = ({ held, failed, notReached }: Count) => held + failed + notReached;

function added(count: Count, { mode, segment, label, verdict, first }: Found): string | undefined {
  if (first === true && verdict.held !== 'no') return void (count.firsts += 1);
  count.of.set(segment, (count.of.get(segment) ?? 0) + 1);
  switch (verdict.held) {
    case 'yes':
      return void (count.held += 1);
    case 'not-reached':
      count.notReached += 1;
      return `not reached: ${titles[mode]}${segment}: ${label}`;
    case 'no':
      count.failed += 1;
      return `FAILED ${titles[mode]}${segment}: ${label}\n${verdict.why.replaceAll(/^/gm, '    ')}`;
  }
}

function lineOf(mode: Mode, count: Count): string {
  const notReached = count.notReached > 0 ? ` (${count.notReached} not reached)` : '';
  const after = count.firsts > 0 ? `, after a first kill at ${count.firsts} points, which the next run lived through too` : '';
  return `${titles[mode]}${sum(count)} points, ${count.failed} failures${notReached}${after}`;
}
