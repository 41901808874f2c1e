import type { CreateAccountAliasRequest, DeleteAccountAliasRequest, ListAccountAliasesRequest, ListAccountAliasesResponse } from '@aws-sdk/client-iam';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import { pageOf } from '../pages.ts';
import type { World } from '../world.ts';

const usualPage = 100;
const largestPage = 1_000;
// As IAM's reference writes it.
const form = '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$';

/** The name of an account: it has one, or, until somebody gives it one, none. */
export const operations: Operations = {
  CreateAccountAlias: changes<CreateAccountAliasRequest, Record<string, never>>()(['AccountAlias'], (world, { AccountAlias: alias }) => {
    const aliases = world.table('accountAlias');
    const name = mustBeAlias(alias);
    if (aliases.get(name) !== undefined) throw new Refusal('EntityAlreadyExists', `The account alias ${name} already exists.`, 409);
    // An account has one alias at the most: another one takes its place.
    for (const { id } of aliases.all()) aliases.remove(id);
    aliases.put({ id: name });
    return {};
  }),

  ListAccountAliases: reads<ListAccountAliasesRequest, ListAccountAliasesResponse>()(['Marker', 'MaxItems'], (world, { Marker: marker, MaxItems: size }) => {
    const shown = pageOf(world, world.table('accountAlias').all(), ({ id }) => id, mustBeSize(size ?? usualPage), marker);
    if (shown === undefined) throw new Refusal('ValidationError', 'Invalid Marker.');
    const rest = shown.next === undefined ? {} : { Marker: shown.next };
    return { AccountAliases: shown.rows.map(({ id }) => id), IsTruncated: shown.next !== undefined, ...rest };
  }),

  DeleteAccountAlias: changes<DeleteAccountAliasRequest, Record<string, never>>()(['AccountAlias'], (world, { AccountAlias: alias }) => {
    const name = mustBeAlias(alias);
    if (!isThere(world, name)) throw new Refusal('NoSuchEntity', `The account alias ${name} cannot be found.`, 404);
    world.table('accountAlias').remove(name);
    return {};
  }),
};

const isThere = (world: World, name: string): boolean => world.table('accountAlias').get(name) !== undefined;

function mustBeAlias(alias = ''): string {
  if (alias.length < 3) throw unfit('accountAlias', alias, 'Member must have length greater than or equal to 3');
  if (alias.length > 63) throw unfit('accountAlias', alias, 'Member must have length less than or equal to 63');
  if (!new RegExp(form).test(alias)) throw unfit('accountAlias', alias, `Member must satisfy regular expression pattern: ${form}`);
  return alias;
}

function mustBeSize(size: number): number {
  if (size < 1) throw unfit('maxItems', size, 'Member must have value greater than or equal to 1');
  if (size > largestPage) throw unfit('maxItems', size, `Member must have value less than or equal to ${largestPage}`);
  return size;
}

const unfit = (name: string, value: string | number, constraint: string) =>
  new Refusal('ValidationError', `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`);
