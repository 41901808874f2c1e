import { Interrupted } from '../errors.ts';
import type { Ports } from './ports.ts';

/** Runs it so that Ctrl-C ends it softly: the journal knows, and one line says how to go on. */
export async function softly<Result>(ports: Ports, walk: () => Promise<Result>): Promise<Result> {
  try {
    return await walk();
  } catch (error) {
    if (!ports.signal.aborted && !(error instanceof Interrupted)) throw error;
    const { journal, say, words, typed } = ports;
    await journal.note({ type: 'interrupted', step: journal.underWay.at(-1) ?? null });
    say.line(words.runner.interrupted(typed.goOn));
    throw new Interrupted('', { cause: error });
  }
}
