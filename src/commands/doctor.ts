import { UserError, type Outcome } from '../errors.ts';
import { besideJourney, type Ports } from '../runner.ts';
import { picksOf } from '../aws/find/picks.ts';
import { findServer1 } from '../aws/find/servers.ts';
import type { StepContext } from '../step.ts';
import { choose, type Chosen } from '../steps/preflight/choose.ts';
import { asFound, examine, tellFound, type Found } from '../steps/preflight/examine.ts';
import type { Call, Surroundings } from './command-line.ts';
import { inSession } from './session.ts';

/** Looks for what would stop the journey or make it worse: all of it at once. Changes nothing. */
export function doctor(call: Call, around: Surroundings): Promise<Outcome> {
  return inSession('read', call, around, async ({ ports }) => {
    const { say, words } = ports;
    const found = await findingsOf(ports);
    say.heading(words.doctor.title);
    tellFound(ports, found);
    const blocks = found.filter(({ severity }) => severity === 'block').length;
    const warnings = found.filter(({ severity }) => severity === 'warn').length;
    say.event({ type: 'doctor', blocks, warnings, informs: found.length - blocks - warnings });
    if (blocks > 0) say.bad(words.doctor.blocked(blocks));
    else if (warnings > 0) say.warn(words.doctor.warned(warnings));
    else say.good(words.doctor.sound);
    return blocks > 0 ? 'failed' : 'ok';
  });
}

async function findingsOf(ports: Ports): Promise<readonly Found[]> {
  const ctx = await besideJourney(ports, 'preflight', []);
  if (ctx === undefined) return [];
  try {
    return await examine(ctx, await chosenIn(ctx));
  } catch (error) {
    // Without the parts of the blog there is nothing more to look at; wrong credentials and the like are no findings.
    if (error instanceof UserError && error.outcome === 'failed') return [asFound(ctx, error)];
    throw error;
  }
}

/** What an earlier preflight chose, else what is found now. */
async function chosenIn(ctx: StepContext): Promise<Chosen> {
  const server = await findServer1(ctx);
  const picks = server === undefined ? undefined : picksOf(server);
  if (server?.InstanceId === undefined || picks === undefined) return choose(ctx);
  return { server1: server.InstanceId, subnet2: picks.subnet2, webGroup: picks.webGroup, database: picks.database.identifier };
}
