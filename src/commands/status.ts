import { findServers } from '../aws/find/servers.ts';
import type { Outcome } from '../errors.ts';
import { differencesOf, plan, seenAtWork, toldBy, toTheMinute, type Gathered, type Planned, type Ports } from '../runner.ts';
import { sceneOf } from '../report/scene.ts';
import { scoreOf } from '../report/score.ts';
import type { Difference, ForeignThing, StepId } from '../step.ts';
import { clean } from '../ui/clean.ts';
import { singlePoints } from '../ui/picture.ts';
import { hereIn } from './at-work.ts';
import type { Call, Surroundings } from './command-line.ts';
import { showBlog } from './picture.ts';
import { inSession, type Session } from './session.ts';
import { typedAgain } from './typed.ts';
import { watch } from './watch.ts';
import { wayOf } from './ways.ts';

/** How the blog and each step stand; exit 6 when something that was done is done no longer. Changes nothing. */
export function status(call: Call, around: Surroundings): Promise<Outcome> {
  const look = async ({ ports, from }: Session): Promise<Outcome> => {
    if (call.flags.watch) return watch(ports, call, around);
    const { say, words, typed } = ports;
    const { status: told, setup } = words.commands;
    const shape = await showBlog(ports, setup.now);
    const gathered: Gathered = new Map();
    const standings = await plan(ports, gathered);
    const drifted = driftIn(standings, ports);
    if (from === 'new') say.line(told.notBegun);
    if (!call.flags.prepare) await tellAtWork(ports, around);
    say.heading(told.steps);
    for (const standing of standings) {
      if (drifted.includes(standing.id)) await tellDrift(standing, ports, gathered);
      else tell(standing, ports);
    }
    // The score is the journey's: it says nothing of how far the base is built.
    const score = shape === undefined || call.flags.prepare ? undefined : await tellScore(standings, ports, call);
    say.event({
      type: 'status',
      run: ports.run.id,
      begun: from !== 'new',
      drifted,
      singlePoints: shape === undefined ? undefined : singlePoints(shape),
      score,
    });
    if (drifted.length === 0) return 'ok';
    say.warn(told.driftSummary(drifted.map((id) => toldBy(words, id).title).join(', ')));
    say.line(told.repair(typed.goOn));
    return 'drift';
  };
  return inSession('read', call, around, look, wayOf(call.flags));
}

/** From what was read anyway. */
async function tellAtWork({ aws, clock, say, words }: Ports, around: Surroundings): Promise<void> {
  const holder = seenAtWork(await findServers({ aws }), hereIn(around), clock.now());
  if (holder === undefined) return;
  const [began, last] = [toTheMinute(holder.began), toTheMinute(holder.last)];
  say.event({ type: 'at-work', host: holder.host, pid: holder.pid, began: new Date(holder.began).toISOString(), last: new Date(holder.last).toISOString() });
  say.line(words.commands.status.atWork(holder.host, holder.pid, began, last));
}

/** One line, of what AWS shows without a login; the report has all of it. */
async function tellScore(standings: readonly Planned[], ports: Ports, { flags }: Call) {
  const { score: told } = ports.words.report;
  const done = new Set(standings.filter(({ state }) => state === 'done').map(({ id }) => id));
  const { covered, open, unseen, of } = await scoreOf(await sceneOf(ports, done, false));
  ports.say.heading(told.heading);
  ports.say.line(`${told.line(covered, of)} ${told.rest(open, unseen)}`);
  ports.say.dim(told.more(typedAgain('report', flags)));
  return { covered, open, unseen, of };
}

/** Recorded as done in the journal, or carrying a later step that is done, and yet not so now. What only waits for such a one has not changed itself. */
function driftIn(standings: readonly Planned[], { journal, journey }: Ports): readonly StepId[] {
  const carried = new Set(journey.filter(({ id }) => standings.some((one) => one.id === id && one.state === 'done')).flatMap(({ needs }) => needs));
  return standings
    .filter(({ id, state }) => state !== 'done' && state !== 'waits' && (journal.output(id) !== undefined || carried.has(id)))
    .map(({ id }) => id);
}

function tell({ id, state }: Planned, { say, words }: Ports): void {
  const line = `${toldBy(words, id).title}: ${words.commands.status[state]}`;
  say.event({ type: 'step', id, state, drifted: false });
  if (state === 'done') say.good(line);
  else say.dim(`- ${line}`);
}

/** That it drifted, and each value that is another than it should be. */
async function tellDrift(standing: Planned, ports: Ports, gathered: Gathered): Promise<void> {
  const { say, words } = ports;
  const { id, state } = standing;
  const differences = state === 'foreign' ? [] : await differencesOf(ports, id, gathered);
  say.event({ type: 'step', id, state, drifted: true, ...(state === 'foreign' ? { thing: standing.thing } : { differences }) });
  say.bad(`${toldBy(words, id).title}: ${words.commands.status.drifted}`);
  if (state === 'foreign') tellForeignDrift(standing.thing, ports);
  for (const difference of differences) say.line(`    ${shown(difference, ports)}`);
}

/** What was ours has lost its tags, or another thing has taken the name. */
function tellForeignDrift({ kind, name, id, differences, ...thing }: ForeignThing, ports: Ports): void {
  const { say, words, run } = ports;
  const { drift } = words.steps;
  say.line(`    ${words.runner.foreign(clean(kind), clean(name), clean(id))}`);
  if ('run' in thing) say.line(`    ${shown({ what: drift.run(id), is: thing.run ?? drift.none, should: run.id }, ports)}`);
  for (const difference of differences) say.line(`    ${clean(difference)}`);
}

const shown = ({ what, is, should }: Difference, { words }: Ports) => words.commands.status.differs(clean(what), clean(is), clean(should));
