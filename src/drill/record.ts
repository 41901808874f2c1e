import type { StepMemory } from '../step.ts';
import type { DrillResult } from './result.ts';

/** Whatever hands out the steps' own lines: the journal. */
interface Shelves {
  memory(step: 'drill-web' | 'drill-database'): StepMemory;
}

// A zone drill stops a server first of all, so what it finds stands with the web drill's.
const shelves = ['drill-web', 'drill-database'] as const;
const keyOf = (number: number) => `drill ${number}`;

/** Puts a finished drill into the run's journal, on disk (fsync) when it resolves. `memory` is that of `drill-web` (web, zone) or `drill-database`. */
export async function keepDrill(memory: StepMemory, result: DrillResult): Promise<void> {
  await memory.keep(keyOf(numbered(memory).length + 1), result);
}

/** Every drill of this run that its journal knows, oldest first; none without the journal, where only the tags' summary is left. */
export function drillsOf(journal: Shelves): readonly DrillResult[] {
  return shelves.flatMap((shelf) => numbered(journal.memory(shelf))).toSorted((a, b) => a.at.localeCompare(b.at));
}

function numbered(memory: StepMemory): readonly DrillResult[] {
  const found: DrillResult[] = [];
  for (;;) {
    const kept = memory.recall(keyOf(found.length + 1));
    if (!isResult(kept)) return found;
    found.push(kept);
  }
}

// The journal's checksum says that this is what keepDrill wrote; these members tell it from another version's.
const isResult = (kept: unknown): kept is DrillResult =>
  typeof kept === 'object' && kept !== null && 'drill' in kept && 'at' in kept && 'asked' in kept && Array.isArray(kept.asked);
