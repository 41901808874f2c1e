export type Token =
  | { readonly kind: 'text'; readonly value: string; readonly line: number }
  | { readonly kind: 'string'; readonly value: string; readonly line: number }
  | { readonly kind: 'word'; readonly value: string; readonly line: number }
  | { readonly kind: 'mark'; readonly value: string; readonly line: number }
  | { readonly kind: 'broken'; readonly value: string; readonly line: number };

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

const patterns = {
  blank: /\s+/y,
  comment: /(?:\/\/|#(?!\[))(?:(?!\?>)[^\n])*|\/\*[^]*?\*\//y,
  word: /\$?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*|\d[\w.]*/y,
  single: /'((?:\\[^]|[^'\\])*)'/y,
  double: /"((?:\\[^]|[^"\\])*)"/y,
  heredoc: /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1\r?\n([^]*?)\r?\n?[ \t]*\2\b/y,
} as const;

const remembered = new Map<string, readonly Token[]>();
const mostRemembered = 32;

/** PHP source as far as a sample blog has to understand it: what is outside the tags, strings, words and punctuation. */
export function tokens(source: string): readonly Token[] {
  // The same few files are read at each request, and seldom change.
  const known = remembered.get(source);
  if (known) return known;
  const found = read(source);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(source, found);
  return found;
}

function read(source: string): Token[] {
  const reader: Reader = { text: source, at: 0, line: 1 };
  const found: Token[] = [];
  while (reader.at < source.length) {
    readText(reader, found);
    readCode(reader, found);
  }
  return found;
}

function readText(reader: Reader, found: Token[]): void {
  const open = /<\?(?:php(?=\s|$)|=)/gi;
  open.lastIndex = reader.at;
  const tag = open.exec(reader.text);
  const line = reader.line;
  const value = advance(reader, (tag?.index ?? reader.text.length) - reader.at);
  if (value !== '') found.push({ kind: 'text', value, line });
  if (tag && advance(reader, tag[0].length) === '<?=') found.push({ kind: 'word', value: 'echo', line: reader.line });
}

function readCode(reader: Reader, found: Token[]): void {
  while (reader.at < reader.text.length) {
    if (reader.text.startsWith('?>', reader.at)) {
      found.push({ kind: 'mark', value: ';', line: reader.line });
      // PHP swallows one line break right after its closing tag.
      advance(reader, /\?>(\r?\n)?/y.exec(reader.text.slice(reader.at, reader.at + 4))?.[0].length ?? 2);
      return;
    }
    const token = nextToken(reader);
    if (token) found.push(token);
  }
}

function nextToken(reader: Reader): Token | undefined {
  const { line } = reader;
  if (take(reader, patterns.blank) || take(reader, patterns.comment)) return undefined;
  const single = take(reader, patterns.single);
  if (single) return { kind: 'string', value: (single[1] ?? '').replace(/\\([\\'])/g, '$1'), line };
  const double = take(reader, patterns.double);
  if (double) return { kind: 'string', value: unescaped(double[1] ?? ''), line };
  const heredoc = take(reader, patterns.heredoc);
  if (heredoc) return { kind: 'string', value: heredoc[3] ?? '', line };
  const word = take(reader, patterns.word);
  if (word) return { kind: 'word', value: word[0], line };
  if (/^(?:['"]|\/\*)/.test(reader.text.slice(reader.at, reader.at + 2)))
    return { kind: 'broken', value: advance(reader, reader.text.length - reader.at), line };
  return { kind: 'mark', value: advance(reader, 1), line };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', e: '\x1b', v: '\v', f: '\f' };

function unescaped(inner: string): string {
  return inner.replace(/\\([ntrevf\\$"])/g, (_, letter: string) => escapes[letter] ?? letter);
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match) advance(reader, match[0].length);
  return match;
}

function advance(reader: Reader, length: number): string {
  const passed = reader.text.slice(reader.at, reader.at + length);
  reader.at += length;
  reader.line += passed.split('\n').length - 1;
  return passed;
}

/** Why PHP would refuse this file, or undefined: strings and comments that never end, brackets that do not match. */
export function syntaxError(source: string): { readonly message: string; readonly line: number } | undefined {
  const open: Token[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  const found = tokens(source);
  for (const token of found) {
    if (token.kind === 'broken') return { message: 'syntax error, unexpected end of file', line: token.line };
    if (token.kind !== 'mark') continue;
    if ('([{'.includes(token.value)) open.push(token);
    else if (token.value in pairs && open.pop()?.value !== pairs[token.value]) return { message: `Unmatched '${token.value}'`, line: token.line };
  }
  const unclosed = open.pop();
  return unclosed && { message: `Unclosed '${unclosed.value}'`, line: unclosed.line };
}

/** Constants a file defines, and the plain strings it puts in variables (`$table_prefix`), by name. `host` is the request's. */
export function settings(source: string, host = ''): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const all = tokens(source);
  all.forEach((token, at) => {
    if (token.kind !== 'word') return;
    const [next, name, comma] = [all[at + 1], all[at + 2], all[at + 3]];
    if (token.value === 'define' && next?.value === '(' && name?.kind === 'string' && comma?.value === ',') {
      // As in PHP, a constant keeps the value it was given first.
      if (!found.has(name.value)) found.set(name.value, valueFrom(all, at + 4, host));
    }
    if (token.value.startsWith('$') && next?.value === '=' && all[at + 2]?.kind === 'string') found.set(token.value, valueFrom(all, at + 2, host));
  });
  return found;
}

function valueFrom(all: readonly Token[], start: number, host: string): string {
  let value = '';
  let depth = 0;
  for (let at = start; at < all.length; at += 1) {
    const token = all[at];
    if (!token || (depth === 0 && token.kind === 'mark' && ');,'.includes(token.value))) break;
    if (token.kind === 'mark') depth += '(['.includes(token.value) ? 1 : ')]'.includes(token.value) ? -1 : 0;
    else if (token.value === '$_SERVER' && all[at + 2]?.value === 'HTTP_HOST') value += host;
    else if (depth === 0) value += token.value;
  }
  return value;
}

/** What a front file prints by itself, around the page that its `require` makes (`loads`: it gets as far as that). */
export function printed(source: string): { readonly before: string; readonly after: string; readonly loads: boolean } {
  const out = { before: '', after: '', loads: false };
  let echoing = false;
  for (const token of tokens(source)) {
    const side = out.loads ? 'after' : 'before';
    if (token.kind === 'text') out[side] += token.value;
    else if (token.kind === 'word' && /^(echo|print)$/i.test(token.value)) echoing = true;
    else if (token.kind === 'word' && /^(require|include)(_once)?$/i.test(token.value)) out.loads = true;
    else if (token.kind === 'mark' && token.value === ';') echoing = false;
    else if (token.kind === 'string' && echoing) out[side] += token.value;
  }
  return out;
}
