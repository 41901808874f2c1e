import type { Aws } from '../aws/clients.ts';
import type { BlogAccess } from '../blog/access.ts';
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal.ts';
import type { Names } from '../names.ts';
import type { Outputs, Run, Step, StepContext, StepId } from '../step.ts';
import type { Language, StepWords, Words } from '../ui/language/words.ts';
import type { Prompts } from '../ui/prompts.ts';
import type { Say } from '../ui/say.ts';
import type { AtWork } from './at-work.ts';

/** All that the runner works with; the commands join it. */
export interface Ports {
  readonly journey: readonly Step[];
  readonly run: Run;
  readonly names: Names;
  readonly aws: Aws;
  readonly blog: BlogAccess;
  readonly journal: Journal;
  readonly prompts: Prompts;
  readonly say: Say;
  readonly words: Words;
  readonly language: Language;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Notices a second operator before the first change. */
  readonly atWork: AtWork;
  readonly apiOnly: boolean;
  /** What to type: to go on from where it stops, and to do the same again without a question. */
  readonly typed: { readonly goOn: string; readonly sameAgain: string };
}

/** Outputs of the steps found done so far. */
export type Gathered = Map<StepId, Outputs[StepId]>;

/** What a step is given: its own journal lines, its own change port, the outputs of what it needs. */
export function contextFor(ports: Ports, step: Step, gathered: Gathered): StepContext<StepId> {
  const { run, names, blog, journal, prompts, say, words, signal, apiOnly, atWork } = ports;
  const change = atWork.guard(journal.change(step.id, signal));
  const outputs = Object.fromEntries(step.needs.flatMap((need) => (gathered.has(need) ? [[need, gathered.get(need)]] : [])));
  return {
    run,
    names,
    blog,
    prompts,
    say,
    words,
    clock: atWork.clock(ports.clock),
    signal,
    apiOnly,
    change,
    aws: ports.aws.withChange(change),
    memory: journal.memory(step.id),
    // The step declares its needs and the runner has looked for them; only the type of a map with all keys is lost here.
    outputs: outputs as unknown as Outputs,
  };
}

/** Those of its needs that were not found done. */
export function missingNeeds(step: Step, gathered: Gathered): readonly StepId[] {
  return step.needs.filter((need) => !gathered.has(need));
}

/** Everything a step builds on, directly or not. */
export function groundOf(journey: readonly Step[], step: Step): ReadonlySet<StepId> {
  const ground = new Set<StepId>();
  const dig = (at: Step): void => {
    for (const need of at.needs) {
      if (ground.has(need)) continue;
      ground.add(need);
      const below = journey.find(({ id }) => id === need);
      if (below !== undefined) dig(below);
    }
  };
  dig(step);
  return ground;
}

/** The words every step has. */
export function toldBy(words: Words, id: StepId): StepWords {
  return { ...words.steps, ...words.preparation }[id];
}

/** The titles of some steps, as one phrase. */
export function titlesOf(words: Words, ids: Iterable<StepId>): string {
  return [...ids].map((id) => toldBy(words, id).title).join(', ');
}
