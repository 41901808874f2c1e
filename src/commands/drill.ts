import { Declined, UserError, type Outcome } from '../errors.ts';
import { askGuess } from '../drill/ask.ts';
import { compareChecks } from '../drill/compare.ts';
import { drillDatabase, settleFailover } from '../drill/database.ts';
import { parseTime } from '../drill/guess.ts';
import { mustBeAtRest, mustBeHealthy } from '../drill/ready.ts';
import { mustHaveSurvived } from '../drill/rehearse.ts';
import type { DrillKind, DrillResult } from '../drill/result.ts';
import { findScene, type DrillContext, type DrillOptions } from '../drill/scene.ts';
import { usualRate } from '../drill/traffic.ts';
import { askWhich, drillWeb, type Which } from '../drill/web.ts';
import { drillZone } from '../drill/zone.ts';
import { besideJourney, type Ports } from '../runner.ts';
import type { StepContext } from '../step.ts';
import { clean } from '../ui/clean.ts';
import type { Call, Surroundings } from './command-line.ts';
import { oneOf, type Flags } from './flags.ts';
import { inSession, theJourney } from './session.ts';

const kinds = ['web', 'database', 'zone'] as const satisfies readonly DrillKind[];

/** Holds one drill on a blog that is redundant: exit 0 when it ran and all is redundant again, 1 when the blog did not live through it. */
export async function drill(call: Call, around: Surroundings): Promise<Outcome> {
  const kind = oneOf('drill', call.word ?? '', kinds);
  const chosen = choicesIn(kind, call.flags);
  const way = { ...theJourney, command: `drill ${kind}`, only: 'drill' };
  return inSession('write', call, around, ({ ports }) => hold(kind, chosen, ports), way);
}

interface Choices {
  readonly guessMs?: number | undefined;
  readonly rate: number;
  readonly which?: Which | undefined;
  readonly tuned: boolean;
  readonly keep: boolean;
}

/** What the flags say, or why they cannot be meant. */
function choicesIn(kind: DrillKind, { guess, rate, which, tuned, keep }: Flags): Choices {
  const wrongUse = { outcome: 'wrongUse' } as const;
  const onlyWeb = which === undefined ? (tuned ? '--tuned' : undefined) : '--which';
  if (kind !== 'web' && onlyWeb !== undefined) throw new UserError('flags-conflict', [`drill ${kind}`, onlyWeb], wrongUse);
  if (keep && !tuned) throw new UserError('keep-needs-tuned', [], wrongUse);
  const guessMs = guess === undefined ? undefined : parseTime(guess);
  if (guess !== undefined && guessMs === undefined) throw new UserError('guess-malformed', [guess], wrongUse);
  return { guessMs, rate: rate ?? usualRate, which, tuned: tuned ?? false, keep: keep ?? false };
}

async function hold(kind: DrillKind, choices: Choices, ports: Ports): Promise<Outcome> {
  const { say, words } = ports;
  const [ctx, forDatabase] = await contextsFor(kind, ports);
  say.heading(words.drill.title[kind]);
  if (kind !== 'web') await settleFailover(forDatabase);
  await mustBeReady(kind, ctx);
  const which = kind === 'web' ? (choices.which ?? (await askWhich(ctx))) : undefined;
  const guessed = choices.guessMs === undefined ? await askGuess(ctx) : { guessMs: choices.guessMs };
  await agree(kind, which, ctx);
  const options: DrillOptions = { ...guessed, rate: choices.rate };
  if (which !== undefined && choices.tuned) {
    const drills = await compareChecks(ctx, which, options, choices.keep);
    say.event({ type: 'drill', drill: 'web', drills });
    for (const result of drills) mustHaveSurvived(result);
    return 'ok';
  }
  const result = await held(kind, which, options, ctx, forDatabase);
  say.event({ type: 'drill', ...result });
  mustHaveSurvived(result);
  return 'ok';
}

function held(kind: DrillKind, which: Which | undefined, options: DrillOptions, ctx: DrillContext, forDatabase: DrillContext): Promise<DrillResult> {
  switch (kind) {
    case 'web':
      return drillWeb(ctx, which ?? 'server2', options);
    case 'database':
      return drillDatabase(forDatabase, options);
    case 'zone':
      return drillZone(ctx, forDatabase, options);
  }
}

const ground = ['preflight', 'launch-server-2', 'target-group', 'load-balancer'] as const;

/** The contexts of both drills' steps: a zone drill writes into the journal lines of either. */
async function contextsFor(kind: DrillKind, ports: Ports): Promise<readonly [DrillContext, DrillContext]> {
  const web: StepContext<(typeof ground)[number]> | undefined = await besideJourney(ports, 'drill-web', ground);
  const database: StepContext<(typeof ground)[number]> | undefined =
    kind === 'web' ? web : await besideJourney(ports, 'drill-database', [...ground, 'multi-az'] as const);
  if (web === undefined || database === undefined) throw new UserError('drill-too-early', [kind]);
  return [web, database];
}

/** Before anybody is asked for a guess; and each drill looks again before it begins. */
async function mustBeReady(kind: DrillKind, ctx: DrillContext): Promise<void> {
  const { targetGroupArn, servers } = (await findScene(ctx)).subjects;
  await mustBeHealthy(ctx, targetGroupArn, servers);
  if (kind !== 'web') await mustBeAtRest(ctx, ctx.outputs.preflight.database);
}

/** To name the drill is to ask for it, so `--yes` may say yes here. */
async function agree(kind: DrillKind, which: Which | undefined, { prompts, words, names, outputs }: DrillContext): Promise<void> {
  const { questions, declined, serverInZone } = words.drill;
  const server = which === undefined ? serverInZone : names[which];
  const thing = kind === 'database' ? outputs.preflight.database.identifier : server;
  if (!(await prompts.confirm({ message: questions.begin[kind](clean(thing)), flag: '--yes', default: true }))) throw new Declined(declined);
}
