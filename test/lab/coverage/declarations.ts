import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** One top-level piece of a source file: a function, a constant, or one operation in a table of them. */
interface Declaration {
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

export interface Sources {
  /** Codes of the refusals that can be met from where this operation is written, as far as its text tells. */
  codesOf(folder: string, operation: string): string[];
}

const root = join(import.meta.dirname, '../../../src/lab');

/** Reads the services' sources. No compiler: the house style (prettier-like layout, named imports) is all that it leans on. */
export function readSources(): Sources {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(root, file));
  const declarations = new Map(files.map((file) => [file, declarationsIn(file)]));
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  const find = (file: string, name: string): Declaration | undefined => {
    const here = declarations.get(file)?.find((one) => one.name === name);
    if (here) return here;
    const imported = imports.get(file)?.get(name);
    return imported && find(imported.file, imported.name);
  };
  const met = (start: Declaration): Declaration[] => {
    const seen = new Set<Declaration>([start]);
    // A set may grow while it is walked.
    for (const one of seen) for (const name of new Set(one.text.match(/\b[A-Za-z]\w*\b/g))) include(seen, find(one.file, name));
    return [...seen];
  };
  return {
    codesOf(folder, operation) {
      const [start] = files
        .filter((file) => relative(root, file).startsWith(`${folder}/`))
        .flatMap((file) => operationIn(declarations.get(file) ?? [], operation, (name) => find(file, name)));
      if (start === undefined) throw new Error(`${operation} is written nowhere in src/lab/${folder}`);
      const codes = met(start).flatMap(({ text, file }) => codesIn(text, file));
      return [...new Set(codes)].toSorted();
    },
  };
}

// The tables that join others would lead from one operation to all of them.
const joining = new Set(['operations', 'transitions', 'words', 'kinds', 'refusals', 'services']);

function include(seen: Set<Declaration>, found: Declaration | undefined): void {
  if (found !== undefined && !joining.has(found.name) && !/Operations$|Transitions$/.test(found.name)) seen.add(found);
}

function operationIn(here: readonly Declaration[], operation: string, find: (name: string) => Declaration | undefined): Declaration[] {
  const own = here.filter(({ name }) => name === operation);
  if (own.length > 0) return own;
  const named = here.flatMap(({ text }) => new RegExp(`^\\s*(?:export const operations.*\\{ )?.*\\b${operation}: (\\w+)\\b`, 'm').exec(text)?.[1] ?? []);
  return named.flatMap((name) => find(name) ?? []);
}

function declarationsIn(file: string): Declaration[] {
  const parts = readFileSync(file, 'utf8').split(/^(?=(?:export )?(?:async )?(?:function|const) )/m);
  return parts.flatMap((text): Declaration[] => {
    const name = /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(text)?.[1];
    if (name === undefined) return [];
    const table = text.split(/^(?= {2}\w+: (?:changes|reads)<)/m);
    if (table.length === 1) return [{ file, name, text }];
    return table.slice(1).flatMap((row) => [{ file, name: /^ {2}(\w+):/.exec(row)?.[1] ?? '', text: row }]);
  });
}

function importsOf(file: string): Map<string, { file: string; name: string }> {
  const found = new Map<string, { file: string; name: string }>();
  for (const [, names = '', from = ''] of readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from '(\.[^']*)';/gm)) {
    for (const word of names.split(',')) {
      const [, name, as] = /^\s*(\w+)(?: as (\w+))?\s*$/.exec(word) ?? [];
      if (name !== undefined) found.set(as ?? name, { file: resolve(dirname(file), from), name });
    }
  }
  return found;
}

function codesIn(text: string, file: string): string[] {
  const named = [...text.matchAll(/\b(?:new Refusal|refuse|notFound)\(\s*'([A-Z]\w*(?:\.\w+)?)'/g)].map(([, code = '']) => code);
  return [...named, ...idCodes(text, file)];
}

/** `find(world, 'vpc', …)` refuses a malformed and an unknown id of that kind; the words are in one table. */
function idCodes(text: string, file: string): string[] {
  if (!file.startsWith(join(root, 'ec2')) || file.endsWith('ids.ts')) return [];
  const kinds = [...text.matchAll(/\b(?:find|findAll|unknown|mustBeId)\((?:world, )?'(\w+)'|\bkind: '(\w+)'/g)].map(([, one, other]) => one ?? other ?? '');
  return kinds.flatMap((kind) => wordsOf.get(kind) ?? []);
}

const idTable = readFileSync(join(root, 'ec2/ids.ts'), 'utf8');
const wordsOf = new Map(
  [...idTable.matchAll(/^ {2}(\w+): \{[^}]*?malformed: '([^']+)',\s*unknown: '([^']+)'/gm)].map(([, kind = '', malformed = '', unknown = '']) => [
    kind,
    [malformed, unknown],
  ]),
);
