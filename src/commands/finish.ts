import { Declined, UserError, type Outcome } from '../errors.ts';
import { besideJourney, undoAll } from '../runner.ts';
import { deleteDatabase } from '../steps/finish.ts';
import { clean } from '../ui/clean.ts';
import { tellBilling } from './billing.ts';
import { placeOf } from './account-guard.ts';
import type { Call, Surroundings } from './command-line.ts';
import { showBlog } from './picture.ts';
import { inSession, theJourney, type Session } from './session.ts';

/** What is billing now; with a flag of its own, the end of the database or of all that this run made. */
export async function finish(call: Call, around: Surroundings): Promise<Outcome> {
  const { deleteDatabase: database, everything } = call.flags;
  if (database && everything) throw new UserError('flags-conflict', ['--delete-database', '--everything'], { outcome: 'wrongUse' });
  if (everything) return inSession('write', call, around, takeDown, { ...theJourney, command: 'finish --everything' });
  if (database) return inSession('write', call, around, endDatabase, { ...theJourney, command: 'finish --delete-database' });
  return inSession('read', call, around, async ({ ports }) => {
    await tellBilling(ports, call.flags);
    return 'ok';
  });
}

async function endDatabase(session: Session): Promise<Outcome> {
  const { ports } = session;
  const { prompts, words, say } = ports;
  const { finish: told } = words.commands;
  const context = await besideJourney(ports, 'finish', ['preflight']);
  if (context === undefined) throw new UserError('need-missing', ['finish', 'preflight']);
  const { identifier } = context.outputs.preflight.database;
  // The flag is the deletion's own; `--yes` only spares the person the second asking.
  const message = told.askDatabase(clean(identifier), placeOf(session));
  if (!(await prompts.confirm({ message, default: true, flag: '--yes' }))) throw new Declined(told.declined);
  const snapshot = await deleteDatabase(context);
  say.good(told.databaseEnded(clean(identifier), clean(snapshot)));
  say.event({ type: 'database', identifier, state: 'deleted', snapshot });
  return 'ok';
}

async function takeDown(session: Session): Promise<Outcome> {
  const { ports } = session;
  const { prompts, words, say } = ports;
  const { finish: told } = words.commands;
  const question = { message: told.askEverything(placeOf(session)), default: true, flag: '--yes' };
  if (!(await prompts.confirm(question))) throw new Declined(told.declined);
  await undoAll(ports);
  await showBlog(ports, words.commands.setup.now);
  say.good(told.backAtBase);
  return 'ok';
}
