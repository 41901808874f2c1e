import type { StepContext, StepId } from '../step.ts';
import { contextFor, groundOf, type Gathered, type Ports } from './ports.ts';
import { lookAt } from './survey.ts';

/** A step's context for work beside the journey (it has commands of its own); undefined while one of `needs`, or its ground, is not there. */
export async function besideJourney<Need extends StepId>(ports: Ports, id: StepId, needs: readonly Need[]): Promise<StepContext<Need> | undefined> {
  const gathered: Gathered = new Map();
  const wanted = new Set<StepId>(needs);
  for (const step of ports.journey) if (needs.some((need) => need === step.id)) for (const below of groundOf(ports.journey, step)) wanted.add(below);
  for (const step of ports.journey) if (wanted.has(step.id)) await lookAt(ports, step, gathered);
  const step = ports.journey.find((one) => one.id === id);
  return step === undefined || needs.some((need) => !gathered.has(need)) ? undefined : contextFor(ports, step, gathered);
}
