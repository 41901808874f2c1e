import type { Lab } from '../../src/lab/server.ts';
import { leftBy, takenInSilence } from './aloud.ts';
import { canonical, tally } from './canonical.ts';
import type { Golden, Point } from './golden.ts';
import type { Stage } from './stage.ts';
import { startWizard, type Ended } from './wizard.ts';

export type Verdict = { readonly held: 'yes' | 'not-reached' } | { readonly held: 'no'; readonly why: string };

/** Kills the wizard at these points, one run each, then runs it again undisturbed and judges what stands. */
export async function tryPoints(stage: Stage, root: string, golden: Golden, points: readonly Point[], staleSeconds = 0): Promise<Verdict> {
  const { segment } = golden;
  const lab = await stage.open(segment.after);
  const before = stage.effects().length;
  try {
    let reached = 0;
    const settle = () => {
      lab.faults.mend();
      if (staleSeconds > 0) lab.faults.break({ what: 'stale-reads', seconds: staleSeconds }, []);
    };
    for (const point of points) {
      settle();
      if ((await killedAt(stage, root, lab, golden, point)).killed) reached += 1;
    }
    settle();
    const left = segment.words[0] === 'setup' ? leftBy(stage.effects().slice(before)) : [];
    const { code, said } = await startWizard({ root, home: stage.home, connection: lab.connection }, segment.words).ended;
    const why = [
      ...(code === 0 ? [] : [`the next run ends with ${code}:\n${said}`]),
      ...takenInSilence(left, said).map((id) => `taken over without a word: ${id}\n${said}`),
      ...differences('state', golden.state, await canonical(lab)),
      ...differences('ever done', golden.tally, tally(stage.effects())),
    ];
    if (why.length > 0) return { held: 'no', why: why.join('\n') };
    return { held: reached === points.length ? 'yes' : 'not-reached' };
  } finally {
    await lab.close();
  }
}

function killedAt(stage: Stage, root: string, lab: Lab, { segment }: Golden, point: Point): Promise<Ended> {
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

/** What is there and should not be, and the other way round; empty when nothing differs. */
export function differences(what: string, expected: string, found: string): string[] {
  const [wanted, there] = [expected.split('\n'), found.split('\n')];
  const lacking = wanted.filter((line) => !there.includes(line)).map((line) => `${what}, lacking: ${line}`);
  const extra = there.filter((line) => !wanted.includes(line)).map((line) => `${what}, too much: ${line}`);
  const same = lacking.length === 0 && extra.length === 0 && expected !== found ? [`${what}: not as often as it should be there`] : [];
  return [...lacking, ...extra, ...same];
}
