import { Interrupted, InterruptionTold } from '../errors.ts';
import type { Ports } from '../runner.ts';

/** Runs what changes nothing; when it is interrupted, says so. (Once changes begin, `softly` says how to go on.) */
export async function beforeChanges<Result>({ say, words, signal }: Pick<Ports, 'say' | 'words' | 'signal'>, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof InterruptionTold || (!signal.aborted && !(error instanceof Interrupted))) throw error;
    say.line(words.commands.setup.nothingYet);
    throw new InterruptionTold('', { cause: error });
  }
}
