import type { Alias } from '../aws/find/alias.ts';
import { Declined, UserError } from '../errors.ts';
import type { Ports } from '../runner.ts';
import type { Identity } from '../runs.ts';
import { clean } from '../ui/clean.ts';
import type { Words } from '../ui/language/words.ts';
import type { Prompts } from '../ui/prompts.ts';
import type { Say } from '../ui/say.ts';
import type { Surroundings } from './command-line.ts';
import type { Flags } from './flags.ts';

/** Whose credentials these are, and the name that their account goes by. */
export interface Identified extends Identity {
  readonly alias: Alias;
}

interface Place {
  readonly region: string;
  readonly endpoint: string | undefined;
}

/** Who works, in whose account, where: said before anything else is asked or done. */
export function introduce(identity: Identified, { region, endpoint }: Place, say: Say, { words }: Surroundings): void {
  const { who } = words.commands;
  const { account, arn, alias } = identity;
  say.event({ type: 'who', account, ...aliasAsData(alias), arn, region, ...(endpoint === undefined ? {} : { endpoint }) });
  say.line(who.account(accountName(identity, words), clean(arn)));
  if (alias.known === 'no') say.dim(words.account.aliasUnknown[alias.because]);
  say.line(who.region(region));
  if (endpoint !== undefined) say.line(who.endpoint(endpoint));
  if (arn.endsWith(':root')) say.warn(who.root);
}

/** `123456789012 (alias ann-blog)`, or the number alone. */
function accountName({ account, alias }: Identified, words: Words): string {
  return alias.known === 'yes' ? words.account.named(clean(account), clean(alias.alias)) : clean(account);
}

/** Where a command works, for the question before it takes something away. */
export function placeOf({ ports: { run, words }, identity }: { readonly ports: Pick<Ports, 'run' | 'words'>; readonly identity: Identified }): string {
  return words.account.place(accountName(identity, words), run.region);
}

/** For programs: no member when the account has none, null when that could not be learned. */
export function aliasAsData(alias: Alias): { readonly alias?: string | null } {
  switch (alias.known) {
    case 'yes':
      return { alias: alias.alias };
    case 'no':
      return { alias: null };
    case 'none':
      return {};
  }
}

/** Only AWS itself bills anybody; whoever named another endpoint has already said where. Root may do anything, so it is asked wherever it is. */
export async function agreeToAccount(
  identity: Identified,
  { region, endpoint }: Place,
  { prompts, flags }: { readonly prompts: Prompts; readonly flags: Flags },
  { words }: Surroundings,
): Promise<void> {
  const { confirm, declined } = words.commands.who;
  const { account, arn } = identity;
  if (arn.endsWith(':root') && !flags.allowRoot) {
    if (flags.yes) throw new UserError('root-keys', [account], { outcome: 'credentials' });
    if (!(await prompts.confirm({ message: words.account.rootGoOn, flag: '--allow-root', default: false }))) throw new Declined(declined);
  }
  if (endpoint !== undefined) return;
  const agreed = await prompts.confirm({ message: confirm(accountName(identity, words), region), flag: '--yes', default: true });
  if (!agreed) throw new Declined(declined);
}
