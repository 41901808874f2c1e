/** The little PHP that wp-config.php is written in: enough to read its settings without running it. */
export type PhpToken =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'variable'; readonly value: string }
  | { readonly kind: 'sign'; readonly value: string };

const pattern = new RegExp(
  [
    String.raw`(?<comment>\/\*[\s\S]*?(?:\*\/|$)|(?:\/\/|#(?!\[))[^\n]*?(?=\?>|\n|$))`,
    String.raw`'(?<single>(?:[^'\\]|\\[\s\S])*)'`,
    String.raw`"(?<double>(?:[^"\\]|\\[\s\S])*)"`,
    String.raw`\$(?<variable>[A-Za-z_]\w*)`,
    String.raw`(?<word>[A-Za-z_0-9.\\]+)`,
    String.raw`(?<sign>[^\s])`,
  ].join('|'),
  'g',
);

/** What PHP would see: comments are gone, quoted texts are unquoted. */
export function phpTokens(source: string): readonly PhpToken[] {
  const start = source.search(/<\?php\b/i);
  const code = start < 0 ? '' : source.slice(start + 5);
  return [...code.matchAll(pattern)].flatMap((match) => token(match.groups ?? {}));
}

function token({ single, double, variable: name, word, sign }: Readonly<Record<string, string | undefined>>): PhpToken[] {
  if (single !== undefined) return [{ kind: 'text', value: single.replace(/\\(['\\])/g, '$1') }];
  // A dollar sign in double quotes is a variable's value, which only PHP knows.
  if (double !== undefined) return [/(^|[^\\])\$[A-Za-z_{]/.test(double) ? { kind: 'sign', value: double } : { kind: 'text', value: unescape(double) }];
  if (name !== undefined) return [{ kind: 'variable', value: name }];
  if (word !== undefined) return [{ kind: 'word', value: word }];
  return sign === undefined ? [] : [{ kind: 'sign', value: sign }];
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', $: '$' };

const unescape = (text: string): string => text.replace(/\\([ntr"\\$])/g, (_, letter: string) => escapes[letter] ?? letter);

/** A setting's value: its text; `computed` when only running it would tell. */
export type Setting = { readonly text: string } | { readonly computed: true };

/** The constants that are defined, by name. PHP keeps the first definition. */
export function constants(tokens: readonly PhpToken[]): ReadonlyMap<string, Setting> {
  const found = new Map<string, Setting>();
  tokens.forEach((at, index) => {
    if (at.kind !== 'word' || at.value.toLowerCase() !== 'define') return;
    const [open, name, comma, value, close] = tokens.slice(index + 1, index + 6);
    if (open?.value !== '(' || name?.kind !== 'text' || comma?.value !== ',') return;
    if (!found.has(name.value)) found.set(name.value, settingOf(value, close, ')'));
  });
  return found;
}

/** The last value given to a variable. */
export function variable(tokens: readonly PhpToken[], name: string): Setting | undefined {
  const at = tokens.findLastIndex((one, index) => one.kind === 'variable' && one.value === name && tokens[index + 1]?.value === '=');
  return at < 0 ? undefined : settingOf(tokens[at + 2], tokens[at + 3], ';');
}

function settingOf(value: PhpToken | undefined, after: PhpToken | undefined, end: string): Setting {
  const whole = after?.value === end || (end === ')' && after?.value === ',');
  return whole && (value?.kind === 'text' || value?.kind === 'word') ? { text: value.value } : { computed: true };
}
