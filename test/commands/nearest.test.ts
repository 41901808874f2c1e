import { expect, test } from 'vitest';
import { nearest } from '../../src/commands/nearest.ts';

const steps = ['preflight', 'mark-server-1', 'mark-server-2', 'create-image', 'load-balancer', 'multi-az', 'finish'];

test.for([
  ['load-blancer', 'load-balancer'],
  ['Multi-AZ', 'multi-az'],
  ['multiaz', 'multi-az'],
  ['finsh', 'finish'],
  ['mark-server2', 'mark-server-2'],
  ['load', 'load-balancer'],
  ['', undefined],
  ['xyzzy', undefined],
] as const)('%s is taken for %s', ([typed, meant]) => {
  expect(nearest(typed, steps)).toBe(meant);
});
