import type { Console } from './console.ts';
import type { Words } from './language/words.ts';
import type { Prompts } from './prompts.ts';
import { defaultPrompts, noPrompts } from './prompts-defaults.ts';
import { inquirerPrompts } from './prompts-inquirer.ts';

interface PromptSettings {
  readonly yes: boolean;
  readonly input: NodeJS.ReadStream;
  readonly console: Console;
  readonly words: Words;
  readonly signal: AbortSignal;
}

/** How questions are answered here: by `--yes`, by a person at a terminal, or not at all. */
export function choosePrompts({ yes, input, console, words, signal }: PromptSettings): Prompts {
  if (yes) return defaultPrompts(console.say, words);
  if (input.isTTY === true && console.stream.isTTY === true) return inquirerPrompts({ input, terminal: console, words, signal });
  return noPrompts();
}
