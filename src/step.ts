import type { Aws } from './aws/clients.ts';
import type { BlogAccess } from './blog/access.ts';
import type { Clock } from './clock.ts';
import type { Names } from './names.ts';
import type { Prompts } from './ui/prompts.ts';
import type { Say } from './ui/say.ts';
import type { Words } from './ui/language/words.ts';

export interface Place {
  readonly subnetId: string;
  readonly zone: string;
}

/** What each finished step leaves behind: the one place it is declared. */
export interface Outputs {
  preflight: {
    readonly vpcId: string;
    /** The first is Web Server1's own; the second is in another availability zone. */
    readonly subnets: readonly [Place, Place];
    readonly server1: string;
    readonly webGroupId: string;
    readonly database: { readonly identifier: string; readonly resourceId: string };
  };
  'mark-server-1': { readonly shows: string };
  'create-image': { readonly imageId: string; readonly snapshotIds: readonly string[] };
  'launch-server-2': { readonly server2: string };
  'mark-server-2': { readonly shows: string };
  'balancer-firewall': { readonly balancerGroupId: string };
  'target-group': { readonly targetGroupArn: string };
  'load-balancer': { readonly loadBalancerArn: string; readonly listenerArn: string; readonly dnsName: string };
  'site-address': { readonly address: string };
  'web-firewall': { readonly closed: readonly string[] };
  'drill-web': Measured;
  'multi-az': { readonly primaryZone: string; readonly secondaryZone: string };
  'drill-database': Measured;
  finish: { readonly stillBilling: readonly Billing[] };

  // What `prepare` builds: the ground on which the journey begins.
  vpc: { readonly vpcId: string };
  subnets: { readonly public: readonly [Place, Place]; readonly private: readonly [Place, Place] };
  'internet-gateway': { readonly gatewayId: string; readonly routeTableId: string };
  'key-pair': { readonly keyName: string };
  'security-groups': { readonly webGroupId: string; readonly databaseGroupId: string };
  database: { readonly identifier: string; readonly resourceId: string; readonly host: string };
  'server-1': { readonly server1: string };
  wordpress: { readonly address: string };
}

/** A drill's figures; times in ms. */
export interface Measured {
  readonly sent: number;
  readonly failed: number;
  readonly longestGapMs: number;
  readonly at: string;
}

export interface Billing {
  readonly thing: string;
  readonly id: string;
  readonly usdPerMonth: number;
}

export type StepId = keyof Outputs;

/** Something found in the cloud that has the name a step would use, but not this run's tags. */
export interface ForeignThing {
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  /** The run that its tags name, where a run's own tags are what makes a thing ours; undefined: none. */
  readonly run?: string | undefined;
  /** What about it differs from what the step would make; empty: it would serve as it is. */
  readonly differences: readonly string[];
}

/** One thing that is no longer as the step left it: its name, the value it has now and the one it should have. */
export interface Difference {
  readonly what: string;
  readonly is: string;
  readonly should: string;
}

export type Finding<Output> =
  | { readonly state: 'done'; readonly output: Output }
  | { readonly state: 'todo' }
  | { readonly state: 'foreign'; readonly thing: ForeignThing };

/** One thing observed from outside. `unseen`: it could not be looked at from here (`--api-only`). */
export interface Claim {
  readonly claim: string;
  readonly held: 'yes' | 'no' | 'unseen';
  readonly seen: string;
}

/** How to do the step without us: console moves in words, and the commands to paste. */
export interface ByHand {
  readonly clicks: readonly string[];
  readonly commands: readonly string[];
}

/** What a person is told before they say yes. Times in ms, money in USD a month (negative: it ends a cost). */
export interface Facts {
  readonly usualMs: number;
  readonly usdPerMonth: number;
}

export interface Run {
  readonly id: string;
  readonly account: string;
  readonly region: string;
}

export interface Intent {
  readonly op: string;
  readonly params: unknown;
  /** Goes out even after Ctrl-C: only for putting right what must not stay as it is (a stopped server). */
  readonly evenWhenStopping?: boolean;
}

/** An intent on disk (fsync) before `act`, its result after; refuses to begin once `signal` is aborted. */
export interface Change {
  <Result>(intent: Intent, act: () => Promise<Result>): Promise<Result>;
}

/** This step's own lines in the journal: a hint and a safety net, never the truth. */
export interface StepMemory {
  /** The newest value kept under `key`, or undefined. */
  recall(key: string): unknown;
  /** On disk (fsync) when it resolves. Never pass a secret. */
  keep(key: string, value: unknown): Promise<void>;
  /** Intents of `op` that were written and, where known, how each ended; oldest first. */
  intents(op: string): readonly { readonly params: unknown; readonly at: string; readonly ended: 'ok' | 'failed' | 'unknown' }[];
}

export interface StepContext<Need extends StepId = never> {
  readonly run: Run;
  readonly names: Names;
  readonly aws: Aws;
  readonly blog: BlogAccess;
  readonly change: Change;
  readonly memory: StepMemory;
  readonly outputs: Readonly<Pick<Outputs, Need>>;
  readonly prompts: Prompts;
  readonly say: Say;
  readonly words: Words;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Only the AWS API can be reached: no HTTP, SSH or SQL. */
  readonly apiOnly: boolean;
}

export interface Step<Id extends StepId = StepId, Need extends StepId = StepId, Answers = unknown> {
  readonly id: Id;
  readonly needs: readonly Need[];
  /** What its undo reads of the others; all its needs when left out. Less is better: a broken thing must still be taken down. */
  readonly undoNeeds?: readonly Need[];
  /** `blog`: its change needs SSH or SQL, so `--api-only` leaves it to the person. */
  readonly through: 'api' | 'blog';
  /** Going on without it is sound. */
  readonly skippable: boolean;
  facts(ctx: StepContext<Need>): Promise<Facts>;
  /** Questions only; changes nothing. Answers are JSON and never secret. */
  ask(ctx: StepContext<Need>): Promise<Answers>;
  /** Read-only: is the WHOLE end state there? From tags, names and settings, not from the journal. */
  look(ctx: StepContext<Need>, answers?: Answers): Promise<Finding<Outputs[Id]>>;
  /** Read-only, asked only when a step that was done is so no longer: the values that may differ, for a person; those that do not are not shown. */
  differs?(ctx: StepContext<Need>, answers?: Answers): Promise<readonly Difference[]>;
  /** Converges from any partial state. */
  change(ctx: StepContext<Need>, answers: Answers): Promise<void>;
  /** After the person said yes: make a foreign thing that fits this run's (tags it adopted; never deleted by us). */
  adopt?(ctx: StepContext<Need>, thing: ForeignThing): Promise<void>;
  prove(ctx: StepContext<Need>, output: Outputs[Id]): Promise<readonly Claim[]>;
  /** Twice is fine. Leaves foreign and adopted things alone. */
  undo(ctx: StepContext<Need>): Promise<void>;
  byHand(ctx: StepContext<Need>, answers?: Answers): Promise<ByHand>;
}

/** Fixes a step's types and nothing else. */
export function defineStep<Id extends StepId, Need extends StepId, Answers>(step: Step<Id, Need, Answers>): Step<Id, Need, Answers> {
  return step;
}
