import { clean } from './clean.ts';
import type { Prompts } from './prompts.ts';

const longest = 2_000;
/** Line by line: where a question has several, they are ours. */
const plain = (text: string) =>
  text
    .split('\n')
    .map((line) => clean(line, longest))
    .join('\n');

/** Questions and choices hold names of servers, tags and the like, which come from outside: nothing of them reaches a terminal as it is. */
export function cleanPrompts(prompts: Prompts): Prompts {
  return {
    input: (question) => prompts.input({ ...question, message: plain(question.message) }),
    confirm: (question) => prompts.confirm({ ...question, message: plain(question.message) }),
    select: (question) => {
      const choices = question.choices.map((choice) => ({ ...choice, name: plain(choice.name) }));
      return prompts.select({ ...question, message: plain(question.message), choices });
    },
    password: (question) => prompts.password({ ...question, message: plain(question.message) }),
  };
}
