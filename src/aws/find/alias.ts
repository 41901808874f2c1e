import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { UserError } from '../../errors.ts';
import type { Aws } from '../clients.ts';

/** An account's alias: its name, that it has none, or why that is not known. */
export type Alias =
  | { readonly known: 'yes'; readonly alias: string }
  | { readonly known: 'none' }
  | { readonly known: 'no'; readonly because: 'denied' | 'unanswered' };

/**
 * The alias of the account that the credentials belong to; an account has one at the most. It only helps a person to know
 * the account again: whoever may not ask, or is answered nothing of use, goes on without. Only an abort is thrown.
 */
export async function findAlias(aws: Pick<Aws, 'iam'>, signal: AbortSignal): Promise<Alias> {
  try {
    const { AccountAliases: [alias] = [] } = await aws.iam.read(new ListAccountAliasesCommand({}));
    return alias === undefined ? { known: 'none' } : { known: 'yes', alias };
  } catch (error) {
    signal.throwIfAborted();
    return { known: 'no', because: error instanceof UserError && error.code === 'permission-missing' ? 'denied' : 'unanswered' };
  }
}
