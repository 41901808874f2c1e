import type { Words } from './ui/language/words.ts';

/** Exit codes (documented in `--help`): what the process tells whoever called it. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  wrongUse: 2,
  declined: 3,
  credentials: 4,
  heldByAnother: 5,
  drift: 6,
  interrupted: 130,
} as const;

export type Outcome = keyof typeof exitCodes;
export type FailureCode = keyof Words['failures'];
export type FailureValues<Code extends FailureCode> = Parameters<Words['failures'][Code]>;

/**
 * Something a person can act on. It carries data only; the catalogue (`words.failures[code]`) turns it into
 * "what happened, the value, what to do next" at the one place that prints errors.
 */
export class UserError<Code extends FailureCode = FailureCode> extends Error {
  readonly code: Code;
  readonly values: FailureValues<Code>;
  readonly outcome: Exclude<Outcome, 'ok'>;

  constructor(code: Code, values: FailureValues<Code>, options: { outcome?: Exclude<Outcome, 'ok'>; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.values = values;
    this.outcome = options.outcome ?? 'failed';
  }
}

/** The person said no, or something is left for them to do: soft, one line, exit 3. */
export class Declined extends Error {
  override readonly name = 'Declined';
}

/** Ctrl-C or a signal. Exit 130. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The same, once the journal knows it and the person was told what is kept and how to go on. */
export class InterruptionTold extends Interrupted {}
