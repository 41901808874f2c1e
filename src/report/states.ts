import type { Words } from '../ui/language/words.ts';
import type { Judged } from './score.ts';
import type { Report, StepReport } from './report.ts';

/** A sign, a kind of colour and a word: none of them alone. */
export interface State {
  readonly sign: string;
  readonly kind: 'good' | 'bad' | 'open';
  readonly said: string;
}

/** How a step stands. `ended` and no longer done: it was, and something has changed since. */
export function stateOf({ state, ended }: Pick<StepReport, 'state' | 'ended'>, { commands }: Words): State {
  const told = commands.status;
  if (state === 'done') return { sign: '✓', kind: 'good', said: told.done };
  if (ended !== undefined && state === 'todo') return { sign: '✕', kind: 'bad', said: told.drifted };
  return { sign: '–', kind: 'open', said: told[state] };
}

/** In the order of need: what is open, what nobody looked at, what is covered. */
export function inOrder(risks: readonly Judged[]): Readonly<Record<Judged['state'], readonly Judged[]>> {
  const of = (state: Judged['state']) => risks.filter((one) => one.state === state);
  return { open: of('open'), unseen: of('unseen'), covered: of('covered') };
}

/** The last step's claims are the bill, which has a section of its own. */
export const provedSteps = ({ steps }: Report): readonly StepReport[] => steps.filter(({ id, claims }) => id !== 'finish' && claims.length > 0);
