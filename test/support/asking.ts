import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Lab } from '../../src/lab/server.ts';
import type { Segment } from '../crash/segments.ts';
import type { Stage } from '../crash/stage.ts';
import { environmentOf } from '../crash/wizard.ts';
import { clientsOf, rowsOf } from './by-hand.ts';
import type { Way } from './endings.ts';
import { inTerminal, type Pty } from './pty.ts';

/** By the question's number; or by what stands in it (without spaces). */
export type Keys = readonly string[] | readonly (readonly [words: RegExp, keys: string])[];

/** A stretch of the way as a person walks it: asked at every turn. */
export interface Asking extends Segment {
  /** The keys for each question; Enter where there are none. */
  readonly keys?: Keys;
  /** Begins on a machine that has no journal of it. */
  readonly elsewhere?: boolean;
  /** Ids that no two walks share; the others are told by the names of their things. */
  readonly ids?: RegExp;
  /** Its number among others, from which it follows what its questions meet. */
  readonly number: number;
}

export interface Ground {
  readonly stage: Stage;
  readonly lab: Lab;
  readonly asking: Asking;
  /** How many changes there were before. */
  readonly sent: number;
}

const journals = (home: string) => join(home, 'journals-as-they-were');

export async function opened(stage: Stage, asking: Asking): Promise<Ground> {
  const lab = await stage.open(asking.after);
  const { stateDir } = lab.connection;
  if (asking.elsewhere) rmSync(stateDir, { recursive: true, force: true });
  rmSync(journals(stage.home), { recursive: true, force: true });
  if (existsSync(stateDir)) cpSync(stateDir, journals(stage.home), { recursive: true });
  await lookedAtByItsBalancer(lab);
  return { stage, lab, asking, sent: stage.effects().length };
}

/** A balancer that has just begun to look knows nobody; the walk would find its own step undone, and ask once more. */
async function lookedAtByItsBalancer(lab: Lab): Promise<void> {
  const { elb } = clientsOf(lab);
  for (const { id: TargetGroupArn } of rowsOf(lab, 'targetGroup')) {
    const initial = async () => {
      const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
      return TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'initial');
    };
    while (await initial()) await pause(100);
  }
}

/** The journal of the try before would answer the questions of the next; and what it changed would be there already. */
export async function asItWas({ stage, lab, asking, sent }: Ground): Promise<Ground> {
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

/** Walks it undisturbed: how many questions there were, and all that was said. */
export async function toTheEnd(ground: Ground): Promise<{ readonly questions: number; readonly said: string }> {
  const pty = start(ground, 'en');
  const questions = await answered(pty, ground.asking);
  const { code, said } = await pty.left();
  if (code !== 0) throw new Error(`${ground.asking.name} ends with ${code}:\n${said}`);
  return { questions, said };
}

/** Answers that many questions, or all; tells how many there were. */
export async function answered(pty: Pty, { keys = [] }: Asking, most = Infinity): Promise<number> {
  let count = 0;
  for (; count < most && (await pty.asks()); count += 1) pty.type(keysFor(keys, count, pty.asked()) ?? '\r');
  return count;
}

function keysFor(keys: Keys, count: number, asked: string): string | undefined {
  const nth = keys[count];
  if (typeof nth === 'string') return nth;
  for (const one of keys) if (typeof one !== 'string' && one[0].test(asked)) return one[1];
  return undefined;
}

export function start({ stage: { home }, lab: { connection }, asking }: Ground, language: Way['language']): Pty {
  const env = { ...environmentOf({ home, connection }), LANG: language === 'ja' ? 'ja_JP.UTF-8' : 'C.UTF-8' };
  return inTerminal(asking.words, { home, env });
}
