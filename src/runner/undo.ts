import { UserError } from '../errors.ts';
import type { Outputs, Step, StepId } from '../step.ts';
import { contextFor, groundOf, titlesOf, toldBy, type Gathered, type Ports } from './ports.ts';
import { softly } from './softly.ts';
import { lookAt } from './survey.ts';

/** Takes one step back. Later steps that build on it are taken back first if the person says so, else it is refused. */
export function undo(ports: Ports, id: StepId): Promise<void> {
  return softly(ports, async () => {
    const gathered: Gathered = new Map();
    const done = await lookAtAll(ports, gathered);
    const step = stepNamed(ports, id);
    const onTop = ports.journey.filter((later) => done.has(later.id) && groundOf(ports.journey, later).has(id));
    // What one can do without (a drill's record, the closing list) goes along unasked; it would mean nothing any more.
    const heavy = onTop.filter(({ skippable }) => !skippable);
    if (heavy.length > 0) await agreeToUndo(ports, id, heavy);
    for (const each of [...onTop.toReversed(), step]) await undoOne(ports, each, gathered);
  });
}

/** Takes back everything this run made, last first, and ends the run: the next setup is a new one. */
export function undoAll(ports: Ports): Promise<void> {
  return softly(ports, async () => {
    const gathered: Gathered = new Map();
    await lookAtAll(ports, gathered);
    for (const step of ports.journey.toReversed()) await undoOne(ports, step, gathered);
    await ports.journal.note({ type: 'closed' });
  });
}

async function lookAtAll(ports: Ports, gathered: Gathered): Promise<ReadonlySet<StepId>> {
  const done = new Set<StepId>();
  for (const step of ports.journey) {
    const { state } = await lookAt(ports, step, gathered);
    if (state === 'done') done.add(step.id);
    else recollect(ports, step, gathered);
  }
  return done;
}

/** A thing half gone still stands on something: what the journal knows of it is enough to find its leftovers. */
function recollect({ journal }: Ports, step: Step, gathered: Gathered): void {
  const output = journal.output(step.id);
  // It was written by this very step, and an undo asks the cloud before it touches anything.
  if (output !== undefined && output !== null) gathered.set(step.id, output as Outputs[StepId]);
}

async function agreeToUndo({ prompts, words }: Ports, id: StepId, onTop: readonly Step[]): Promise<void> {
  const ids = onTop.map((step) => step.id);
  const message = words.runner.undoOthersFirst(toldBy(words, id).title, titlesOf(words, ids));
  const agreed = await prompts.confirm({ message, default: false });
  if (!agreed) throw new UserError('others-need-it', [id, ids.join(', ')], { outcome: 'declined' });
}

async function undoOne(ports: Ports, step: Step, gathered: Gathered): Promise<void> {
  const { say, words, signal, journal, aws } = ports;
  const { title } = toldBy(words, step.id);
  if ((step.undoNeeds ?? step.needs).some((need) => !gathered.has(need))) return say.dim(words.runner.nothingToUndo(title));
  signal.throwIfAborted();
  const progress = say.progress(words.runner.undoing(title), 0);
  try {
    await step.undo(contextFor(ports, step, gathered));
    progress.done(words.runner.undone(title));
  } catch (error) {
    progress.fail(words.runner.undoing(title));
    throw error;
  }
  await journal.note({ type: 'undone', step: step.id });
  aws.forget();
  say.event({ type: 'step', id: step.id, state: 'undone' });
}

function stepNamed({ journey }: Ports, id: StepId): Step {
  const step = journey.find((each) => each.id === id);
  if (step === undefined) throw new UserError('unknown-step', [id, journey.map((each) => each.id).join(', ')], { outcome: 'wrongUse' });
  return step;
}
