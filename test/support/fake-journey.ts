import { createAws } from '../../src/aws/clients.ts';
import { createBlogAccess } from '../../src/blog/access.ts';
import { systemClock } from '../../src/clock.ts';
import { createJournal, openJournal, type Journal } from '../../src/journal.ts';
import { tutorialNames } from '../../src/names.ts';
import { unnoticed, type Ports } from '../../src/runner.ts';
import type { Claim, ForeignThing, Outputs, Run, Step, StepContext, StepId } from '../../src/step.ts';
import { en } from '../../src/ui/language/en.ts';
import type { Prompts } from '../../src/ui/prompts.ts';
import { listeningSay, type HeardSay } from './say.ts';

/** A cloud that is a list of what is done, and what was asked of it. */
export interface FakeCloud {
  readonly done: Set<StepId>;
  readonly foreign: Map<StepId, ForeignThing>;
  /** `change create-image`, `undo …`, `look …`, in order. */
  readonly acts: string[];
}

export function emptyCloud(): FakeCloud {
  return { done: new Set(), foreign: new Map(), acts: [] };
}

interface Overrides {
  readonly needs?: readonly StepId[];
  readonly skippable?: boolean;
  readonly through?: Step['through'];
  readonly claims?: readonly Claim[];
  readonly adoptable?: boolean;
  ask?(ctx: StepContext<StepId>): Promise<unknown>;
  change?(ctx: StepContext<StepId>, answers: unknown): Promise<void>;
}

/** A step that only marks itself done in the fake cloud; its output is its own id. */
export function fakeStep(cloud: FakeCloud, id: StepId, over: Overrides = {}): Step {
  // The runner never reads an output; it hands it on. A mark to be found again is enough.
  const output = { made: id } as unknown as Outputs[StepId];
  return {
    id,
    needs: over.needs ?? [],
    through: over.through ?? 'api',
    skippable: over.skippable ?? false,
    facts: async () => ({ usualMs: 60_000, usdPerMonth: 1.5 }),
    ask: over.ask ?? (async () => null),
    async look() {
      cloud.acts.push(`look ${id}`);
      const thing = cloud.foreign.get(id);
      if (thing !== undefined) return { state: 'foreign', thing };
      return cloud.done.has(id) ? { state: 'done', output } : { state: 'todo' };
    },
    async change(ctx, answers) {
      cloud.acts.push(`change ${id}`);
      if (over.change !== undefined) return over.change(ctx, answers);
      await ctx.change({ op: `fake:${id}`, params: {} }, async () => void cloud.done.add(id));
    },
    ...(over.adoptable === true
      ? {
          async adopt() {
            cloud.acts.push(`adopt ${id}`);
            cloud.foreign.delete(id);
            cloud.done.add(id);
          },
        }
      : {}),
    prove: async () => over.claims ?? [{ claim: `${id} holds`, held: 'yes', seen: 'so' }],
    async undo() {
      cloud.acts.push(`undo ${id}`);
      cloud.done.delete(id);
    },
    byHand: async () => ({ clicks: [`click for ${id}`], commands: [`aws do ${id}`] }),
  };
}

export const fakeRun: Run = { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' };

interface Bench {
  readonly ports: Ports;
  readonly say: HeardSay;
  readonly journal: Journal;
  /** Ctrl-C. */
  readonly stop: () => void;
}

/** The real runner's ports around a fake journey, with a real journal in `stateDir`. */
export function benchFor(stateDir: string, journey: readonly Step[], prompts: Prompts, over: Partial<Ports> & { readonly again?: boolean } = {}): Bench {
  const { again = false, ...ports } = over;
  const clock = systemClock(60);
  const place = { stateDir, run: fakeRun, endpoint: undefined, clock };
  const journal = again ? openJournal(place) : createJournal({ ...place, tool: 'test' });
  const say = listeningSay();
  const controller = new AbortController();
  const { signal } = controller;
  const aws = createAws({ region: fakeRun.region, clock, signal });
  const common = { aws, prompts, say, words: en, clock, signal };
  return {
    say,
    journal,
    stop: () => controller.abort(new Error('stop')),
    ports: {
      ...common,
      journey,
      run: fakeRun,
      names: tutorialNames(),
      blog: createBlogAccess(common),
      journal,
      language: 'en',
      atWork: unnoticed,
      apiOnly: false,
      typed: { goOn: 'npx redundant-blog setup', sameAgain: 'npx redundant-blog setup --yes' },
      ...ports,
    },
  };
}
