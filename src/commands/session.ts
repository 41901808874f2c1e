import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { createAws, type Aws } from '../aws/clients.ts';
import { findAlias } from '../aws/find/alias.ts';
import { createBlogAccess } from '../blog/access.ts';
import { systemClock, type Clock } from '../clock.ts';
import { UserError, type Outcome } from '../errors.ts';
import { journey } from '../journey.ts';
import { takeLock, type Lock } from '../lock.ts';
import { tutorialNames } from '../names.ts';
import { softly, unnoticed, type Ports } from '../runner.ts';
import { findRun, whoAmI, type FoundRun, type RunSearch } from '../runs.ts';
import type { Step } from '../step.ts';
import type { Prompts } from '../ui/prompts.ts';
import type { Say } from '../ui/say.ts';
import { agreeToAccount, introduce, type Identified } from './account-guard.ts';
import { atWorkOn } from './at-work.ts';
import { beforeChanges } from './before-changes.ts';
import type { Call, Surroundings } from './command-line.ts';
import type { Flags } from './flags.ts';
import { connectLab, labParts, leftOut } from './connect-lab.ts';
import { labFolder } from './folders.ts';
import { settingsFrom, type Settings } from './settings.ts';
import { speaker } from './speaker.ts';
import { lookAfterDrill } from './unfinished-drill.ts';
import { typedAgain } from './typed.ts';

/** All that a command works with, once it is known where and as whom. */
export interface Session {
  readonly ports: Ports;
  readonly from: FoundRun['from'];
  readonly identity: Identified;
}

/** `read`: takes no lock, writes nothing, and its clients refuse every change. */
type Purpose = 'read' | 'write';

/** Where a command goes: the settings, with a region for certain. */
interface Destination extends Settings {
  readonly region: string;
}

/** What a command walks, and how its runs are told from others. */
export interface Way {
  readonly command: string;
  readonly steps: readonly Step[];
  /** The part of the state folder that its journals have to themselves. */
  readonly journals: string;
  readonly tagged?: RunSearch['tagged'];
  readonly key: 'there' | 'to-be-made';
  /** Whether there is a first server from the start, on which a second operator is noticed. */
  readonly server1: 'there' | 'to-be-made';
  /** The one type of event that `--json` prints; all of them when not given. */
  readonly only?: string;
}

export const theJourney: Way = { command: 'setup', steps: journey, journals: '.', key: 'there', server1: 'there' };

/** Opens everything, does the work, and closes everything again, however the work ends. */
export async function inSession(
  purpose: Purpose,
  call: Call,
  around: Surroundings,
  work: (session: Session) => Promise<Outcome>,
  way = theJourney,
): Promise<Outcome> {
  const { say, prompts } = speaker(call.flags, around, way.only);
  const closers: (() => Promise<void> | void)[] = [];
  const open = async () => {
    const destination = await destinationOf(call.flags, around, say, way);
    if (purpose === 'write') closers.push(await firstLock(destination));
    return openSession(purpose, call, around, destination, { say, prompts, closers, way });
  };
  try {
    const session = await beforeChanges({ say, ...around }, open);
    const { ports } = session;
    const all = async () => {
      if (session.from !== 'new') await lookAfterDrill(purpose, ports);
      return work(session);
    };
    return await ports.atWork.during(() => (purpose === 'read' ? beforeChanges(ports, all) : softly(ports, all)));
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

interface Tools {
  readonly say: Say;
  readonly prompts: Prompts;
  /** What must be closed again, the last one first. */
  readonly closers: (() => Promise<void> | void)[];
  readonly way: Way;
}

async function openSession(purpose: Purpose, { flags }: Call, around: Surroundings, destination: Destination, tools: Tools): Promise<Session> {
  const { words, language, signal } = around;
  const { region, endpoint, stateDir, keyPath, databaseCa, apiOnly, prefix } = destination;
  const files = { ...(keyPath === undefined ? {} : { keyPath }), ...(databaseCa === undefined ? {} : { databaseCa }) };
  const { say, prompts, closers, way } = tools;
  const clock = systemClock(destination.pace);
  const aws = clientsFor(destination, clock, signal);
  const identity = { ...(await whoAmI(aws, region, endpoint)), alias: await findAlias(aws, signal) };
  introduce(identity, destination, say, around);
  if (purpose === 'write') await agreeToAccount(identity, destination, { prompts, flags }, around);
  const blog = createBlogAccess({ aws, prompts, say, words, clock, signal, stateDir, ...files });
  closers.push(() => blog.close());
  const tool = packageFile.version;
  const found = await findRun({
    aws,
    identity,
    region,
    endpoint,
    tool,
    clock,
    prompts,
    say,
    words,
    stateDir: join(stateDir, way.journals),
    wanted: flags.run,
    to: purpose,
    tagged: way.tagged,
  });
  closers.push(() => found.close());
  const typed = { goOn: typedAgain(way.command, flags), sameAgain: typedAgain(way.command, flags, '--yes') };
  const names = tutorialNames(prefix);
  const { run, journal } = found;
  const ports = { journey: way.steps, run, names, aws, blog, journal, prompts, say, words, language, clock, signal, apiOnly, typed };
  const changesBlog = purpose === 'write' && way.server1 === 'there';
  const atWork = changesBlog ? atWorkOn(ports, around, (until) => clientsFor(destination, clock, until)) : unnoticed;
  return { ports: { ...ports, atWork }, from: found.from, identity };
}

async function destinationOf(flags: Flags, around: Surroundings, say: Say, { key }: Way): Promise<Destination> {
  refuseConflicts(flags);
  const env = flags.lab ? await throughLab(flags, around, say) : around.env;
  const settings = await settingsFrom(flags, env, key);
  if (settings.region === undefined) throw new UserError('region-missing', [], { outcome: 'wrongUse' });
  return { ...settings, region: settings.region };
}

function refuseConflicts({ lab, learner, profile, endpointUrl }: Flags): void {
  if (learner !== undefined && !lab) throw new UserError('learner-needs-lab', [], { outcome: 'wrongUse' });
  const other = profile !== undefined ? '--profile' : endpointUrl !== undefined ? '--endpoint-url' : undefined;
  if (lab && other) throw new UserError('flags-conflict', ['--lab', other], { outcome: 'wrongUse' });
}

/** From here on the lab is an endpoint like any other: nothing but its environment goes further. */
async function throughLab(flags: Flags, { env, words }: Surroundings, say: Say): Promise<NodeJS.ProcessEnv> {
  const lab = await connectLab(labFolder(flags.labDir, env), flags.learner, labParts(flags, env));
  if (lab.started) say.dim(words.commands.setup.labStarted);
  const kept = Object.entries(env).filter(([name]) => !leftOut.some((left) => left === name));
  return { ...Object.fromEntries(kept), ...lab.env };
}

/** Before any request: two runs never work on one blog. The run has a lock of its own once it is known. */
async function firstLock({ stateDir, endpoint, region, profile }: Destination): Promise<() => void> {
  const lock: Lock = await takeLock(stateDir, [endpoint, region, profile]);
  return () => lock.release();
}

function clientsFor({ region, endpoint, profile, credentials }: Destination, clock: Clock, signal: AbortSignal): Aws {
  return createAws({ region, endpoint, profile, credentials, clock, signal });
}
