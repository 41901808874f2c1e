import type { Claim, StepId } from '../step.ts';
import type { Ended, Note, Written } from './record.ts';

export interface KnownIntent {
  readonly op: string;
  readonly params: unknown;
  readonly at: string;
  ended: Ended;
}

/** How a step went, the last time it was taken: ISO times of the wall clock. Without `began` it was found done. */
export interface Course {
  readonly began?: string;
  /** How often it was begun until it was done: more than once when it was interrupted. */
  readonly begun: number;
  readonly ended?: string;
  /** What was proved then, in the words of this language. */
  readonly claims: readonly Claim[];
  readonly language?: string;
}

/** What a journal's notes add up to. */
export interface Remembered {
  readonly answers: Map<StepId, unknown>;
  readonly kept: Map<string, unknown>;
  readonly intents: Map<number, KnownIntent & { readonly step: StepId }>;
  readonly outputs: Map<StepId, unknown>;
  readonly courses: Map<StepId, Course>;
  /** Steps that had begun and were neither proved nor left, the latest last. */
  readonly underWay: Set<StepId>;
  /** Everything was taken down: the next setup is a new run. */
  closed: boolean;
}

/** Before the first note. */
export function nothingRemembered(): Remembered {
  return { answers: new Map(), kept: new Map(), intents: new Map(), outputs: new Map(), courses: new Map(), underWay: new Set(), closed: false };
}

/** The key under which a step's own value is kept. */
export const keptKey = (step: StepId, key: string) => `${step} ${key}`;

/** Takes one more note into account. */
export function take(memory: Remembered, { seq, ts, content }: Written<Note>): void {
  switch (content.type) {
    case 'began':
      memory.underWay.delete(content.step);
      memory.underWay.add(content.step);
      memory.courses.set(content.step, begunAt(memory.courses.get(content.step), ts));
      break;
    case 'answered':
      memory.answers.set(content.step, content.answers);
      break;
    case 'kept':
      memory.kept.set(keptKey(content.step, content.key), content.value);
      break;
    case 'intent':
      memory.intents.set(seq, { step: content.step, op: content.op, params: content.params, at: ts, ended: 'unknown' });
      break;
    case 'result':
      endIntent(memory, content.of, content.ended);
      break;
    case 'recorded':
      memory.outputs.set(content.step, content.output);
      memory.courses.set(content.step, {
        begun: 0,
        ...memory.courses.get(content.step),
        ended: ts,
        claims: content.claims ?? [],
        ...(content.language && { language: content.language }),
      });
      memory.underWay.delete(content.step);
      break;
    case 'left':
      memory.underWay.delete(content.step);
      break;
    case 'undone':
      memory.answers.delete(content.step);
      memory.outputs.delete(content.step);
      memory.courses.delete(content.step);
      memory.underWay.delete(content.step);
      break;
    case 'closed':
      memory.closed = true;
      break;
    case 'interrupted':
    case 'finished':
      break;
  }
}

/** Done before and begun again (something had changed since): that is a new course. */
function begunAt(course: Course | undefined, ts: string): Course {
  const begun = course === undefined || course.ended !== undefined ? 0 : course.begun;
  return { began: ts, begun: begun + 1, claims: [] };
}

function endIntent(memory: Remembered, seq: number, ended: Ended): void {
  const intent = memory.intents.get(seq);
  if (intent !== undefined) intent.ended = ended;
}
