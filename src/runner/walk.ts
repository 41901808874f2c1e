import { UserError } from '../errors.ts';
import type { Finding, ForeignThing, Outputs, Step, StepContext, StepId } from '../step.ts';
import { clean } from '../ui/clean.ts';
import { contextFor, missingNeeds, toldBy, type Gathered, type Ports } from './ports.ts';
import { tellByHand, tellClaims, tellFacts, tellForeign, tellFoundDone, tellTitle } from './tell.ts';

/** How one step ended. `already`: it was there before; `left`: the person does it, or it waits for something that is left. */
export type Ending = 'already' | 'done' | 'skipped' | 'left' | 'stopped';

interface Going {
  readonly ports: Ports;
  readonly step: Step;
  readonly ctx: StepContext<StepId>;
  readonly gathered: Gathered;
}

/** Takes one step: look, tell, ask, change, look again, prove, record. `beforeTelling` runs when it turns out that there is something to tell. */
export async function takeStep(ports: Ports, step: Step, gathered: Gathered, beforeTelling: () => void): Promise<Ending> {
  if (missingNeeds(step, gathered).length > 0) return 'left';
  const ctx = contextFor(ports, step, gathered);
  const going = { ports, step, ctx, gathered };
  const finding = await step.look(ctx, ports.journal.answers(step.id));
  const unproved = ports.journal.underWay.includes(step.id);
  if (finding.state !== 'done' || unproved) beforeTelling();
  if (finding.state !== 'done') return begin(going, finding);
  if (unproved) {
    tellTitle(ports, step);
    tellFoundDone(ports, finding.output);
    return conclude(going, finding.output);
  }
  gathered.set(step.id, finding.output);
  if (ports.journal.output(step.id) === undefined) await ports.journal.note({ type: 'recorded', step: step.id, output: finding.output });
  return 'already';
}

async function begin(going: Going, first: Exclude<Finding<Outputs[StepId]>, { state: 'done' }>): Promise<Ending> {
  const { ports, step, ctx } = going;
  ports.say.event({ type: 'step', id: step.id, state: 'begins' });
  const facts = await step.facts(ctx);
  tellFacts(ports, step, facts);
  if (ports.apiOnly && step.through === 'blog') return leaveToPerson(going);
  let finding: Finding<Outputs[StepId]> = first;
  for (;;) {
    if (finding.state === 'foreign') {
      const settled = await settle(going, finding.thing);
      if (settled === 'stopped') return 'stopped';
      finding = settled;
      continue;
    }
    if (finding.state === 'done') return conclude(going, finding.output);
    const chosen = await choose(going);
    if (chosen === 'stop') return 'stopped';
    if (chosen === 'skip') return skip(going);
    finding = chosen === 'do' ? await act(going, facts.usualMs) : await watchByHand(going);
  }
}

type Way = 'do' | 'by-hand' | 'skip' | 'stop';

function choose({ ports: { prompts, words }, step }: Going): Promise<Way> {
  const { runner } = words;
  return prompts.select<Way>({
    message: runner.choose,
    flag: '--yes',
    default: 'do',
    choices: [
      { value: 'do', name: runner.choiceDo },
      { value: 'by-hand', name: runner.choiceByHand },
      ...(step.skippable ? [{ value: 'skip' as const, name: runner.choiceSkip }] : []),
      { value: 'stop', name: runner.choiceStop },
    ],
  });
}

async function act(going: Going, usualMs: number): Promise<Finding<Outputs[StepId]>> {
  const { ports, step, ctx } = going;
  const { journal, signal } = ports;
  const answers = journal.answers(step.id) ?? (await answered(ports, step, ctx));
  signal.throwIfAborted();
  await journal.note({ type: 'began', step: step.id });
  return underProgress(ports, step, usualMs, async () => {
    await step.change(ctx, answers);
    return lookAfter(going, answers);
  });
}

const settlingMs = 120_000; // of AWS's time
// One look at a blog behind a fast clock, on a machine with a class on it, can take seconds.
const shortestSettling = 20_000;
const lookEveryMs = 3_000;
const shortestBeat = 200;

/** AWS may go on showing for a while what was before the change (aws.md 1.4), so one look that finds it undone is not enough. */
async function lookAfter({ ports, step, ctx }: Going, answers: unknown): Promise<Finding<Outputs[StepId]>> {
  const { clock, signal } = ctx;
  const end = clock.monotonic() + Math.max(shortestSettling, settlingMs / clock.pace);
  for (;;) {
    ports.aws.forget();
    const finding = await step.look(ctx, answers);
    if (finding.state !== 'todo') return finding;
    if (clock.monotonic() >= end) throw new UserError('not-done-after', [step.id]);
    await clock.sleep(Math.max(shortestBeat, lookEveryMs / clock.pace), signal);
  }
}

