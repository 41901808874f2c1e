import { createAws, type Aws } from '../../src/aws/clients.ts';
import { createBlogAccess, type BlogAccess } from '../../src/blog/access.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { createJournal, noJournal, openJournal, type Journal } from '../../src/journal.ts';
import { journey } from '../../src/journey.ts';
import { tutorialNames } from '../../src/names.ts';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { run as walk, type Ports } from '../../src/runner.ts';
import type { Change, Run, Step, StepId } from '../../src/step.ts';
import { en } from '../../src/ui/language/en.ts';
import type { Prompts } from '../../src/ui/prompts.ts';
import { defaultPrompts } from '../../src/ui/prompts-defaults.ts';
import { listeningSay, type HeardSay } from '../support/say.ts';

/** One blog in one lab, and a wizard that can be killed and begun again. */
export interface Bench {
  readonly lab: Lab;
  readonly run: Run;
  readonly say: HeardSay;
  /** A wizard as it would be after its process began anew; `forgetful`: on a machine without the journal. */
  wizard(over?: WizardOptions): Wizard;
  close(): Promise<void>;
}

export interface WizardOptions {
  readonly prompts?: Prompts;
  readonly prefix?: string;
  readonly apiOnly?: boolean;
  readonly forgetful?: boolean;
  /** Once aborted, no sleeper wakes: what a killed process would do. */
  readonly dead?: AbortSignal;
  /** Sees each change; may throw in place of it, or after it. */
  readonly around?: (intent: { readonly op: string; readonly params: unknown }, act: () => Promise<unknown>) => Promise<unknown>;
}

export interface Wizard {
  readonly ports: Ports;
  readonly aws: Aws;
  readonly blog: BlogAccess;
  readonly stop: () => void;
  walk(only?: { readonly from?: StepId; readonly until?: StepId; readonly only?: StepId }): Promise<string>;
  close(): Promise<void>;
}

export const stepNamed = (id: StepId): Step => {
  const step = (journey as readonly Step[]).find((one) => one.id === id);
  if (step === undefined) throw new Error(id);
  return step;
};

export async function openBench(dir: string, speed = 600): Promise<Bench> {
  const lab = await startLab({ dir, port: 0, speed });
  const run: Run = { id: '0badcafe', account: lab.home.account, region: lab.connection.region };
  const say = listeningSay();
  const open: Wizard[] = [];
  return {
    lab,
    run,
    say,
    wizard(over = {}) {
      const made = wizardOf(lab, run, say, over);
      open.push(made);
      return made;
    },
    async close() {
      for (const one of open) await one.close();
      await lab.close();
    },
  };
}

function wizardOf(lab: Lab, run: Run, say: HeardSay, over: WizardOptions): Wizard {
  const { endpoint, region, accessKeyId, secretAccessKey, keyPath, stateDir, speed } = lab.connection;
  const clock = mortalClock(systemClock(speed), over.dead);
  const controller = new AbortController();
  const { signal } = controller;
  const prompts = over.prompts ?? defaultPrompts(say, en);
  const aws = createAws({ region, endpoint, credentials: { accessKeyId, secretAccessKey }, clock, signal });
  const blog = createBlogAccess({ aws, prompts, say, words: en, clock, signal, stateDir, keyPath });
  const journal = watched(over.forgetful === true ? noJournal(run, clock) : journalIn(stateDir, run, endpoint, clock), over.around);
  const ports: Ports = {
    journey,
    run,
    names: tutorialNames(over.prefix ?? ''),
    aws,
    blog,
    journal,
    prompts,
    say,
    words: en,
    language: 'en',
    clock,
    signal,
    apiOnly: over.apiOnly ?? false,
    typed: { goOn: 'go on', sameAgain: 'same again' },
  };
  return {
    ports,
    aws,
    blog,
    stop: () => controller.abort(new Error('Ctrl-C')),
    walk: (selection) => walk(ports, selection),
    async close() {
      await blog.close();
      journal.close();
    },
  };
}

function mortalClock(clock: Clock, dead: AbortSignal | undefined): Clock {
  if (dead === undefined) return clock;
  return { ...clock, sleep: async (ms, signal) => (await clock.sleep(ms, signal), dead.aborted ? never : undefined) };
}

const never = new Promise<never>(() => undefined);

function journalIn(stateDir: string, run: Run, endpoint: string, clock: Clock): Journal {
  const place = { stateDir, run, endpoint, clock };
  try {
    return openJournal(place);
  } catch {
    return createJournal({ ...place, tool: 'test' });
  }
}

function watched(journal: Journal, around: WizardOptions['around']): Journal {
  if (around === undefined) return journal;
  const change: Journal['change'] = (step, signal) => {
    const real = journal.change(step, signal);
    const watching: Change = async (intent, act) => real(intent, () => around(intent, act) as ReturnType<typeof act>);
    return watching;
  };
  return {
    run: journal.run,
    path: journal.path,
    torn: journal.torn,
    get underWay() {
      return journal.underWay;
    },
    get closed() {
      return journal.closed;
    },
    answers: (step) => journal.answers(step),
    output: (step) => journal.output(step),
    memory: (step) => journal.memory(step),
    change,
    note: (note) => journal.note(note),
    close: () => journal.close(),
  };
}
