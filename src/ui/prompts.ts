interface Question {
  readonly message: string;
  /** The flag that answers it without asking, named when nobody can be asked. */
  readonly flag?: string;
}

export interface Choice<Value> {
  readonly value: Value;
  readonly name: string;
  readonly description?: string;
}

/** The one way to ask. Each `default` is what `--yes` answers; a question without one cannot be answered by `--yes`. */
export interface Prompts {
  input(question: Question & { readonly default?: string; readonly validate?: (answer: string) => true | string }): Promise<string>;
  confirm(question: Question & { readonly default?: boolean }): Promise<boolean>;
  select<Value>(question: Question & { readonly choices: readonly Choice<Value>[]; readonly default?: Value }): Promise<Value>;
  password(question: Question): Promise<string>;
}