async function underProgress<Result>(ports: Ports, step: Step, usualMs: number, change: () => Promise<Result>): Promise<Result> {
  const { title } = toldBy(ports.words, step.id);
  const progress = ports.say.progress(title, usualMs / ports.clock.pace);
  try {
    const result = await change();
    progress.done(title);
    return result;
  } catch (error) {
    progress.fail(title);
    throw error;
  }
}

/** The answers are on disk before anything is done with them. */
async function answered({ journal }: Ports, step: Step, ctx: StepContext<StepId>): Promise<unknown> {
  const answers = (await step.ask(ctx)) ?? null;
  await journal.note({ type: 'answered', step: step.id, answers });
  return answers;
}

async function watchByHand({ ports, step, ctx }: Going): Promise<Finding<Outputs[StepId]>> {
  const { journal, prompts, say, words, aws } = ports;
  const answers = journal.answers(step.id);
  tellByHand(ports, await step.byHand(ctx, answers));
  await prompts.input({ message: words.runner.byHandEnter, default: '' });
  await journal.note({ type: 'began', step: step.id });
  aws.forget();
  let finding = await step.look(ctx, answers);
  if (finding.state === 'foreign' && finding.thing.differences.length === 0 && step.adopt !== undefined) {
    // The person has just made it, for this: that is the consent.
    finding = await adopt({ ports, step, ctx }, finding.thing);
  }
  if (finding.state === 'done') say.good(words.runner.byHandFound);
  else if (finding.state === 'todo') say.warn(words.runner.byHandNotYet);
  return finding;
}

async function adopt({ ports, step, ctx }: Pick<Going, 'ports' | 'step' | 'ctx'>, thing: ForeignThing): Promise<Finding<Outputs[StepId]>> {
  await ports.journal.note({ type: 'began', step: step.id });
  await step.adopt?.(ctx, thing);
  ports.say.good(ports.words.runner.adopted(clean(thing.name), clean(thing.id)));
  ports.aws.forget();
  return step.look(ctx, ports.journal.answers(step.id));
}

/** Something of the same name is not ours: only the person can say what becomes of it. */
async function settle(going: Going, thing: ForeignThing): Promise<Finding<Outputs[StepId]> | 'stopped'> {
  const { ports, step, ctx } = going;
  const { runner } = ports.words;
  tellForeign(ports, thing);
  const fits = thing.differences.length === 0 && step.adopt !== undefined;
  const way = await ports.prompts.select<'adopt' | 'other-name' | 'leave'>({
    message: runner.foreignChoose,
    flag: '--prefix',
    choices: [
      ...(fits ? [{ value: 'adopt' as const, name: runner.foreignAdopt }] : []),
      { value: 'other-name', name: runner.foreignOtherName },
      { value: 'leave', name: runner.foreignLeave },
    ],
  });
  if (way === 'leave') return 'stopped';
  if (way === 'adopt') return adopt(going, thing);
  const answers = await answered(ports, step, ctx);
  ports.aws.forget();
  return step.look(ctx, answers);
}

async function skip({ ports, step }: Going): Promise<Ending> {
  await ports.journal.note({ type: 'left', step: step.id, how: 'skipped' });
  return 'skipped';
}

async function leaveToPerson({ ports, step, ctx }: Going): Promise<Ending> {
  tellByHand(ports, await step.byHand(ctx, ports.journal.answers(step.id)));
  await ports.journal.note({ type: 'left', step: step.id, how: 'to-the-person' });
  return 'left';
}

async function conclude({ ports, step, ctx, gathered }: Going, output: Outputs[StepId]): Promise<Ending> {
  const claims = await step.prove(ctx, output);
  for (const { claim, held, seen } of claims) ports.say.event({ type: 'claim', step: step.id, claim, held, seen: clean(seen) });
  if (claims.length > 0) ports.say.dim(ports.words.runner.proved);
  tellClaims(ports, claims);
  const fell = claims.find(({ held }) => held === 'no');
  if (fell !== undefined) throw new UserError('proof-failed', [step.id, fell.claim, clean(fell.seen)]);
  const kept = claims.map((one) => ({ ...one, seen: clean(one.seen) }));
  await ports.journal.note({ type: 'recorded', step: step.id, output, claims: kept, language: ports.language });
  gathered.set(step.id, output);
  return 'done';
}
