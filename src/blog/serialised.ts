/**
 * Values as PHP's `serialize()` writes them, in which every text says its length in bytes. Read and written as "binary
 * strings", one character a byte, so that a length is an index.
 */
interface Reader {
  readonly bytes: string;
  readonly rewrite: (text: string) => string;
  at: number;
}

/** Deeper than any blog nests, and shallow enough for our own stack. */
const deepest = 500;
const scalar = /(?:N|b:[01]|i:[+-]?\d+|[rR]:\d+|d:(?:NAN|-?INF|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?));/y;

/** Does it look as if PHP had serialised it, if only its beginning? What can hold no text does not count. */
export const looksSerialised = (bytes: string): boolean => /^(?:[aOC]:\d+:[{"]|[sSE]:\d+:")/.test(bytes);

/** Applies `rewrite` to every text in it, sets the lengths right, and leaves keys and names alone. Undefined: it cannot be read whole. */
export function rewriteSerialised(bytes: string, rewrite: (text: string) => string): string | undefined {
  const reader: Reader = { bytes, rewrite, at: 0 };
  const written = readValue(reader, 0);
  return reader.at === bytes.length ? written : undefined;
}

function readValue(reader: Reader, depth: number): string | undefined {
  if (depth > deepest) return undefined;
  switch (reader.bytes[reader.at]) {
    case 's':
      return readText(reader);
    case 'a':
      return readList(reader, depth, take(reader, /a:(\d+):/y));
    case 'O':
      return readObject(reader, depth);
    case 'E':
      return named(reader, /E:(\d+):"/y, '";')?.written;
    case 'C':
      return readOpaque(reader);
    default:
      return take(reader, scalar)?.[0];
  }
}

/** A text may itself be a serialised value: plugins do that. */
function readText(reader: Reader): string | undefined {
  const found = named(reader, /s:(\d+):"/y, '";');
  if (found === undefined) return undefined;
  const { text } = found;
  const written = looksSerialised(text) ? (rewriteSerialised(text, reader.rewrite) ?? text) : reader.rewrite(text);
  return `s:${written.length}:"${written}";`;
}

/** `{key;value;…}` with as many pairs as were announced. */
function readList(reader: Reader, depth: number, head: RegExpExecArray | undefined): string | undefined {
  const count = Number(head?.[1]);
  if (head === undefined || take(reader, /\{/y) === undefined) return undefined;
  const parts: string[] = [];
  for (let left = count; left > 0; left -= 1) {
    const key = take(reader, /i:-?\d+;/y)?.[0] ?? named(reader, /s:(\d+):"/y, '";')?.written;
    const value = key === undefined ? undefined : readValue(reader, depth + 1);
    if (key === undefined || value === undefined) return undefined;
    parts.push(key, value);
  }
  return take(reader, /\}/y) === undefined ? undefined : `${head[0]}{${parts.join('')}}`;
}

function readObject(reader: Reader, depth: number): string | undefined {
  const name = named(reader, /O:(\d+):"/y, '":');
  const list = name === undefined ? undefined : readList(reader, depth, take(reader, /(\d+):/y));
  return name === undefined || list === undefined ? undefined : `${name.written}${list}`;
}

/** An object that wrote itself in its own way: nobody else can read that, so it stays as it is. */
function readOpaque(reader: Reader): string | undefined {
  const name = named(reader, /C:(\d+):"/y, '":');
  const inside = name === undefined ? undefined : named(reader, /(\d+):\{/y, '}');
  return name === undefined || inside === undefined ? undefined : `${name.written}${inside.written}`;
}

/** A length, that many bytes, and what must follow them. */
function named(reader: Reader, head: RegExp, end: string): { readonly written: string; readonly text: string } | undefined {
  const start = reader.at;
  const length = take(reader, head)?.[1];
  if (length === undefined) return undefined;
  const text = reader.bytes.slice(reader.at, reader.at + Number(length));
  reader.at += Number(length);
  if (text.length !== Number(length) || !reader.bytes.startsWith(end, reader.at)) return undefined;
  reader.at += end.length;
  return { written: reader.bytes.slice(start, reader.at), text };
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.bytes);
  if (found === null) return undefined;
  reader.at = pattern.lastIndex;
  return found;
}
