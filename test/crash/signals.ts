import type { ChildProcess } from 'node:child_process';
import type { Lab } from '../../src/lab/server.ts';
import { atWorkKey } from '../../src/runner/at-work/value.ts';
import { setsRight } from './at-work.ts';
import { canonical, tally } from './canonical.ts';
import type { Golden } from './golden.ts';
import { exceptReopened, showsAStack, unlike, type Trying, type Verdict } from './judge.ts';
import { intentsIn, startWizard, type Ended, type JournalMoment } from './wizard.ts';

/** One moment at which the wizard is told to stop: while it waits for an answer, just after it got one, or at a write to its journal. */
export interface Ending {
  readonly label: string;
  readonly at: AtCall | JournalMoment;
}

interface AtCall {
  readonly call: number;
  readonly when: 'asked' | 'answered';
  readonly by: By;
  /** A second signal follows at once. */
  readonly twice: boolean;
}

/** Whoever closes a window takes both ends of the terminal away, and then the signal comes. */
const ways = ['SIGINT', 'SIGTERM', 'SIGHUP', 'window closed'] as const;
type By = (typeof ways)[number];
const moments = ['asked', 'answered'] as const;
// Five and not four, so that each way comes twice now and then.
const twiceEvery = 5;
/** A drill asks hundreds of times, and one time is as good as another. */
const mostReads = 40;
/** Two of a kind at the same instant would come as one. */
const apartMs = 40;
/** What was sent before it heard may arrive so much later. */
const underWayMs = 100;
const withinMs = 10_000;
const opensAgain = 'ec2:AuthorizeSecurityGroupIngress';

/** Every call that changes something and up to forty that read, each way and moment in turn, now and then twice; and every write to the journal. */
export function endingsOf({ calls, written }: Golden): readonly Ending[] {
  const stride = Math.ceil(calls.length / mostReads);
  const meant = calls.map((sent, call) => ({ ...sent, call })).filter(({ changes, call }) => changes || call % stride === 0);
  const atCalls = meant.map(({ name, call }, turn): Ending => {
    const at = { call, when: inTurn(moments, turn), by: inTurn(ways, turn >> 1), twice: turn % twiceEvery === twiceEvery - 1 };
    return { label: `${at.by}${at.twice ? ' twice' : ''}, ${name} (${call + 1}) ${at.when}`, at };
  });
  const inJournal = written.map((line, index): Ending => ({ label: `SIGINT, journal ${index + 1} "${line}"`, at: { write: index + 1, moment: 'signal' } }));
  return [...atCalls, ...inJournal];
}

const inTurn = <One>(row: readonly [One, ...One[]], index: number): One => row[index % row.length] ?? row[0];

/** Stops the wizard there, looks how it leaves, then lets it go on and looks what stands at the end. */
export async function tryEnding({ stage, root }: Trying, golden: Golden, { at }: Ending): Promise<Verdict> {
  const { segment } = golden;
  const lab = await stage.open(segment.after);
  try {
    const place = { root, home: stage.home, connection: lab.connection };
    const wizard = startWizard(place, segment.words, 'write' in at ? at : undefined);
    const told = 'write' in at ? { ms: () => 0, since: () => [] } : tellToStop(lab, wizard.child, at);
    const first = await wizard.ended;
    lab.faults.mend();
    const begun = 'write' in at ? intentsIn(first.written.slice(at.write)) : told.since(first.heardAt + underWayMs);
    const sent = 'write' in at ? begun : told.since(first.heardAt);
    const reopened = segment.name === 'web-firewall' && sent.includes(opensAgain);
    const left = faultsOf(
      first,
      at,
      lab,
      told.ms(),
      begun.filter((name) => !setsRight.test(name) && !(reopened && name === opensAgain)),
    );
    const last = first.code === 0 ? first : await startWizard(place, segment.words).ended;
    const wrong = unlike(golden, { last, state: await canonical(lab), tally: tally(stage.effects()) });
    const why = [...left, ...(reopened ? exceptReopened(wrong) : wrong)];
    if (why.length > 0) return { held: 'no', why: why.join('\n') };
    return { held: first.code === 0 ? 'not-reached' : 'yes' };
  } finally {
    await lab.close();
  }
}

interface Told {
  /** How long ago. */
  ms(): number;
  /** Changes that came after this moment, in ms of this machine's clock. */
  since(moment: number): readonly string[];
}

function tellToStop(lab: Lab, child: ChildProcess, { call, when, by, twice }: AtCall): Told {
  const changes: { readonly name: string; readonly at: number }[] = [];
  let [count, at] = [0, Infinity];
  const tell = () => {
    at = performance.now();
    if (by === 'window closed') for (const end of [child.stdout, child.stderr]) end?.destroy();
    const signal = by === 'window closed' ? 'SIGHUP' : by;
    child.kill(signal);
    if (twice) setTimeout(() => child.kill(signal), apartMs);
  };
  lab.faults.around({
    count: 0,
    around: async (act, { service, action, readOnly }) => {
      const mine = count === call;
      count += 1;
      if (!readOnly) changes.push({ name: `${service}:${action}`, at: Date.now() });
      if (mine && when === 'asked') {
        tell();
        await new Promise((resolve) => setTimeout(resolve, apartMs));
      }
      const answer = await act();
      if (mine && when === 'answered') setTimeout(tell, 1);
      return answer;
    },
  });
  return {
    ms: () => performance.now() - at,
    since: (moment) => changes.filter((change) => change.at > moment).map(({ name }) => name),
  };
}

/** How it left: the code, in time, with a word, with nothing begun and nothing left behind. */
function faultsOf({ code, said }: Ended, at: Ending['at'], lab: Lab, ms: number, since: readonly string[]): string[] {
  if (code === 0) return showsAStack(said);
  const [twice, unseen] = 'call' in at ? [at.twice, at.by === 'window closed'] : [false, false];
  return [
    // While it is going already, the second one may end it by itself.
    ...(code === 130 || (twice && code === null) ? [] : [`it ends with ${code} in place of 130:\n${said.slice(-1_500)}`]),
    ...(ms > withinMs ? [`it took ${Math.round(ms)} ms to stop`] : []),
    ...(twice || unseen || /To go on: |Stopped before anything was changed/.test(said) ? [] : [`it does not say how to go on:\n${said.slice(-1_500)}`]),
    ...(since.length > 0 ? [`it began: ${since.join(', ')}`] : []),
    ...(twice || !isAtWork(lab) ? [] : ['it leaves the tag that says who is at work']),
    ...showsAStack(said),
  ];
}

const isAtWork = (lab: Lab) =>
  lab.home
    .table('instance')
    .all()
    .some(({ Tags }) => Tags?.some(({ Key }) => Key === atWorkKey));
