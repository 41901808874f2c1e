import type { StepContext } from '../step.ts';
import { parseTime } from './guess.ts';

type Asker = Pick<StepContext, 'prompts' | 'words'>;

/** Whoever guesses first, learns from what is measured. Nothing when the person does not want to; ms of AWS's time otherwise. */
export async function askGuess({ prompts, words }: Asker): Promise<{ readonly guessMs?: number }> {
  const { guess, guessRule } = words.drill.questions;
  const validate = (text: string) => (text.trim() === '' || parseTime(text) !== undefined ? true : guessRule);
  const guessMs = parseTime(await prompts.input({ message: guess, flag: '--answer guess=…', default: '', validate }));
  return guessMs === undefined ? {} : { guessMs };
}
