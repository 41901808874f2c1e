import { Interrupted, InterruptionTold } from '../errors.ts';
import type { Ports } from './ports.ts';

/** Runs it so that Ctrl-C ends it softly: the journal knows, and one line says how to go on. One in the other says it once. */
export async function softly<Result>(ports: Ports, walk: () => Promise<Result>): Promise<Result> {
  try {
    return await walk();
  } catch (error) {
    if (error instanceof InterruptionTold || (!ports.signal.aborted && !(error instanceof Interrupted))) throw error;
    const { journal, say, words, typed } = ports;
    await journal.note({ type: 'interrupted', step: journal.underWay.at(-1) ?? null });
    say.line(words.runner.interrupted(typed.goOn));
    throw new InterruptionTold('', { cause: error });
  }
}
