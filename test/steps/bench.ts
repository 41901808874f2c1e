import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll } from 'vitest';
import { createAws, type Aws } from '../../src/aws/clients.ts';
import { createBlogAccess, type BlogAccess } from '../../src/blog/access.ts';
import { systemClock, type Clock } from '../../src/clock.ts';
import { createJournal, noJournal, openJournal, type Journal } from '../../src/journal.ts';
import { journey } from '../../src/journey.ts';
import { tutorialNames } from '../../src/names.ts';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { run as walk, unnoticed, type Ports } from '../../src/runner.ts';
import { contextFor, type Gathered } from '../../src/runner/ports.ts';
import { lookAt } from '../../src/runner/survey.ts';
import type { Change, Finding, Run, Step, StepContext, StepId } from '../../src/step.ts';
import { en } from '../../src/ui/language/en.ts';
import type { Prompts } from '../../src/ui/prompts.ts';
import { defaultPrompts } from '../../src/ui/prompts-defaults.ts';
import { listeningSay, type HeardSay } from '../support/say.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** One blog in one lab, and a wizard that can be killed and begun again. */
export interface Bench {
  readonly lab: Lab;
  readonly run: Run;
  readonly say: HeardSay;
  /** What a person does beside the wizard, in the console or by CLI. */
  readonly hand: { readonly ec2: EC2Client; readonly elb: ElasticLoadBalancingV2Client; readonly rds: RDSClient };
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
  /** What this step is given, with the outputs of all that is done before it. */
  context(id: StepId): Promise<StepContext<StepId>>;
  finding(id: StepId): Promise<Finding<unknown>>;
  close(): Promise<void>;
}

export const stepNamed = (id: StepId): Step => {
  const step = (journey as readonly Step[]).find((one) => one.id === id);
  if (step === undefined) throw new Error(id);
  return step;
};

/** Where it begins, and what is walked; the base and the journey when it is not said. */
export interface Beginning {
  readonly empty: boolean;
  readonly steps: readonly Step[];
}

export async function openBench(dir: string, speed = 600, { empty, steps }: Beginning = { empty: false, steps: journey }): Promise<Bench> {
  const lab = await startLab({ dir, port: 0, speed, empty });
  const run: Run = { id: '0badcafe', account: lab.home.account, region: lab.connection.region };
  const say = listeningSay();
  const open: Wizard[] = [];
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return {
    lab,
    run,
    say,
    hand: { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config), rds: new RDSClient(config) },
    wizard(over = {}) {
      const made = wizardOf(lab, run, say, steps, over);
      open.push(made);
      return made;
    },
    async close() {
      for (const one of open) await one.close();
      await lab.close();
    },
  };
}

function wizardOf(lab: Lab, run: Run, say: HeardSay, steps: readonly Step[], over: WizardOptions): Wizard {
  const { endpoint, region, accessKeyId, secretAccessKey, keyPath, stateDir, speed } = lab.connection;
  const clock = mortalClock(systemClock(speed), over.dead);
  const controller = new AbortController();
  const { signal } = controller;
  const prompts = over.prompts ?? defaultPrompts(say, en);
  const aws = createAws({ region, endpoint, credentials: { accessKeyId, secretAccessKey }, clock, signal });
  const blog = createBlogAccess({ aws, prompts, say, words: en, clock, signal, stateDir, keyPath });
  const journal = watched(over.forgetful === true ? noJournal(run, clock) : journalIn(stateDir, run, endpoint, clock), over.around);
  const ports: Ports = {
    journey: steps,
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
    atWork: unnoticed,
    apiOnly: over.apiOnly ?? false,
    typed: { goOn: 'go on', sameAgain: 'same again' },
  };
  return {
    ports,
    aws,
    blog,
    stop: () => controller.abort(new Error('Ctrl-C')),
    walk: (selection) => walk(ports, selection),
    context: (id) => contextOf(ports, id),
    async finding(id) {
      aws.forget();
      return stepNamed(id).look(await contextOf(ports, id));
    },
    async close() {
      await blog.close();
      journal.close();
    },
  };
}

async function contextOf(ports: Ports, id: StepId): Promise<StepContext<StepId>> {
  const gathered: Gathered = new Map();
  for (const step of ports.journey) {
    if (step.id === id) break;
    await lookAt(ports, step, gathered);
  }
  return contextFor(ports, stepNamed(id), gathered);
}

/** A folder and a bench for all tests of a file. */
export function sharedBench(speed?: number): () => Bench {
  let bench: Bench | undefined;
  const dir = mkdtempSync(join(tmpdir(), 'steps-'));
  beforeAll(async () => {
    bench = await openBench(dir, speed);
  }, 60_000);
  afterAll(async () => {
    await bench?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return () => {
    if (bench === undefined) throw new Error('not open yet');
    return bench;
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
    course: (step) => journal.course(step),
    memory: (step) => journal.memory(step),
    change,
    note: (note) => journal.note(note),
    close: () => journal.close(),
  };
}
