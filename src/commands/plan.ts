import type { Outcome } from '../errors.ts';
import { monthly, plan as planAll, toldBy, usualTime, type Planned, type Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';
import type { Call, Surroundings } from './command-line.ts';
import { inSession, type Session } from './session.ts';
import { wayOf } from './ways.ts';

/** What setup would do, and what each step costs and takes. Changes nothing. */
export function plan(call: Call, around: Surroundings): Promise<Outcome> {
  const look = async ({ ports }: Session): Promise<Outcome> => {
    const { say, words, typed } = ports;
    const planned = await planAll(ports);
    const open = planned.filter(({ state }) => state !== 'done');
    say.heading(words.commands.plan.title);
    for (const one of planned) tell(one, ports);
    const usd = open.reduce((sum, { facts }) => sum + (facts?.usdPerMonth ?? 0), 0);
    say.event({ type: 'plan', open: open.map(({ id }) => id), usdPerMonth: usd });
    say.line(open.length === 0 ? words.commands.plan.nothing : words.commands.plan.total(monthly(ports, usd)));
    if (open.length > 0) say.line(words.commands.plan.go(typed.goOn));
    return 'ok';
  };
  return inSession('read', call, around, look, wayOf(call.flags));
}

function tell(planned: Planned, ports: Ports): void {
  const { id, state, facts } = planned;
  const { say, words } = ports;
  const { title, changes, readers } = toldBy(words, id);
  say.event({ type: 'step', id, state, ...facts });
  const headline = `${title}: ${stateIn(planned, ports)}`;
  if (state === 'done') return say.good(headline);
  say.line(`\n${headline}`);
  say.dim(`  ${words.runner.changes}: ${changes}`);
  say.dim(`  ${words.runner.readers}: ${readers}`);
  if (facts) say.dim(`  ${words.runner.time}: ${usualTime(ports, facts.usualMs)}; ${words.runner.cost}: ${monthly(ports, facts.usdPerMonth)}`);
}

function stateIn(planned: Planned, { words }: Ports): string {
  const { runner } = words;
  switch (planned.state) {
    case 'done':
      return runner.planDone;
    // The list itself is the order, so what a step waits for need not be said.
    case 'todo':
    case 'waits':
      return runner.planTodo;
    case 'foreign':
      return runner.planForeign(clean(planned.thing.name), clean(planned.thing.id));
  }
}
