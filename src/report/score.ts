import { UserError } from '../errors.ts';
import { risks, type RiskId, type Verdict } from './risks.ts';
import type { Scene } from './scene.ts';

/** One way to lose the blog, or a part of it, and whether it is covered. */
export interface Judged extends Verdict {
  readonly id: RiskId;
}

/** No percentage: the ways are not equally bad, and what was not looked at is not covered. */
export interface Told {
  readonly covered: number;
  readonly open: number;
  readonly unseen: number;
  readonly of: number;
  readonly risks: readonly Judged[];
}

/** Looks at every risk. One that cannot be looked at (no permission, no way in) is said to be so, never covered. */
export async function scoreOf(scene: Scene): Promise<Told> {
  const judged: Judged[] = [];
  for (const { id, look } of risks) judged.push({ id, ...(await orUnseen(() => look(scene))) });
  const count = (state: Verdict['state']) => judged.filter((one) => one.state === state).length;
  return { covered: count('covered'), open: count('open'), unseen: count('unseen'), of: judged.length, risks: judged };
}

async function orUnseen(look: () => Verdict | Promise<Verdict>): Promise<Verdict> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof UserError) return { state: 'unseen', seen: error.code };
    throw error;
  }
}
