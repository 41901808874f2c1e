import type { CallBreak } from '../../src/lab/faults/fault.ts';
import { announcedOnes, saysWhoIsAtWork } from './at-work.ts';
import { canonical, tally } from './canonical.ts';
import type { Golden } from './golden.ts';
import { differences, type Verdict } from './judge.ts';
import type { Stage } from './stage.ts';
import { startWizard } from './wizard.ts';

/** One fault at one call of a segment, and how the wizard must take it. */
export interface Trial {
  readonly label: string;
  /** What goes wrong: a call, or the disk under the journal from this write on. */
  readonly fault: CallBreak | { readonly diskFullAt: number; readonly announced: number };
  /** The exit codes that are right. */
  readonly codes: readonly number[];
  /** Longest time in ms until it stops, where it must stop. */
  readonly withinMs?: number;
  /** The tag that says who is at work may be left; the next run takes it away. */
  readonly mayLeaveTag?: true;
}

type Manner = Omit<CallBreak, 'operation' | 'kind' | 'skip'> & { readonly codes: readonly number[]; readonly withinMs?: number };

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

/** Every fault at every call that changes something, and at the first call of every kind that reads. */
export function trialsOf({ changes, reads, written }: Golden): readonly Trial[] {
  const at = (name: string, aim: Pick<CallBreak, 'operation' | 'kind' | 'skip'>) =>
    manners.map(({ codes, withinMs, ...manner }): Trial => ({
      label: `${manner.what}${manner.count === undefined ? '' : ` × ${manner.count}`} at ${name}`,
      fault: { ...manner, ...aim },
      codes,
      ...(withinMs === undefined ? {} : { withinMs }),
    }));
  const changing = changes.flatMap((name, skip) => {
    const trials = at(`${name} (${skip + 1})`, { kind: 'changes', skip });
    return saysWhoIsAtWork(changes, skip) ? trials.map(asideFromWork) : trials;
  });
  const reading = [...new Set(reads)].flatMap((operation) => {
    const trials = at(operation, { kind: 'reads', operation });
    return operation === 'iam:ListAccountAliases' ? trials.map(withoutTheName) : trials;
  });
  return [...changing, ...reading, ...fullDisks(written)];
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
    fault: { diskFullAt: index + 1, announced: written.slice(0, index).filter((one) => /^intent \S+ (ec2|elasticloadbalancing|rds):/.test(one)).length },
    codes: stops,
  }));
}

/** Walks a segment with this fault in it; where it stops, walks it again without. */
export async function tryTrial(stage: Stage, root: string, golden: Golden, { fault, codes, withinMs, mayLeaveTag }: Trial): Promise<Verdict> {
  const { segment } = golden;
  const lab = await stage.open(segment.after);
  try {
    const place = { root, home: stage.home, connection: lab.connection };
    const onDisk = 'diskFullAt' in fault;
    const all: string[] = [];
    if (onDisk) lab.faults.around({ kind: 'changes', count: 0, around: (act, { service, action }) => (all.push(`${service}:${action}`), act()) });
    else lab.faults.break(fault, []);
    const first = await startWizard(place, segment.words, onDisk ? { write: fault.diskFullAt, moment: 'full' } : undefined).ended;
    const sent = announcedOnes(all).length;
    // A server that a drill has stopped is started again, journal or not.
    const most = onDisk ? fault.announced + (segment.name === 'drill-web' ? 1 : 0) : sent;
    lab.faults.mend();
    // A proof that finds the cloud silent may count as not proved; that is a stop like others.
    const right = first.code !== null && codes.includes(first.code);
    const late = withinMs !== undefined && first.code !== 0 && first.ms > withinMs;
    const again = first.code === 0 && mayLeaveTag !== true ? first : await startWizard(place, segment.words).ended;
    const why = [
      ...(right ? [] : [`it ends with ${first.code} in place of ${codes.join(' or ')}:\n${first.said.slice(-1_500)}`]),
      ...(sent > most ? [`it sent ${sent} changes and had announced ${most}`] : []),
      ...(late ? [`it took ${Math.round(first.ms)} ms to stop`] : []),
      ...(/^\s+at .*:\d+:\d+\)?$/m.test(first.said) ? [`it shows a stack:\n${first.said.slice(-1_500)}`] : []),
      ...(again.code === 0 ? [] : [`the next run ends with ${again.code}:\n${again.said.slice(-1_500)}`]),
      ...differences('state', golden.state, await canonical(lab)),
      ...differences('ever done', golden.tally, tally(stage.effects())),
    ];
    return why.length === 0 ? { held: 'yes' } : { held: 'no', why: why.join('\n') };
  } finally {
    await lab.close();
  }
}
