import { UserError } from '../errors.ts';
import { clean } from './clean.ts';
import type { Words } from './language/words.ts';
import type { Prompts } from './prompts.ts';
import type { Say } from './say.ts';

interface Asked {
  readonly message: string;
  readonly flag?: string;
}

const wrongUse = { outcome: 'wrongUse' } as const;

/** More often than there are steps that ask it: then the answer leads to its own question again, and nobody is there to give another. */
const mostTimes = 20;

/** Questions that `--answer name=value` has answered beforehand; the others go to `prompts`. */
export function answeredPrompts(answers: ReadonlyMap<string, string>, prompts: Prompts, say: Say, words: Words): Prompts {
  if (answers.size === 0) return prompts;
  const times = new Map<string, number>();
  const given = ({ message, flag }: Asked): string | undefined => {
    const name = nameIn(flag);
    const answer = answers.get(name);
    if (answer === undefined) return undefined;
    const before = times.get(`${name} ${message}`) ?? 0;
    if (before === mostTimes) throw new UserError('answer-leads-back', [name, answer, message], wrongUse);
    times.set(`${name} ${message}`, before + 1);
    say.dim(words.runner.answeredByDefault(message, clean(answer)));
    return answer;
  };
  return {
    async input(question) {
      const answer = given(question);
      if (answer === undefined) return prompts.input(question);
      const valid = question.validate?.(answer) ?? true;
      if (valid !== true) throw new UserError('bad-answer', [answer, valid], wrongUse);
      return answer;
    },
    async confirm(question) {
      const answer = given(question);
      if (answer === undefined) return prompts.confirm(question);
      if (!['yes', 'no'].includes(answer)) throw new UserError('bad-answer', [answer, 'yes / no'], wrongUse);
      return answer === 'yes';
    },
    async select(question) {
      const answer = given(question);
      if (answer === undefined) return prompts.select(question);
      const fitting = question.choices.filter(({ value, name }) => value === answer || name === answer || name.split(/\s+/).includes(answer));
      const [chosen] = fitting;
      if (chosen === undefined || fitting.length > 1)
        throw new UserError('bad-answer', [answer, question.choices.map(({ name }) => name).join(' / ')], wrongUse);
      return chosen.value;
    },
    password: (question) => prompts.password(question),
  };
}

/** `server1` in `--answer server1=…`; `marker` in `--marker`, which has a flag of its own. */
const nameIn = (flag: string | undefined): string => /^--(?:answer )?([\w-]+)(?:=|$)/.exec(flag ?? '')?.[1] ?? '';

/** What `--answer` was given, by name; a later one outranks an earlier one. */
export function answersFrom(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given.map((text): [string, string] => {
      const at = text.indexOf('=');
      if (at < 1) throw new UserError('bad-answer', [text, '--answer name=value'], wrongUse);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
