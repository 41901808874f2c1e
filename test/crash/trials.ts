import type { CallBreak, StandingBreak } from '../../src/lab/faults/fault.ts';
import { saysWhoIsAtWork } from './at-work.ts';
import type { Golden } from './golden.ts';

/** One fault at one place of a segment, and how the wizard must take it. */
export interface Trial {
  readonly label: string;
  readonly fault: Fault;
  /** The exit codes that are right. */
  readonly codes: readonly number[];
  /** Longest time in ms until it stops, where it must stop. */
  readonly withinMs?: number;
  /** The tag that says who is at work may be left; the next run takes it away. */
  readonly mayLeaveTag?: true;
}

/** What goes wrong: a call; the cloud, from this change on; or the disk under the journal from this write on. */
export type Fault = CallBreak | CloudBreak | { readonly diskFullAt: number };

export interface CloudBreak {
  readonly broken: StandingBreak;
  readonly fromChange: number;
  /** Real ms until it is mended; left out: when the run is over. */
  readonly forMs?: number;
  /** The answer to that change gets lost besides. */
  readonly answerLost?: true;
}

interface Manner extends Omit<CallBreak, 'operation' | 'kind' | 'skip'> {
  readonly codes: readonly number[];
  readonly withinMs?: number;
}

const passes = [0];
const stops = [1];
const noRight = { codes: [4], withinMs: 10_000 };

const manners: readonly Manner[] = [
  { what: 'throttle', codes: passes },
  { what: 'throttle', count: 5, codes: passes },
  { what: 'internal-error', codes: passes },
  { what: 'unavailable', codes: passes },
  { what: 'web-page', codes: passes },
  { what: 'no-answer', codes: passes },
  { what: 'answer-lost', codes: passes },
  { what: 'reset', codes: passes },
  { what: 'truncated', codes: passes },
  { what: 'slow', seconds: 2_000, codes: passes },
  { what: 'access-denied', ...noRight },
  { what: 'expired-token', ...noRight },
  { what: 'unknown-code', codes: stops },
];

const lag: StandingBreak = { what: 'stale-reads', seconds: 120 };
/** What waits for the dead server or database goes on when it is back; a proof that meets it dead is a stop. */
const livesOrStops = [0, 1];
/** Real ms. */
const deadFor = 3_000;

const cloudManners: readonly (Omit<CloudBreak, 'fromChange'> & { readonly label: string; readonly codes: readonly number[] })[] = [
  { label: 'reads that lag', broken: lag, codes: passes },
  { label: 'reads that lag and a lost answer', broken: lag, answerLost: true, codes: passes },
  { label: 'Web Server1 dies for a while', broken: { what: 'server', on: 'Web Server1' }, forMs: deadFor, codes: livesOrStops },
  { label: 'Web Server2 dies for a while', broken: { what: 'server', on: 'Web Server2' }, forMs: deadFor, codes: livesOrStops },
  { label: 'the database dies for a while', broken: { what: 'database' }, forMs: deadFor, codes: livesOrStops },
];

/** Every fault at every call that changes something, and those of a call at the first of every kind that reads. */
export function trialsOf(golden: Golden): readonly Trial[] {
  const reads = golden.calls.filter(({ changes }) => !changes).map(({ name }) => name);
  const reading = [...new Set(reads)].flatMap((operation) => {
    const trials = callTrials(operation, { kind: 'reads', operation });
    return operation === 'iam:ListAccountAliases' ? trials.map(withoutTheName) : trials;
  });
  return [...golden.changes.flatMap((_, index) => changeTrials(golden, index)), ...reading, ...fullDisks(golden.written)];
}

function changeTrials({ changes, state }: Golden, index: number): readonly Trial[] {
  const name = `${changes[index]} (${index + 1})`;
  const struck = callTrials(name, { kind: 'changes', skip: index });
  if (saysWhoIsAtWork(changes, index)) return struck.map(asideFromWork);
  // Nobody dies who is not there.
  const there = cloudManners.filter(({ broken }) => broken.on === undefined || state.includes(`Name=${broken.on}`));
  return [...struck, ...there.map(({ label, codes, ...fault }): Trial => ({ label: `${label} at ${name}`, fault: { ...fault, fromChange: index }, codes }))];
}

function callTrials(name: string, aim: Pick<CallBreak, 'operation' | 'kind' | 'skip'>): readonly Trial[] {
  return manners.map(({ codes, withinMs, ...manner }): Trial => ({
    label: `${manner.what}${manner.count === undefined ? '' : ` × ${manner.count}`} at ${name}`,
    fault: { ...manner, ...aim },
    codes,
    ...(withinMs === undefined ? {} : { withinMs }),
  }));
}

/** The account's alias is told where it can be had, and nothing waits for it. */
const withoutTheName = ({ label, fault }: Trial): Trial => ({ label, fault, codes: passes });

/** Who may not say that they are at work goes on without; keys that have expired end the work, unless it is over already. */
function asideFromWork({ withinMs: _any, ...trial }: Trial): Trial {
  return { ...trial, codes: trial.label.startsWith('expired-token') ? [0, 4] : [0], mayLeaveTag: true };
}

/** What is in the journal before the disk is full may have been sent, and nothing else. */
function fullDisks(written: readonly string[]): readonly Trial[] {
  return written.map((line, index) => ({
    label: `disk full at journal ${index + 1} "${line}"`,
    fault: { diskFullAt: index + 1 },
    codes: stops,
  }));
}
