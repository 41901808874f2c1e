import { systemClock } from '../clock.ts';
import { openConsole } from '../ui/console.ts';
import { answeredPrompts, answersFrom } from '../ui/prompts-answered.ts';
import { cleanPrompts } from '../ui/prompts-clean.ts';
import { choosePrompts } from '../ui/prompts-choose.ts';
import type { Prompts } from '../ui/prompts.ts';
import type { Say } from '../ui/say.ts';
import type { Surroundings } from './command-line.ts';
import type { Flags } from './flags.ts';

/** The voice and the questions of a command, as its flags and the terminal allow. `only`: the one type of event that `--json` prints. */
export function speaker(
  { yes, json, answer, marker }: Flags,
  { stdin, stdout, stderr, env, words, language, signal }: Surroundings,
  only?: string,
): { readonly say: Say; readonly prompts: Prompts } {
  const console = openConsole({ stdout, stderr, env, json: json ?? false, only, clock: systemClock(), words, language });
  const prompts = choosePrompts({ yes: yes ?? false, input: stdin, console, words, signal });
  const answers = answersFrom([...(marker === undefined ? [] : [`marker=${marker}`]), ...(answer ?? [])]);
  return { say: console.say, prompts: cleanPrompts(answeredPrompts(answers, prompts, console.say, words)) };
}
