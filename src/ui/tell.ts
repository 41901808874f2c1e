import { chalkStderr } from 'chalk';
import { Declined, Interrupted, UserError, type Outcome } from '../errors.ts';
import { clean } from './clean.ts';
import type { FailureText } from './language/en/failures.ts';
import type { Words } from './language/words.ts';

export interface Teller {
  readonly words: Words;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly debug: boolean;
  readonly json: boolean;
}

const longestValue = 2_000;

/** Says why a command ended, in the person's language, and gives the outcome. A stack is for `--debug` only. */
export function tell(error: unknown, teller: Teller): Outcome {
  // Whoever was interrupted has said what is kept and how to go on.
  if (error instanceof Interrupted) return soft(error, 'interrupted', '', teller);
  if (error instanceof Declined) return soft(error, 'declined', error.message, teller);
  if (error instanceof UserError) return hard(error, error.code, textOf(error, teller.words), error.outcome, teller);
  const message = clean(error instanceof Error ? error.message : String(error));
  return hard(error, 'unexpected', teller.words.failures.unexpected(message), 'failed', teller);
}

function textOf(error: UserError, { failures }: Words): FailureText {
  // The code and its values were checked against each other where the error was made; here they only meet again.
  const words = failures[error.code] as (...values: readonly unknown[]) => FailureText;
  // AWS's sentences, names and paths come from outside.
  return words(...error.values.map((value) => (typeof value === 'string' ? clean(value, longestValue) : value)));
}

function soft(error: Error, outcome: 'interrupted' | 'declined', line: string, teller: Teller): Outcome {
  if (line !== '') teller.stderr.write(`${line}\n`);
  report(outcome, line, '', teller);
  stack(error, teller);
  return outcome;
}

function hard(error: unknown, code: string, { what, next }: FailureText, outcome: Exclude<Outcome, 'ok'>, teller: Teller): Outcome {
  const cause = causeOf(error, what);
  teller.stderr.write(`\n${chalkStderr.red(what)}\n${next}\n`);
  if (cause !== '') teller.stderr.write(`${chalkStderr.dim(cause)}\n`);
  report(code, what, next, teller);
  stack(error, teller);
  return outcome;
}

/** The innermost reason on one line, when it says something that the sentence does not. */
function causeOf(error: unknown, what: string): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (inner === error || !(inner instanceof Error)) return '';
  const line = clean(inner.message.split('\n', 1)[0]?.trim() ?? '');
  return what.includes(line) ? '' : `(${line})`;
}

function report(code: string, what: string, next: string, { json, stdout }: Teller): void {
  if (json) stdout.write(`${JSON.stringify({ type: 'error', code, what, next })}\n`);
}

function stack(error: unknown, { debug, stderr }: Teller): void {
  for (let at = error; debug && at instanceof Error; at = at.cause) stderr.write(`${chalkStderr.dim(at.stack ?? at.message)}\n`);
}
