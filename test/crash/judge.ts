import type { Lab } from '../../src/lab/server.ts';
import { leftBy, takenInSilence } from './aloud.ts';
import { canonical, tally } from './canonical.ts';
import type { Golden } from './golden.ts';
import type { Stage } from './stage.ts';
import { startWizard, type Ended } from './wizard.ts';

export type Verdict = { readonly held: 'yes' | 'not-reached' } | { readonly held: 'no'; readonly why: string };

/** What runs of the wizard are tried on. */
export interface Trying {
  readonly stage: Stage;
  readonly root: string;
  /** For how many AWS seconds new things are invisible to reads. */
  readonly staleSeconds: number;
}

/** Where the last run begins, and what the whole way to its end must leave. */
export interface Start {
  /** The state of the lab, as the stage keeps it. */
  readonly from: string | undefined;
  readonly golden: Golden;
  /** How many effects there were before the segment began. */
  readonly before: number;
}

export interface Finished {
  /** What is not as it should be; empty when all is. */
  readonly why: string;
  /** What was written to the journal, in order. */
  readonly written: readonly string[];
}

/** Runs the segment to its end, and looks at what stands there. */
export async function finished({ stage, root }: Trying, lab: Lab, { golden, before }: Start): Promise<Finished> {
  const { segment } = golden;
  const left = segment.words[0] === 'setup' ? leftBy(stage.effects().slice(before)) : [];
  const last = await startWizard({ root, home: stage.home, connection: lab.connection }, segment.words).ended;
  const why = [
    ...takenInSilence(left, last.said).map((id) => `taken over without a word: ${id}`),
    ...unlike(golden, { last, state: await canonical(lab), tally: tally(stage.effects()) }),
  ];
  return { why: why.join('\n'), written: last.written };
}

/** How the last run ended, and what it left. */
interface Left extends Pick<Golden, 'state' | 'tally'> {
  readonly last: Ended;
}

/** What is not as the undisturbed walk ended and left it. */
export const unlike = (golden: Golden, { last: { code, said }, state, tally: everDone }: Left): string[] => [
  ...(code === 0 ? [] : [`the next run ends with ${code}:\n${said}`]),
  ...differences('state', golden.state, state),
  ...differences('ever done', golden.tally, everDone),
];

/** A kill that did not come to pass proves nothing, unless something is wrong all the same. */
export const verdictOn = (killed: boolean, { why }: Finished): Verdict => (why === '' ? { held: killed ? 'yes' : 'not-reached' } : { held: 'no', why });

/** Doors that were closed and not yet proved to be needless are opened again, and closed once more by the next run. */
export const exceptReopened = (lines: readonly string[]): string[] => lines.filter((line) => !/^ever done.*securityGroupRule/.test(line));

/** Of a text that a person reads: whether a stack or an error that nobody caught is in it. */
export const showsAStack = (said: string): string[] =>
  /^\s+at .*:\d+:\d+\)?$|Unhandled|Node\.js v\d/m.test(said) ? [`it shows a stack:\n${said.slice(-1_500)}`] : [];

/** What is there and should not be, and the other way round; empty when nothing differs. */
export function differences(what: string, expected: string, found: string): string[] {
  const [wanted, there] = [expected.split('\n'), found.split('\n')];
  const lacking = wanted.filter((line) => !there.includes(line)).map((line) => `${what}, lacking: ${line}`);
  const extra = there.filter((line) => !wanted.includes(line)).map((line) => `${what}, too much: ${line}`);
  const same = lacking.length === 0 && extra.length === 0 && expected !== found ? [`${what}: not as often as it should be there`] : [];
  return [...lacking, ...extra, ...same];
}
