import { policyFor } from '../aws/policy.ts';
import type { Caller } from '../aws/actions.ts';
import type { Outcome } from '../errors.ts';
import type { Call, Flags, Surroundings } from './command-line.ts';
import { settingsFrom } from './settings.ts';
import { speaker } from './speaker.ts';
import { stepIdIn } from './step-ids.ts';

/** Prints the least-privilege IAM policy. Asks nobody and needs no credentials: whoever manages the account may print it. */
export async function policy({ flags }: Call, around: Surroundings): Promise<Outcome> {
  const { region } = await settingsFrom(flags, around.env);
  const document = policyFor({ callers: callersIn(flags), region, account: undefined });
  const { say } = speaker({ ...flags, json: true }, around);
  around.stdout.write(`${JSON.stringify(document, undefined, flags.json ? undefined : 2)}\n`);
  const told = around.words.account.policy;
  if (region === undefined) say.dim(told.anyRegion);
  say.dim(told.narrow);
  if (!flags.deleteDatabase) say.dim(told.deletion);
  say.dim(told.profile);
  return 'ok';
}

function callersIn({ step, deleteDatabase }: Flags): readonly Caller[] | undefined {
  const named = step === undefined ? undefined : stepIdIn('--step', step);
  if (deleteDatabase) return [...(named === undefined ? [] : [named]), 'delete-database'];
  return named === undefined ? undefined : [named];
}
