import type { WireAnswer } from '../wire/answers.ts';

/** What can go wrong with a call, as a person types it. */
export const callFaults = [
  'throttle',
  'internal-error',
  'unavailable',
  'web-page',
  'no-answer',
  'answer-lost',
  'reset',
  'truncated',
  'slow',
  'access-denied',
  'expired-token',
  'unknown-code',
] as const;

/** What can go wrong with the cloud until it is mended. */
export const standingFaults = ['stale-reads', 'server', 'database'] as const;

export type CallFault = (typeof callFaults)[number];
export type StandingFault = (typeof standingFaults)[number];

/** How the answer leaves the lab, when not as it should. `never`: not at all; `reset`: the connection breaks; `half`: it stops in the middle. */
export type Delivery = 'never' | 'reset' | 'half';

export type Faulted = WireAnswer & { readonly delivery?: Delivery };

/** A call that is about to be done. */
export interface Call {
  readonly service: string;
  readonly action: string;
  readonly readOnly: boolean;
}

/** Which calls are struck. */
export interface Aim {
  /** `RunInstances`, or `ec2:RunInstances`; any call when left out. */
  readonly operation?: string;
  readonly kind?: 'reads' | 'changes';
  /** How many calls; 0: until it is mended. */
  readonly count?: number;
  /** Calls that pass before the first one struck. */
  readonly skip?: number;
}

export interface CallBreak extends Aim {
  readonly what: CallFault;
  /** For `slow`: AWS seconds. */
  readonly seconds?: number;
}

export interface StandingBreak {
  readonly what: StandingFault;
  /** For `stale-reads`: how many AWS seconds new things stay invisible. */
  readonly seconds?: number;
  /** For `server` and `database`: its id or its name; needed when there are several. */
  readonly on?: string;
}

export type Break = CallBreak | StandingBreak;

/** For tests in this process: `around` is given the call and may die before it, after it, or answer otherwise. */
export interface Around extends Aim {
  around(act: () => Promise<WireAnswer>, call: Call): Promise<Faulted>;
}

/** Does this aim mean this call? */
export function aimsAt({ operation, kind }: Aim, { service, action, readOnly }: Call): boolean {
  if (kind !== undefined && (kind === 'reads') !== readOnly) return false;
  return operation === undefined || operation === action || operation === `${service}:${action}`;
}
