import type { Outcome } from '../errors.ts';
import { check as judge, tellClaims, tellForeign, toldBy, type Judged, type Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';
import type { Call, Surroundings } from './command-line.ts';
import { inSession, type Session } from './session.ts';
import { preparationIds, stepIdIn, stepIds } from './step-ids.ts';
import { wayOf } from './ways.ts';

/** Judges one step, or all: exit 0 when what was asked about is done and proved. Changes nothing. */
export async function check(call: Call, around: Surroundings): Promise<Outcome> {
  const wanted = call.word === undefined ? undefined : stepIdIn('check', call.word, call.flags.prepare ? preparationIds : stepIds);
  const look = async ({ ports }: Session): Promise<Outcome> => {
    const judged = await judge(ports, wanted);
    for (const one of judged) tell(one, ports);
    const all = judged.every(holds);
    const { say, words } = ports;
    if (wanted === undefined) say.line(all ? words.commands.check.allHold : words.commands.check.notAll);
    return all ? 'ok' : 'failed';
  };
  return inSession('read', call, around, look, wayOf(call.flags));
}

const holds = ({ state, claims }: Judged) => state === 'done' && claims.every(({ held }) => held !== 'no');

function tell(judged: Judged, ports: Ports): void {
  const { say, words } = ports;
  const { check: told } = words.commands;
  const { title } = toldBy(words, judged.id);
  const claims = judged.claims.map(({ seen, ...claim }) => ({ ...claim, seen: clean(seen) }));
  say.event({ type: 'step', id: judged.id, state: judged.state, holds: holds(judged), claims });
  switch (judged.state) {
    case 'done':
      if (holds(judged)) say.good(told.holds(title));
      else say.bad(told.unproved(title));
      return tellClaims(ports, judged.claims);
    case 'waits':
      return say.warn(told.waits(title, judged.for.map((need) => toldBy(words, need).title).join(', ')));
    case 'foreign':
      return tellForeign(ports, judged.thing);
    case 'todo':
      return say.warn(told.todo(title));
  }
}
