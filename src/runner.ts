import { UserError, type Outcome } from './errors.ts';
import { groundOf, titlesOf, toldBy, type Gathered, type Ports } from './runner/ports.ts';
import { softly } from './runner/softly.ts';
import { lookAt } from './runner/survey.ts';
import { takeStep, type Ending } from './runner/walk.ts';
import type { Step, StepId } from './step.ts';

export { noticeOthers, seenAtWork, thisProcess, toTheMinute, unnoticed } from './runner/at-work.ts';
export { besideJourney } from './runner/beside.ts';
export { toldBy, type Gathered, type Ports } from './runner/ports.ts';
export { softly } from './runner/softly.ts';
export { check, differencesOf, plan, type Judged, type Planned, type Standing } from './runner/survey.ts';
export { monthly, tellByHand, tellClaims, tellForeign, usualTime } from './runner/tell.ts';
export { undo, undoAll } from './runner/undo.ts';

/** Which part of the journey; all of it when empty. */
export interface Selection {
  readonly only?: StepId | undefined;
  readonly from?: StepId | undefined;
  readonly until?: StepId | undefined;
}

/** Walks the journey: what is there is left as it is, what is not is offered, done and proved. It knows no step by name. */
export function run(ports: Ports, selection: Selection = {}): Promise<Exclude<Outcome, 'interrupted'>> {
  return softly(ports, async () => {
    const steps = selected(ports.journey, selection);
    const gathered: Gathered = new Map();
    tellInterruption(ports);
    await gatherGround(ports, steps, gathered);
    return conclude(ports, await walk(ports, steps, gathered));
  });
}

type Walked = ReadonlyMap<StepId, Ending>;

async function walk(ports: Ports, steps: readonly Step[], gathered: Gathered): Promise<Walked> {
  const { say, words, signal } = ports;
  const walked = new Map<StepId, Ending>();
  const already: StepId[] = [];
  const tellAlready = () => {
    if (already.length > 0) say.line(words.runner.already(titlesOf(words, already.splice(0))));
  };
  for (const step of steps) {
    signal.throwIfAborted();
    const ending = await takeStep(ports, step, gathered, tellAlready);
    walked.set(step.id, ending);
    if (ending === 'already') already.push(step.id);
    if (ending === 'skipped') say.dim(words.runner.skipped(toldBy(words, step.id).title));
    if (ending === 'left') say.warn(words.runner.leftToYou(toldBy(words, step.id).title));
    say.event({ type: 'step', id: step.id, state: ending });
    if (ending === 'stopped') break;
  }
  if (already.length < steps.length) tellAlready();
  return walked;
}

/** The last words, and whether the asked-for state holds. */
async function conclude({ say, words, typed, journal, aws }: Ports, walked: Walked): Promise<'ok' | 'declined'> {
  const { runner } = words;
  const ended = (...endings: readonly Ending[]) => [...walked].filter(([, ending]) => endings.includes(ending)).map(([id]) => id);
  const open = ended('left', 'skipped');
  const stopped = ended('stopped').length > 0;
  say.event({ type: 'end', done: ended('already', 'done'), open, stopped, calls: { ...aws.calls } });
  if (open.length > 0) say.warn(runner.leftSummary(titlesOf(words, open)));
  if (stopped || open.length > 0) {
    say.line(stopped ? runner.stopped(typed.goOn) : runner.goOn(typed.goOn));
    return 'declined';
  }
  await journal.note({ type: 'finished' });
  const nothingNew = ended('done').length === 0;
  say.good(nothingNew ? runner.allThere(walked.size) : runner.complete);
  if (!nothingNew) {
    say.line(runner.sameAgain);
    say.block(`  ${typed.sameAgain}`);
  }
  return 'ok';
}

/** Outputs of what the chosen steps build on and what is not itself chosen. */
async function gatherGround(ports: Ports, steps: readonly Step[], gathered: Gathered): Promise<void> {
  const { journey } = ports;
  const ground = new Set(steps.flatMap((step) => [...groundOf(journey, step)]));
  for (const step of journey) {
    if (steps.includes(step) || !ground.has(step.id)) continue;
    const { state } = await lookAt(ports, step, gathered);
    const leaning = steps.find((chosen) => chosen.needs.includes(step.id));
    if (state !== 'done' && leaning !== undefined) throw new UserError('need-missing', [leaning.id, step.id]);
  }
}

function tellInterruption({ journal, say, words }: Ports): void {
  if (journal.torn && journal.path !== undefined) say.warn(words.runner.tornLine(journal.path));
  const last = journal.underWay.at(-1);
  if (last !== undefined) say.line(words.runner.interruptedLast(toldBy(words, last).title));
}

function selected(journey: readonly Step[], { only, from, until }: Selection): readonly Step[] {
  const indexOf = (id: StepId) => {
    const index = journey.findIndex((step) => step.id === id);
    if (index < 0) throw new UserError('unknown-step', [id, journey.map((step) => step.id).join(', ')], { outcome: 'wrongUse' });
    return index;
  };
  const first = only ?? from;
  const last = only ?? until;
  const begin = first === undefined ? 0 : indexOf(first);
  const end = last === undefined ? journey.length - 1 : indexOf(last);
  if (begin > end) throw new UserError('steps-out-of-order', [first ?? '', last ?? ''], { outcome: 'wrongUse' });
  return journey.slice(begin, end + 1);
}
