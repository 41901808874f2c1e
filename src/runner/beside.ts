import type { StepContext, StepId } from '../step.ts';
import { contextFor, type Gathered, type Ports } from './ports.ts';
import { lookAt } from './survey.ts';

/** A step's context for work beside the journey (deleting has commands of its own); undefined while one of `needs` is not there. */
export async function besideJourney<Need extends StepId>(ports: Ports, id: StepId, needs: readonly Need[]): Promise<StepContext<Need> | undefined> {
  const gathered: Gathered = new Map();
  for (const step of ports.journey) if (needs.some((need) => need === step.id)) await lookAt(ports, step, gathered);
  const step = ports.journey.find((one) => one.id === id);
  return step === undefined || needs.some((need) => !gathered.has(need)) ? undefined : contextFor(ports, step, gathered);
}
