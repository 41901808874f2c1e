export interface Split {
  /** Whole statements, without their end; `tall`: ended with \G. */
  readonly statements: readonly { readonly sql: string; readonly tall: boolean }[];
  readonly rest: string;
  /** The quote that is open at the end, if any. */
  readonly quote: string;
}

/** Cuts SQL at `;`, `\g` and `\G`, but not inside quotes or comments. */
export function split(text: string): Split {
  const statements: { sql: string; tall: boolean }[] = [];
  let start = 0;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const [letter = '', pair] = [text[at], text.slice(at, at + 2)];
    if (quote !== '') {
      if (letter === '\\' && quote !== '`') at += 1;
      else if (letter === quote) quote = '';
    } else if (`'"\``.includes(letter)) quote = letter;
    else if (letter === '#' || /^--(\s|$)/.test(text.slice(at, at + 3))) at = endOf(text, '\n', at) - 1;
    else if (pair === '/*') at = endOf(text, '*/', at) + 1;
    else if (letter === ';' || pair === '\\G' || pair === '\\g') {
      const sql = text.slice(start, at).trim();
      if (sql !== '') statements.push({ sql, tall: pair === '\\G' });
      if (letter !== ';') at += 1;
      start = at + 1;
    }
  }
  return { statements, rest: text.slice(start), quote };
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}
