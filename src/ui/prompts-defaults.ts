import { UserError } from '../errors.ts';
import type { Words } from './language/words.ts';
import type { Prompts } from './prompts.ts';
import type { Say } from './say.ts';

const wrongUse = { outcome: 'wrongUse' } as const;

const without = ({ message, flag }: { message: string; flag?: string }) => new UserError('no-default', [message, flag ?? ''], wrongUse);

/** `--yes`: every question is shown with the default it was answered by; one that has none names the flag that answers it. */
export function defaultPrompts(say: Say, words: Words): Prompts {
  const told = (question: string, answer: string) => say.dim(words.runner.answeredByDefault(question, answer));

  return {
    async input(question) {
      const answer = question.default;
      if (answer === undefined) throw without(question);
      const valid = question.validate?.(answer) ?? true;
      if (valid !== true) throw new UserError('bad-answer', [answer, valid], wrongUse);
      told(question.message, answer);
      return answer;
    },
    async confirm(question) {
      if (question.default === undefined) throw without(question);
      told(question.message, question.default ? words.runner.yes : words.runner.no);
      return question.default;
    },
    async select(question) {
      const chosen = question.choices.find(({ value }) => question.default !== undefined && value === question.default);
      if (chosen === undefined) throw without(question);
      told(question.message, chosen.name);
      return chosen.value;
    },
    async password(question) {
      throw without(question);
    },
  };
}

async function refuse({ flag, ...question }: { flag?: string; default?: unknown }): Promise<never> {
  throw new UserError('no-terminal', [question.default === undefined && flag !== undefined ? flag : '--yes'], wrongUse);
}

/** No terminal and no `--yes`: the first question ends it, naming what would answer. */
export function noPrompts(): Prompts {
  return { input: refuse, confirm: refuse, select: refuse, password: refuse };
}
