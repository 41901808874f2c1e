import { refusals } from '../errors.ts';

interface Place {
  /** Offsets in the source text. */
  readonly from: number;
  readonly to: number;
}

/** One word of MySQL, as it was typed; strings and names are already unescaped. */
export type Token = Place &
  (
    | { readonly kind: 'word'; readonly text: string }
    | { readonly kind: 'name'; readonly text: string }
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'number'; readonly text: string }
    | { readonly kind: 'bytes'; readonly hex: string }
    | { readonly kind: 'variable'; readonly text: string }
    | { readonly kind: 'placeholder'; readonly index: number }
    | { readonly kind: 'mark'; readonly text: string }
  );

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };
const marks = ['<=>', '->>', ':=', '<=', '>=', '<>', '!=', '||', '&&', '<<', '>>', '->'];
const wordPattern = /[A-Za-z0-9_$\u0080-\u{10FFFF}]+/uy;
const bytesPattern = /0x[0-9a-fA-F]+(?![0-9A-Za-z_$])|[xX]'(?:[0-9a-fA-F]{2})*'/y;
const numberPattern = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const variablePattern = /@@?(?:(?:global|session|persist|local)\s*\.\s*)?(?:`[^`]*`|'[^']*'|[A-Za-z0-9_.$]+)/iy;
/** Comments for versions up to this one are read as SQL, as MySQL 8.4 does. */
const versionInComments = 80499;

/** Cuts a MySQL text into tokens; what a versioned comment (`/*!40101`) holds is read as SQL, other comments are dropped. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let insideVersioned = false;
  let placeholders = 0;
  const add = (token: { kind: Token['kind'] } & Record<string, unknown>, to: number) => {
    tokens.push({ ...token, from: at, to } as Token);
    at = to;
  };

  while (at < sql.length) {
    const here = sql[at] ?? '';
    const next = sql[at + 1] ?? '';
    if (/\s/.test(here)) at += 1;
    else if (here === '#' || (here === '-' && next === '-' && /^(\s|$)/.test(sql.slice(at + 2, at + 3)))) at = endOfLine(sql, at);
    else if (here === '/' && next === '*') {
      const versioned = /^\/\*!(\d{5,6})?/.exec(sql.slice(at, at + 10));
      if (versioned !== null && Number(versioned[1] ?? 0) <= versionInComments) {
        insideVersioned = true;
        at += versioned[0].length;
      } else at = endOfComment(sql, at);
    } else if (insideVersioned && here === '*' && next === '/') {
      insideVersioned = false;
      at += 2;
    } else if (here === "'" || here === '"') {
      const [text, to] = readQuoted(sql, at, here);
      add({ kind: 'string', text }, to);
    } else if (here === '`') {
      const [text, to] = readQuoted(sql, at, here);
      add({ kind: 'name', text }, to);
    } else if (here === '?') add({ kind: 'placeholder', index: placeholders++ }, at + 1);
    else if (here === '@' && matchAt(variablePattern, sql, at) !== undefined) {
      const text = matchAt(variablePattern, sql, at) ?? '';
      add({ kind: 'variable', text: text.replace(/[\s`']/g, '') }, at + text.length);
    } else if (matchAt(bytesPattern, sql, at) !== undefined) {
      const text = matchAt(bytesPattern, sql, at) ?? here;
      const digits = text.replace(/^0x|^x'|'$/gi, '');
      add({ kind: 'bytes', hex: digits.length % 2 === 0 ? digits : `0${digits}` }, at + text.length);
    } else if (/[0-9]/.test(here) || (here === '.' && /[0-9]/.test(next) && !followsName(tokens, at))) {
      const text = readNumber(sql, at);
      add(/^[0-9.]+(e[+-]?\d+)?$/i.test(text) ? { kind: 'number', text } : { kind: 'word', text }, at + text.length);
    } else if (matchAt(wordPattern, sql, at) !== undefined) {
      const text = matchAt(wordPattern, sql, at) ?? here;
      add({ kind: 'word', text }, at + text.length);
    } else {
      const text = marks.find((mark) => sql.startsWith(mark, at)) ?? here;
      add({ kind: 'mark', text }, at + text.length);
    }
  }
  return tokens;
}

const endOfLine = (sql: string, at: number) => (sql.indexOf('\n', at) < 0 ? sql.length : sql.indexOf('\n', at) + 1);

function endOfComment(sql: string, at: number): number {
  const end = sql.indexOf('*/', at + 2);
  if (end < 0) throw refusals.syntax(sql.slice(at, at + 80), lineOf(sql, at));
  return end + 2;
}

/** In `a.1st` the dot belongs to the name before it, not to a number. */
const followsName = (tokens: readonly Token[], at: number) => {
  const last = tokens.at(-1);
  return last !== undefined && last.to === at && (last.kind === 'word' || last.kind === 'name');
};

/** A number, unless letters follow (`2fa_codes`): then it is a name that starts with a digit. */
function readNumber(sql: string, at: number): string {
  const number = matchAt(numberPattern, sql, at) ?? '';
  const word = matchAt(wordPattern, sql, at) ?? '';
  return word.length > number.length ? word : number;
}

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Reads from the quote at `at`; a doubled quote stands for itself, and so does a backslash escape except in names. */
function readQuoted(sql: string, at: number, quote: string): [text: string, to: number] {
  let text = '';
  let i = at + 1;
  while (i < sql.length) {
    const here = sql[i] ?? '';
    const next = sql[i + 1];
    if (here === '\\' && quote !== '`' && next !== undefined) {
      // In LIKE patterns \% and \_ keep their backslash.
      text += escapes[next] ?? (next === '%' || next === '_' ? `\\${next}` : next);
      i += 2;
    } else if (here === quote && next === quote) {
      text += quote;
      i += 2;
    } else if (here === quote) return [text, i + 1];
    else {
      text += here;
      i += 1;
    }
  }
  throw refusals.syntax(sql.slice(at, at + 80), lineOf(sql, at));
}

/** The line (from 1) that an offset is on. */
export const lineOf = (sql: string, at: number) => sql.slice(0, at).split('\n').length;
