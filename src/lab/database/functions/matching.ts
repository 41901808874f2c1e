import { textOf, type Argument } from './function.ts';

const longestCache = 200;

/** LIKE as MySQL's `_ci` collations see it: case does not matter, `\` (or the given character) escapes `%` and `_`. */
export function likeMatcher(): (pattern: Argument, value: Argument, escape?: Argument) => boolean | null {
  const compile = cached((key) => likePattern(key.slice(1), key[0] === '\u0000' ? '' : (key[0] ?? '\\')));
  return (pattern, value, escape = '\\') =>
    pattern === null || value === null ? null : compile(`${textOf(escape) === '' ? '\u0000' : textOf(escape)}${textOf(pattern)}`).test(textOf(value));
}

/** REGEXP: case does not matter; POSIX classes are understood. */
export function regexpMatcher(): (pattern: Argument, value: Argument) => boolean | null {
  const compile = cached((source) => new RegExp(modern(source), 'iu'));
  return (pattern, value) => (pattern === null || value === null ? null : compile(textOf(pattern)).test(textOf(value)));
}

function likePattern(pattern: string, escape: string): RegExp {
  let source = '';
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i += 1) {
    const here = characters[i] ?? '';
    if (here === escape && i + 1 < characters.length) source += literally(characters[++i] ?? '');
    else source += here === '%' ? '.*' : here === '_' ? '.' : literally(here);
  }
  return new RegExp(`^${source}$`, 'isu');
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const classes: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
};
const modern = (source: string) => source.replace(/\[\[:[<>]:\]\]/g, '\\b').replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);

function cached(make: (key: string) => RegExp): (key: string) => RegExp {
  const made = new Map<string, RegExp>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    if (made.size >= longestCache) made.clear();
    made.set(key, found);
    return found;
  };
}
