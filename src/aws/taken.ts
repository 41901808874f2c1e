import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { tolerate } from './failures.ts';

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

/**
 * Sends a call that a unique name keeps from happening twice. True: the name was taken, and not by an earlier send of
 * ours; so if the thing carries this run's tags, somebody else works on this run at this moment.
 */
export async function takenMeanwhile(
  { aws, memory }: Pick<StepContext, 'aws' | 'memory'>,
  op: string,
  duplicate: string,
  send: () => Promise<unknown>,
): Promise<boolean> {
  const [asked, sent] = [memory.intents(op).length, aws.calls.changes];
  const answer = await tolerate(duplicate, send());
  return answer === undefined && asked === 0 && aws.calls.changes - sent === 1;
}

/** Two operators on two machines share no lock; the later one stops here, before anything that could happen twice. */
export function refuseTwoAtWork(run: string, name: string, id: string): never {
  throw new UserError('run-held-elsewhere', [run, name, id], { outcome: 'heldByAnother' });
}
