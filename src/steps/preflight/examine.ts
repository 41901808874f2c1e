import { Declined, UserError, type FailureCode } from '../../errors.ts';
import type { StepContext } from '../../step.ts';
import { mustBeSound } from './checks.ts';
import type { Chosen } from './choose.ts';
import { rows, type Severity } from './rows.ts';
import { sceneOf } from './scene.ts';

/** One thing that was found, in words. */
export interface Found {
  readonly id: string;
  readonly severity: Severity;
  readonly what: string;
  readonly next: string;
  /** The failure that a block is, when there is one. */
  readonly failure?: UserError;
}

/** Everything that is wrong or worth knowing, the worst first. Changes nothing. */
export async function examine(ctx: StepContext, chosen: Chosen): Promise<readonly Found[]> {
  const first = await failureOf(mustBeSound(ctx, chosen));
  if (first !== undefined && !canGoOn(first) && !shutOut(first)) return [asFound(ctx, first)];
  // Nobody could log in: what is seen from outside may tell why.
  const scene = await sceneOf(ctx, chosen, first !== undefined && shutOut(first) ? 'outside' : 'inside');
  const found: Found[] = first === undefined ? [] : [asFound(ctx, first)];
  for (const { id, severity, look } of rows) {
    const values = await look(scene);
    if (values !== undefined) found.push({ id, severity, ...ctx.words.doctor.rows[id](...values.map(plain)) });
  }
  // A database that is stopped, say, is told of already.
  const silent = scene.inside?.address;
  if (silent instanceof UserError && !found.some(({ id }) => id === 'database-not-available')) found.unshift(asFound(ctx, silent));
  return found;
}

/** A failure as a finding: it blocks. */
export function asFound({ words }: Pick<StepContext, 'words'>, failure: UserError): Found {
  const tell = words.failures[failure.code] as (...values: readonly unknown[]) => { what: string; next: string };
  const values = failure.values.map((value: unknown) => (typeof value === 'string' ? plain(value) : value));
  return { id: failure.code, severity: 'block', ...tell(...values), failure };
}

/** Says what was found, asks when something is worth a thought, and stops when the journey could not end well. */
export async function mustBeAgreed(ctx: StepContext, found: readonly Found[]): Promise<void> {
  tellFound(ctx, found);
  const blocks = found.filter(({ severity }) => severity === 'block');
  const failure = blocks.find((one) => one.failure !== undefined)?.failure;
  if (failure !== undefined) throw failure;
  if (blocks.length > 0) throw new UserError('preflight-blocked', [blocks.length]);
  const warnings = found.filter(({ severity }) => severity === 'warn');
  if (warnings.length === 0) return;
  const message = ctx.words.doctor.goOn(warnings.length);
  if (!(await ctx.prompts.confirm({ message, flag: '--answer warnings=…', default: true }))) throw new Declined(message);
}

/** One paragraph a finding. */
export function tellFound({ say, words }: Pick<StepContext, 'say' | 'words'>, found: readonly Found[]): void {
  for (const { id, severity, what, next } of found) {
    say.event({ type: 'finding', id, severity, what, next });
    const text = `${words.doctor.severity[severity]}: ${what}`;
    if (severity === 'block') say.bad(text);
    else if (severity === 'warn') say.warn(text);
    else say.dim(text);
    say.dim(`  ${next}`);
  }
}

async function failureOf(check: Promise<unknown>): Promise<UserError | undefined> {
  try {
    await check;
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

// With these the scene can still be looked at, and whatever else is wrong be told at once.
const harmless: readonly FailureCode[] = [
  'address-fixed-in-wp-config',
  'blog-is-multisite',
  'database-in-one-zone',
  'web-server-not-enabled',
  'health-page-missing',
  'subnets-in-one-zone',
  'subnet-full',
];
const shutOut = ({ code }: UserError) => /^(ssh-|no-way-in$|sudo-refused$)/.test(code);
const canGoOn = ({ code }: UserError) => harmless.includes(code);

/** Names and texts come from outside: nothing in them may steer a terminal. */
const plain = (value: string): string => value.replace(/\p{C}/gu, '').slice(0, 300);
