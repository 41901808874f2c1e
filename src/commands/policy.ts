import { policyFor } from '../aws/policy.ts';
import type { Caller } from '../aws/actions.ts';
import { UserError, type Outcome } from '../errors.ts';
import type { Call, Surroundings } from './command-line.ts';
import { oneOf, type Flags } from './flags.ts';
import { settingsFrom } from './settings.ts';
import { speaker } from './speaker.ts';
import { preparationIds, stepIds } from './step-ids.ts';

/** Prints the least-privilege IAM policy. Asks nobody and needs no credentials: whoever manages the account may print it. */
export async function policy({ flags }: Call, around: Surroundings): Promise<Outcome> {
  const { region } = await settingsFrom(flags, around.env);
  const document = policyFor({ callers: callersIn(flags), region, account: undefined, preparation: isOfPreparation(flags) });
  const { say } = speaker({ ...flags, json: true }, around);
  around.stdout.write(`${JSON.stringify(document, undefined, flags.json ? undefined : 2)}\n`);
  const told = around.words.account.policy;
  if (region === undefined) say.dim(told.anyRegion);
  say.dim(told.alias);
  if (isOfPreparation(flags)) return 'ok';
  say.dim(told.narrow);
  if (!flags.deleteDatabase) say.dim(told.deletion);
  say.dim(told.profile);
  return 'ok';
}

/** A step of the preparation says by its id that it is meant. */
const isOfPreparation = ({ prepare, step }: Flags) => prepare === true || preparationIds.some((id) => id === step);

function callersIn(flags: Flags): readonly Caller[] | undefined {
  const { step, deleteDatabase, prepare } = flags;
  if (prepare && deleteDatabase) throw new UserError('flags-conflict', ['--prepare', '--delete-database'], { outcome: 'wrongUse' });
  const named = step === undefined ? undefined : oneOf('--step', step, prepare ? preparationIds : [...stepIds, ...preparationIds]);
  if (deleteDatabase) return [...(named === undefined ? [] : [named]), 'delete-database'];
  return named === undefined ? undefined : [named];
}
