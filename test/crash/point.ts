import type { Lab } from '../../src/lab/server.ts';
import { changesOf, pointsOf, watch, type Golden, type Point } from './golden.ts';
import { finished, verdictOn, type Start, type Trying, type Verdict } from './judge.ts';
import { startWizard, type Ended } from './wizard.ts';

/** The wizard was killed once. */
export interface Cut {
  /** Of the next run, left in peace. */
  readonly verdict: Verdict;
  /** Every point at which that run could have been cut off in its turn. */
  readonly points: readonly Point[];
  /** Kills the next run there, and judges what a third one leaves. */
  again(second: Point): Promise<Verdict>;
}

/** Kills the wizard at this point, then runs it again undisturbed and judges what stands. */
export async function tryPoint(trying: Trying, golden: Golden, point: Point): Promise<Verdict> {
  return tryFrom(trying, { from: golden.segment.after, golden }, point);
}

/** Kills the wizard at this point and keeps what stands then: as often as asked, the next run begins there. */
export async function cutAt(trying: Trying, golden: Golden, point: Point): Promise<Cut> {
  const { stage } = trying;
  const opened = await openAt(trying, golden.segment.after);
  const start: Start = { from: 'cut', golden, before: stage.effects().length };
  const { killed } = await killedAt(trying, opened, golden, point).finally(() => opened.close());
  stage.copy('cut');
  const lab = await openAt(trying, start.from);
  const calls = watch(lab);
  try {
    const end = await finished(trying, lab, start);
    return {
      verdict: verdictOn(killed, end),
      points: pointsOf(golden.segment, changesOf(calls), end.written),
      again: (second) => tryFrom(trying, start, second),
    };
  } finally {
    await lab.close();
  }
}

async function tryFrom(trying: Trying, start: Omit<Start, 'before'> & Partial<Start>, point: Point): Promise<Verdict> {
  const lab = await openAt(trying, start.from);
  const { before = trying.stage.effects().length } = start;
  try {
    const { killed } = await killedAt(trying, lab, start.golden, point);
    settle(lab, trying.staleSeconds);
    return verdictOn(killed, await finished(trying, lab, { ...start, before }));
  } finally {
    await lab.close();
  }
}

async function openAt({ stage, staleSeconds }: Trying, from: string | undefined): Promise<Lab> {
  const lab = await stage.open(from);
  settle(lab, staleSeconds);
  return lab;
}

function settle(lab: Lab, staleSeconds: number): void {
  lab.faults.mend();
  if (staleSeconds > 0) lab.faults.break({ what: 'stale-reads', seconds: staleSeconds }, []);
}

function killedAt({ stage, root }: Trying, lab: Lab, { segment }: Golden, point: Point): Promise<Ended> {
  const place = { root, home: stage.home, connection: lab.connection };
  if (point.by === 'journal') return startWizard(place, segment.words, point.at).ended;
  const { child, ended } = startWizard(place, segment.words);
  lab.faults.around({
    kind: 'changes',
    skip: point.change,
    around: async (act) => {
      const answer = point.when === 'after' ? await act() : { status: 500, contentType: 'text/plain', body: '' };
      child.kill('SIGKILL');
      await ended;
      return { ...answer, delivery: 'never' };
    },
  });
  return ended;
}
