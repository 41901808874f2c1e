import { createHash } from 'node:crypto';
import { Refusal } from '../operation.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

/** A token and the request it stands for. */
export interface Claim {
  readonly id: string;
  readonly digest: string;
}

/** The claim of a request's ClientToken; undefined without one. */
export function claimOf(operation: string, input: { readonly ClientToken?: string | undefined }): Claim | undefined {
  if (input.ClientToken === undefined) return undefined;
  const { ClientToken: token, ...rest } = input;
  if (!/^[\x20-\x7e]{1,64}$/.test(token))
    throw invalid(`Value (${token}) for parameter clientToken is invalid. The token must be at most 64 ASCII characters.`);
  return {
    id: `${operation}/${token}`,
    digest: createHash('sha256')
      .update(JSON.stringify(sorted(rest)))
      .digest('hex'),
  };
}

/** What an earlier request with this claim made; refuses when that request asked for something else. */
export function madeBefore(world: World, claim: Claim | undefined): string | undefined {
  const earlier = claim && world.table('clientToken').get(claim.id);
  if (earlier === undefined) return undefined;
  if (earlier.digest !== claim?.digest) {
    throw new Refusal('IdempotentParameterMismatch', 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).');
  }
  return earlier.made;
}

/** Remembers what a claim made. */
export function remember(world: World, claim: Claim | undefined, made: string): void {
  if (claim) world.table('clientToken').put({ ...claim, made, at: world.clock.now() });
}

/** The same request whatever the order its members came in. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, sorted(member)]);
}
