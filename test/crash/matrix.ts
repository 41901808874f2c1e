import type { Lab } from '../../src/lab/server.ts';
import { realChanges, setsRight } from './at-work.ts';
import { canonical, tally } from './canonical.ts';
import type { Golden } from './golden.ts';
import { exceptReopened, showsAStack, unlike, type Trying, type Verdict } from './judge.ts';
import type { CloudBreak, Fault, Trial } from './trials.ts';
import { intentsIn, startWizard } from './wizard.ts';

/** Walks a segment with this fault in it; where it stops, walks it again without. */
export async function tryTrial({ stage, root }: Trying, golden: Golden, { fault, codes, withinMs, mayLeaveTag }: Trial): Promise<Verdict> {
  const { segment } = golden;
  const lab = await stage.open(segment.after);
  try {
    const place = { root, home: stage.home, connection: lab.connection };
    const onDisk = 'diskFullAt' in fault;
    let struckAt = Infinity;
    arm(lab, fault, () => (struckAt = Math.min(struckAt, performance.now())));
    const before = stage.effects().length;
    const first = await startWizard(place, segment.words, onDisk ? { write: fault.diskFullAt, moment: 'full' } : undefined).ended;
    const stoppedAfterMs = performance.now() - struckAt;
    const done = realChanges(stage.effects().slice(before)).map(({ operation }) => operation);
    // What has to be put right is put right, journal or not.
    const begun = done.filter((operation) => !setsRight.test(operation));
    const announced = intentsIn(first.written).filter((operation) => /^(ec2|elasticloadbalancing|rds):/.test(operation) && !setsRight.test(operation));
    const unannounced = onDisk && begun.length > announced.length;
    mend(lab);
    // A proof that finds the cloud silent may count as not proved; that is a stop like others.
    const right = first.code !== null && codes.includes(first.code);
    const late = withinMs !== undefined && first.code !== 0 && stoppedAfterMs > withinMs;
    const last = first.code === 0 && mayLeaveTag !== true ? first : await startWizard(place, segment.words).ended;
    const dead = 'forMs' in fault;
    const wrong = unlike(golden, { last, state: await standing(lab, golden.state, dead ? recovering : 0), tally: tally(stage.effects()) });
    const reopened = dead && first.code !== 0 && segment.name === 'web-firewall';
    const why = [
      ...(right ? [] : [`it ends with ${first.code} in place of ${codes.join(' or ')}:\n${first.said.slice(-1_500)}`]),
      ...(unannounced ? [`it wrote ${first.written.join(', ')} and did ${done.join(', ')}`] : []),
      ...(late ? [`it took ${Math.round(stoppedAfterMs)} ms to stop`] : []),
      ...showsAStack(first.said),
      ...(reopened ? exceptReopened(wrong) : wrong),
    ];
    // What takes another time on a busy machine may write another line less.
    if (onDisk && first.code === 0 && first.written.length < fault.diskFullAt && wrong.length === 0) return { held: 'not-reached' };
    return why.length === 0 ? { held: 'yes' } : { held: 'no', why: why.join('\n') };
  } finally {
    await lab.close();
  }
}

const recovering = 20;
const everyMs = 500;

/** Who was dead gets readers again when the balancer has looked a few times; nobody else needs more than one look. */
async function standing(lab: Lab, wanted: string, looks: number): Promise<string> {
  const state = await canonical(lab);
  if (state === wanted || looks === 0) return state;
  await new Promise((resolve) => setTimeout(resolve, everyMs));
  return standing(lab, wanted, looks - 1);
}

function arm(lab: Lab, fault: Fault, struck: () => void): void {
  if ('diskFullAt' in fault) return;
  if ('broken' in fault) breakFrom(lab, fault);
  else lab.faults.break(fault, [], struck);
}

function breakFrom(lab: Lab, { broken, fromChange, forMs, answerLost }: CloudBreak): void {
  lab.faults.around({
    kind: 'changes',
    skip: fromChange,
    around: async (act) => {
      lab.faults.break(broken, lab.worlds.all());
      followed(lab);
      if (forMs !== undefined) setTimeout(() => mend(lab), forMs).unref();
      const answer = await act();
      return answerLost === true ? { ...answer, delivery: 'never' } : answer;
    },
  });
}

function mend(lab: Lab): void {
  lab.faults.mend();
  followed(lab);
}

function followed(lab: Lab): void {
  for (const world of lab.worlds.all()) world.reality.follow(world);
}
