import { findVpc } from '../aws/find/base.ts';
import { ours } from '../aws/find/seeker.ts';
import { findServers, serverName } from '../aws/find/servers.ts';
import { tagKeys, tagValue } from '../aws/ownership.ts';
import { Declined, UserError, type Outcome } from '../errors.ts';
import { run, undoAll, type Ports } from '../runner.ts';
import { placeOf } from './account-guard.ts';
import { beforeChanges } from './before-changes.ts';
import type { Call, Surroundings } from './command-line.ts';
import type { Flags } from './flags.ts';
import { showBlog } from './picture.ts';
import { inSession, type Session } from './session.ts';
import { typedAgain } from './typed.ts';
import { thePreparation } from './ways.ts';

/** Builds the base from an empty account, from wherever it stands; with `--undo`, takes it down again. */
export function prepare(call: Call, around: Surroundings): Promise<Outcome> {
  if (call.flags.undo) return inSession('write', call, around, takeDown, { ...thePreparation, command: 'prepare --undo' });
  return inSession('write', call, around, ({ ports }) => build(ports, call.flags), thePreparation);
}

async function build(ports: Ports, flags: Flags): Promise<Outcome> {
  const { say, words, blog } = ports;
  await beforeChanges(ports, () => mustBeNew(ports));
  const outcome = await run(ports);
  if (outcome !== 'ok') return outcome;
  await showBlog(ports, words.commands.setup.now);
  const { keyOut: _made, ...others } = flags;
  const key = flags.lab || blog.keyFile === undefined ? {} : { key: blog.keyFile.path };
  say.line(words.commands.prepare.goOn(typedAgain('setup', { ...others, ...key })));
  return outcome;
}

/** Who has done part 1 by hand, or walks in a lab that begins with the base, wants no second one. */
async function mustBeNew(ports: Ports): Promise<void> {
  const { vpc, server1 } = ports.names.base;
  if (ours(await findVpc(ports, vpc)) !== undefined) return;
  const namesake = (await findServers(ports)).find((server) => serverName(server) === server1 && tagValue(server.Tags, tagKeys.base) === undefined);
  if (namesake !== undefined) throw new UserError('base-there-already', [server1, namesake.InstanceId ?? ''], { outcome: 'declined' });
}

async function takeDown(session: Session): Promise<Outcome> {
  const { ports, from } = session;
  const { prompts, words, say } = ports;
  const told = words.commands.prepare;
  if (from === 'new') say.line(told.nothing);
  await beforeChanges(ports, () => mustCarryNothing(ports));
  // The flag is the deletion's own; `--yes` only spares the person the second asking.
  const question = { message: told.askUndo(placeOf(session)), default: true, flag: '--yes' };
  const agreed = from === 'new' || (await prompts.confirm(question));
  if (!agreed) throw new Declined(told.declined);
  await undoAll(ports);
  if (from !== 'new') say.good(told.gone);
  return 'ok';
}

/** What setup made stands in this network; without it, it would hang in the air and be billed. */
async function mustCarryNothing(ports: Ports): Promise<void> {
  const vpc = ours(await findVpc(ports, ports.names.base.vpc));
  if (vpc === undefined) return;
  const carried = (await findServers(ports)).find((server) => server.VpcId === vpc.VpcId && tagValue(server.Tags, tagKeys.run) !== undefined);
  if (carried !== undefined)
    throw new UserError('base-in-use', [serverName(carried) ?? carried.InstanceId ?? '', tagValue(carried.Tags, tagKeys.run) ?? ''], { outcome: 'declined' });
}
