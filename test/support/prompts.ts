import { expect, onTestFinished } from 'vitest';
import type { Prompts } from '../../src/ui/prompts.ts';

/** What a person will be asked, in order, and what they answer: the choice's value, the text, or yes and no. */
export type Script = readonly (readonly [question: RegExp, answer: unknown])[];

/** Answers by a script: a question nobody announced fails the test, and so does an answer nobody asked for. */
export function scriptedPrompts(...script: Script): Prompts & { readonly asked: readonly string[] } {
  const left = [...script];
  const asked: string[] = [];
  onTestFinished(({ task }) => {
    if (task.result?.state !== 'fail') expect(left, 'announced but never asked').toEqual([]);
  });
  const next = (message: string): unknown => {
    asked.push(message);
    const [announced] = left;
    if (announced === undefined || !announced[0].test(message)) throw new Error(`not announced: ${message}`);
    left.shift();
    if (announced[1] instanceof Error) throw announced[1];
    return announced[1];
  };
  return {
    asked,
    input: async ({ message, validate }) => {
      const answer = String(next(message));
      expect(validate?.(answer) ?? true).toBe(true);
      return answer;
    },
    confirm: async ({ message }) => next(message) === true,
    select: async ({ message, choices }) => {
      const answer = next(message);
      const chosen = choices.find(({ value }) => value === answer);
      if (chosen === undefined) throw new Error(`“${message}” does not offer ${String(answer)}`);
      return chosen.value;
    },
    password: async ({ message }) => String(next(message)),
  };
}
