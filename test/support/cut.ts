import { realChanges } from '../crash/at-work.ts';
import { canonical } from '../crash/canonical.ts';
import { differences } from '../crash/judge.ts';
import type { Stage } from '../crash/stage.ts';
import { answered, asItWas, opened, start, toTheEnd, type Asking, type Ground } from './asking.ts';
import { badlyLeft, end, saysSomebodyIsAtWork, waysFor, type Way } from './endings.ts';

export interface Result {
  readonly name: string;
  readonly questions: number;
  /** What was said on the undisturbed way. */
  readonly said: string;
  readonly ways: readonly Way[];
  /** What is not as it should be. */
  readonly wrong: readonly string[];
}

/** Ends the stretch at each of its questions, and at last walks it to its end: there all must be as if it had never been ended. */
export async function cutEverywhere(stage: Stage, asking: Asking): Promise<Result> {
  const undisturbed = await opened(stage, asking);
  const { questions, said } = await toTheEnd(undisturbed).catch(async (error: unknown) => {
    await undisturbed.lab.close();
    throw error;
  });
  const state = await standing(undisturbed);
  await stage.keep(undisturbed.lab, asking.name);
  let ground = await opened(stage, asking);
  const tries = Array.from({ length: questions }, (_, index) => index + 1).flatMap((question) =>
    waysFor(asking.number + question - 1).map((way) => ({ question, way })),
  );
  const wrong: string[] = [];
  try {
    for (const { question, way } of tries) {
      ground = await asItWas(ground);
      wrong.push(...(await cut(ground, question, way)).map((text) => `${asking.name}, question ${question}, ${way.by} (${way.language}): ${text}`));
    }
    await toTheEnd(ground);
    wrong.push(...differences(`${asking.name}, at the end`, state, await standing(ground)));
  } finally {
    await ground.lab.close();
  }
  return { name: asking.name, questions, said, ways: tries.map(({ way }) => way), wrong };
}

const standing = async ({ lab, asking: { ids } }: Ground) => {
  const text = await canonical(lab);
  return ids === undefined ? text : text.replaceAll(ids, 'ID').split('\n').toSorted().join('\n');
};

async function cut(ground: Ground, question: number, way: Way): Promise<string[]> {
  const { stage, lab, asking } = ground;
  const pty = start(ground, way.language);
  const met = await answered(pty, asking, question - 1);
  if (met < question - 1 || !(await pty.asks())) return [`it ended before: ${(await pty.left()).said}`];
  const sent = stage.effects().length;
  end(pty, way.by);
  const wrong = badlyLeft(await pty.left(), way, typedAgain(asking.words));
  const after = realChanges(stage.effects().slice(sent)).map(({ operation }) => `sent after the end: ${operation}`);
  return [...wrong, ...after, ...(saysSomebodyIsAtWork(lab) ? ['the tag of who is at work is left'] : [])];
}

/** `--until` says how far one run goes, and is not part of how to go on. */
const typedAgain = (words: readonly string[]) => words.filter((word, index) => word !== '--until' && words[index - 1] !== '--until').join(' ');
