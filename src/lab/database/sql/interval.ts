import { refusals } from '../errors.ts';
import type { Scope } from './scope.ts';
import { isWord, wordOf, type Node } from './tree.ts';

export const units: readonly string[] = 'MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR'.split(' ');

/** `INTERVAL 1 DAY` from the word INTERVAL on. */
export function readInterval(nodes: readonly Node[], at: number, scope: Scope): [count: string, unit: string, end: number] {
  const found = nodes.findIndex((node, i) => i > at + 1 && isWord(node, ...units));
  if (found < 0) throw refusals.unsupported('this unit of INTERVAL');
  return [scope.expression(nodes.slice(at + 1, found), scope), wordOf(nodes[found]), found + 1];
}
