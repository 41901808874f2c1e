import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../src/lab/server.ts';
import { canonical } from '../crash/canonical.ts';
import { differences } from '../crash/judge.ts';
import type { Segment } from '../crash/segments.ts';
import type { Stage } from '../crash/stage.ts';
import { badlyLeft, end, realChanges, saysSomebodyIsAtWork, waysFor, type Way } from './endings.ts';
import { inTerminal, type Pty } from './pty.ts';

/** A stretch of the way as a person walks it: asked at every turn. */
export interface Asking extends Segment {
  /** The keys for each question; Enter where there are none. */
  readonly keys?: readonly string[];
  /** Begins on a machine that has no journal of it. */
  readonly elsewhere?: boolean;
  /** Ids that no two walks share; the others are told by the names of their things. */
  readonly ids?: RegExp;
  /** Its number among others, from which it follows what its questions meet. */
  readonly number: number;
}

export interface Result {
  readonly name: string;
  readonly questions: number;
  readonly ways: readonly Way[];
  /** What is not as it should be. */
  readonly wrong: readonly string[];
}

interface Ground {
  readonly stage: Stage;
  readonly lab: Lab;
  readonly asking: Asking;
  /** How many changes there were before. */
  readonly sent: number;
}

/** Ends the stretch at each of its questions, and at last walks it to its end: there all must be as if it had never been ended. */
export async function cutEverywhere(stage: Stage, asking: Asking): Promise<Result> {
  const undisturbed = await opened(stage, asking);
  const questions = await toTheEnd(undisturbed);
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
  return { name: asking.name, questions, ways: tries.map(({ way }) => way), wrong };
}

const standing = async ({ lab, asking: { ids } }: Ground) => {
  const text = await canonical(lab);
  return ids === undefined ? text : text.replaceAll(ids, 'ID').split('\n').toSorted().join('\n');
};

const journals = (home: string) => join(home, 'journals-as-they-were');

async function opened(stage: Stage, asking: Asking): Promise<Ground> {
  const lab = await stage.open(asking.after);
  const { stateDir } = lab.connection;
  if (asking.elsewhere) rmSync(stateDir, { recursive: true, force: true });
  rmSync(journals(stage.home), { recursive: true, force: true });
  if (existsSync(stateDir)) cpSync(stateDir, journals(stage.home), { recursive: true });
  return { stage, lab, asking, sent: stage.effects().length };
}

/** The journal of the try before would answer the questions of the next; and what it changed would be there already. */
async function asItWas({ stage, lab, asking, sent }: Ground): Promise<Ground> {
  // Even the note of who is at work tells: SSH and SQL come after it, and stand in no log.
  if (stage.effects().length > sent) {
    await lab.close();
    return opened(stage, asking);
  }
  const { stateDir } = lab.connection;
  rmSync(stateDir, { recursive: true, force: true });
  if (existsSync(journals(stage.home))) cpSync(journals(stage.home), stateDir, { recursive: true });
  return { stage, lab, asking, sent };
}

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

async function toTheEnd(ground: Ground): Promise<number> {
  const pty = start(ground, 'en');
  const questions = await answered(pty, ground.asking);
  const { code, said } = await pty.left();
  if (code !== 0) throw new Error(`${ground.asking.name} ends with ${code}:\n${said}`);
  return questions;
}

/** Answers that many questions, or all; tells how many there were. */
async function answered(pty: Pty, { keys = [] }: Asking, most = Infinity): Promise<number> {
  let count = 0;
  for (; count < most && (await pty.asks()); count += 1) pty.type(keys[count] ?? '\r');
  return count;
}

function start({ stage: { home }, lab: { connection }, asking }: Ground, language: Way['language']): Pty {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LANG: language === 'ja' ? 'ja_JP.UTF-8' : 'C.UTF-8',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_ACCESS_KEY_ID: connection.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
    REDUNDANT_BLOG_KEY: connection.keyPath,
    REDUNDANT_BLOG_STATE_DIR: connection.stateDir,
    REDUNDANT_BLOG_PACE: String(connection.speed),
  };
  return inTerminal(asking.words, { home, env });
}
