import { UserError } from '../errors.ts';
import { journey } from '../journey.ts';
import { preparation } from '../preparation.ts';
import type { Selection } from '../runner.ts';
import type { StepId } from '../step.ts';
import { oneOf, type Flags } from './flags.ts';

/** The steps of the journey, and of what comes before it. */
export const stepIds: readonly StepId[] = journey.map(({ id }) => id);
export const preparationIds: readonly StepId[] = preparation.map(({ id }) => id);

/** The step of this id; a mistyped one is told with the nearest there is. */
export const stepIdIn = (flag: string, value: string, ids = stepIds): StepId => oneOf(flag, value, ids);

/** Which part of the journey the flags ask for. */
export function selectionIn({ only, from, until }: Flags): Selection {
  const other = from === undefined ? until && '--until' : '--from';
  if (only !== undefined && other) throw new UserError('flags-conflict', ['--only', other], { outcome: 'wrongUse' });
  return {
    only: only === undefined ? undefined : stepIdIn('--only', only),
    from: from === undefined ? undefined : stepIdIn('--from', from),
    until: until === undefined ? undefined : stepIdIn('--until', until),
  };
}
