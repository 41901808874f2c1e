import { UserError, type Outcome } from '../errors.ts';
import { callFaults, labBreak, labMend, standingFaults, type Break } from '../lab/faults/order.ts';
import { clean } from '../ui/clean.ts';
import type { Call, Surroundings } from './command-line.ts';
import { oneOf, type Flags } from './flags.ts';
import { toldToPeople } from './connect-lab.ts';
import { labFolder } from './folders.ts';
import { speaker } from './speaker.ts';

const kinds = [...callFaults, ...standingFaults];

/** `lab break <what>`: a fault on purpose, to see how the tools take it. */
export async function breakIt(call: Call, around: Surroundings): Promise<Outcome> {
  const { say } = speaker(call.flags, around);
  const { lab } = around.words.commands;
  const what = oneOf('<what>', call.word ?? '', kinds);
  const on = await toldToPeople(() => labBreak(labFolder(call.flags.labDir, around.env), faultOf(what, call.flags)));
  if (on === undefined) throw new UserError('nothing-to-break', [what, call.flags.on ?? ''], { outcome: 'wrongUse' });
  say.good(lab.broken(what, on === '*' ? '' : clean(on)));
  say.dim(lab.howToMend);
  say.event({ type: 'lab-break', what, on });
  return 'ok';
}

/** `lab mend`: all that was broken on purpose is whole again. */
export async function mend(call: Call, around: Surroundings): Promise<Outcome> {
  const { say } = speaker(call.flags, around);
  await toldToPeople(() => labMend(labFolder(call.flags.labDir, around.env)));
  say.good(around.words.commands.lab.mended);
  say.event({ type: 'lab-mend' });
  return 'ok';
}

function faultOf(what: Break['what'], { op, count, seconds, on }: Flags): Break {
  const time = seconds === undefined ? {} : { seconds };
  const standing = standingFaults.find((kind) => kind === what);
  if (standing !== undefined) return { what: standing, ...time, ...(on === undefined ? {} : { on }) };
  const strikes = { ...(op === undefined ? {} : { operation: op }), ...(count === undefined ? {} : { count }) };
  return { what: oneOf('<what>', what, callFaults), ...time, ...strikes };
}
