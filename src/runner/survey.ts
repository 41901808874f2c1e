import type { Claim, Difference, Facts, ForeignThing, Step, StepId } from '../step.ts';
import { contextFor, missingNeeds, type Gathered, type Ports } from './ports.ts';

/** How one step stands. `waits`: what it builds on is not there, so it could not be looked at. */
export type Standing =
  | { readonly id: StepId; readonly state: 'done' | 'todo' }
  | { readonly id: StepId; readonly state: 'foreign'; readonly thing: ForeignThing }
  | { readonly id: StepId; readonly state: 'waits'; readonly for: readonly StepId[] };

export type Planned = Standing & { readonly facts: Facts | undefined };
export type Judged = Standing & { readonly claims: readonly Claim[] };

/** Looks at one step and remembers what it leaves behind. Changes nothing. */
export async function lookAt(ports: Ports, step: Step, gathered: Gathered): Promise<Standing> {
  const missing = missingNeeds(step, gathered);
  if (missing.length > 0) return { id: step.id, state: 'waits', for: missing };
  const finding = await step.look(contextFor(ports, step, gathered), ports.journal.answers(step.id));
  if (finding.state === 'foreign') return { id: step.id, state: 'foreign', thing: finding.thing };
  if (finding.state === 'done') gathered.set(step.id, finding.output);
  return { id: step.id, state: finding.state };
}

/** Looks at every step, in order. Changes nothing. */
export async function plan(ports: Ports, gathered: Gathered = new Map()): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  for (const step of ports.journey) {
    const standing = await lookAt(ports, step, gathered);
    planned.push({ ...standing, facts: standing.state === 'done' ? undefined : await factsOf(ports, step, gathered) });
  }
  return planned;
}

/** What differs from how the step left it, where the step can tell. */
export async function differencesOf(ports: Ports, id: StepId, gathered: Gathered): Promise<readonly Difference[]> {
  const step = ports.journey.find((one) => one.id === id);
  const told = await step?.differs?.(contextFor(ports, step, gathered), ports.journal.answers(id));
  return (told ?? []).filter(({ is, should }) => is !== should);
}

/** Looks at the steps asked for (all when none is named) and proves those that are done. Changes nothing. */
export async function check(ports: Ports, wanted?: StepId): Promise<readonly Judged[]> {
  const gathered: Gathered = new Map();
  const judged: Judged[] = [];
  for (const step of ports.journey) {
    const standing = await lookAt(ports, step, gathered);
    const asked = wanted === undefined || wanted === step.id;
    const output = gathered.get(step.id);
    const claims = asked && output !== undefined ? await step.prove(contextFor(ports, step, gathered), output) : [];
    if (asked) judged.push({ ...standing, claims });
    if (step.id === wanted) break;
  }
  return judged;
}

/** What a step would cost and take, or undefined while that cannot be known because its ground is missing. */
async function factsOf(ports: Ports, step: Step, gathered: Gathered): Promise<Facts | undefined> {
  if (missingNeeds(step, gathered).length === 0) return step.facts(contextFor(ports, step, gathered));
  try {
    return await step.facts(contextFor(ports, step, gathered));
  } catch (error) {
    // A step may need its ground's outputs to name a price; that is no failure of a plan.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
