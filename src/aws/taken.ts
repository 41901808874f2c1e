import type { StepContext } from '../step.ts';

type Speaker = Pick<StepContext, 'memory' | 'say' | 'words'>;

interface Taken {
  /** The call that makes such a thing, as the journal writes it: `ec2:CreateImage`. */
  readonly op: string;
  readonly name: string;
  readonly id: string;
  /** It was there before this run of the program asked for it. */
  readonly known: boolean;
}

/** Says aloud when a thing was not plainly made just now: it was left by an interrupted run, or its call had been sent before and the answer was lost. */
export function tellTaken({ memory, say, words }: Speaker, { op, name, id, known }: Taken): void {
  if (known) return say.line(words.runner.foundOurs(name, id));
  const earlier = memory.intents(op).slice(0, -1);
  if (earlier.some(({ ended }) => ended === 'unknown')) say.line(words.runner.askedAgain(name, id));
}
