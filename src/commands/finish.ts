import { findBilling } from '../aws/find/billing.ts';
import { pricesOf } from '../aws/prices.ts';
import { Declined, UserError, type Outcome } from '../errors.ts';
import { besideJourney, softly, undoAll, type Ports } from '../runner.ts';
import { deleteDatabase } from '../steps/finish.ts';
import { clean } from '../ui/clean.ts';
import type { Call, Surroundings } from './command-line.ts';
import { showBlog } from './picture.ts';
import { inSession } from './session.ts';
import { typedAgain } from './typed.ts';

/** What is billing now; with a flag of its own, the end of the database or of all that this run made. */
export async function finish(call: Call, around: Surroundings): Promise<Outcome> {
  const { deleteDatabase: database, everything } = call.flags;
  if (database && everything) throw new UserError('flags-conflict', ['--delete-database', '--everything'], { outcome: 'wrongUse' });
  if (everything) return inSession('write', call, around, ({ ports }) => takeDown(ports));
  if (database) return inSession('write', call, around, ({ ports }) => endDatabase(ports));
  return inSession('read', call, around, ({ ports }) => tellBilling(ports, call));
}

async function tellBilling(ports: Ports, { flags }: Call): Promise<Outcome> {
  const { say, words } = ports;
  const context = await besideJourney(ports, 'finish', ['preflight']);
  if (context === undefined) {
    say.line(words.commands.finish.notBegun);
    return 'ok';
  }
  const billing = await findBilling(ports, context.outputs.preflight);
  const usd = billing.reduce((sum, one) => sum + one.usdPerMonth, 0);
  const { claims } = words.steps.finish;
  say.event({ type: 'billing', stillBilling: billing, usdPerMonth: usd });
  for (const one of billing) say.line(`${claims.costs(clean(one.thing), one.usdPerMonth)} (${clean(one.id)})`);
  say.good(claims.sum(usd));
  say.dim(claims.priceTable(pricesOf.date, pricesOf.region));
  say.line(words.commands.finish.flagsHint(typedAgain('finish', flags, '--delete-database'), typedAgain('finish', flags, '--everything')));
  return 'ok';
}

async function endDatabase(ports: Ports): Promise<Outcome> {
  const { prompts, words, say } = ports;
  const { finish: told } = words.commands;
  return softly<Outcome>(ports, async () => {
    const context = await besideJourney(ports, 'finish', ['preflight']);
    if (context === undefined) throw new UserError('need-missing', ['finish', 'preflight']);
    const { identifier } = context.outputs.preflight.database;
    // The flag is the deletion's own; `--yes` only spares the person the second asking.
    if (!(await prompts.confirm({ message: told.askDatabase(clean(identifier)), default: true, flag: '--yes' }))) throw new Declined(told.declined);
    const snapshot = await deleteDatabase(context);
    say.good(told.databaseEnded(clean(identifier), clean(snapshot)));
    say.event({ type: 'database', identifier, state: 'deleted', snapshot });
    return 'ok';
  });
}

async function takeDown(ports: Ports): Promise<Outcome> {
  const { prompts, words, say } = ports;
  const { finish: told } = words.commands;
  if (!(await prompts.confirm({ message: told.askEverything, default: true, flag: '--yes' }))) throw new Declined(told.declined);
  await undoAll(ports);
  await showBlog(ports, words.commands.setup.now);
  say.good(told.backAtBase);
  return 'ok';
}
