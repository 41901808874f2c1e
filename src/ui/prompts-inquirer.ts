import { once } from 'node:events';
import { Interrupted, UserError } from '../errors.ts';
import type { Console } from './console.ts';
import type { Words } from './language/words.ts';
import type { Prompts } from './prompts.ts';

interface InquirerSettings {
  readonly input: NodeJS.ReadStream;
  readonly terminal: Console;
  readonly words: Words;
  readonly signal: AbortSignal;
}

type Ask = (question: Record<string, unknown>) => Promise<unknown>;

/** Asks in the terminal. The library is loaded at the first question. */
export function inquirerPrompts({ input, terminal, words, signal }: InquirerSettings): Prompts {
  const { runner } = words;
  const prefix = { idle: '?', done: '✔' };
  const ask: Ask = (question) =>
    terminal.aside(async () => {
      signal.throwIfAborted();
      const { default: inquirer } = await import('inquirer');
      const closing = new AbortController();
      const prompt = inquirer.createPromptModule({ input, output: terminal.stream, signal: AbortSignal.any([signal, closing.signal]) });
      // Its own types want one literal for each kind of question; ours are checked by the Prompts port.
      const answers: { answer?: unknown } = await untilClosed(input, prompt([{ ...question, name: 'answer' } as never]), closing);
      return answers.answer;
    });

  return {
    async input({ message, default: preset, validate }) {
      const answer = await ask({ type: 'input', message, default: preset, validate: validate ?? (() => true), theme: { prefix } });
      return String(answer ?? '');
    },
    // Enter alone must never mean yes to a question that has no default.
    async confirm({ message, default: preset = false }) {
      const keywords = { yes: runner.yes, no: runner.no, error: () => runner.yesOrNo };
      return (await ask({ type: 'confirm', message, default: preset, theme: { prefix, keywords } })) === true;
    },
    async select({ message, choices, default: preset }) {
      const numbered = choices.map(({ name, description }, value) => ({ value, name, ...(description === undefined ? {} : { description }) }));
      const first = choices.findIndex(({ value }) => value === preset);
      const style = { keysHelpTip: () => runner.keysSelect };
      const index = await ask({ type: 'select', message, choices: numbered, default: Math.max(0, first), loop: false, pageSize: 10, theme: { prefix, style } });
      const chosen = choices[Number(index)];
      if (chosen === undefined) throw new Error(`no choice ${String(index)}`);
      return chosen.value;
    },
    async password({ message }) {
      return String((await ask({ type: 'password', message, mask: '*', toggleMask: false, theme: { prefix } })) ?? '');
    },
  };
}

/** An input that ends leaves the library's promise open for ever, and the process would end with 0. */
async function untilClosed<Answer>(input: NodeJS.ReadStream, asked: Promise<Answer>, closing: AbortController): Promise<Answer> {
  const watching = new AbortController();
  const gone = Promise.race([once(input, 'end', watching), once(input, 'close', watching)]).then(() => {
    throw new UserError('no-terminal', ['--yes'], { outcome: 'wrongUse' });
  });
  const paused = () => setImmediate(() => void (watching.signal.aborted || afterPause(input, closing)));
  input.on('pause', paused);
  try {
    return await Promise.race([asked, gone]);
  } catch (error) {
    if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) throw new Interrupted('', { cause: error });
    throw error;
  } finally {
    input.off('pause', paused);
    watching.abort();
  }
}

/**
 * Ctrl-D closes a question without an answer, and the library tells nobody before the process ends for want of work: too late to put anything right.
 * Whoever comes back after Ctrl-Z finds the input paused too, but with the keys' mode on.
 */
function afterPause(input: NodeJS.ReadStream, closing: AbortController): void {
  if (input.isRaw) input.resume();
  else closing.abort();
}
