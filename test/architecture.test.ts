import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../src/ui/language/en.ts';
import { ja } from '../src/ui/language/ja.ts';

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typesOnly: boolean;
}

interface Room {
  readonly imports: readonly string[];
  readonly types: readonly string[];
}

const root = join(import.meta.dirname, '..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `src/${file.split(sep).join('/')}`);
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');

describe('imports point one way', () => {
  const rooms = roomsInArchitecture();
  const imports = sources.flatMap(importsOf);
  const inside = imports.filter(({ target }) => target.startsWith('src/'));

  test('every file under src stands in a room that ARCHITECTURE.md names', () => {
    expect(sources.filter((file) => !(roomOf(file) in rooms))).toEqual([]);
  });

  test('no import goes against the table in ARCHITECTURE.md', () => {
    const wrong = inside.filter(({ file, target, typesOnly }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      const room = rooms[from];
      return from !== to && !room?.imports.includes(to) && !(typesOnly && room?.types.includes(to));
    });
    expect(wrong.map(({ file, target, typesOnly }) => `${file} -> ${target}${typesOnly ? ' (types)' : ''}`)).toEqual([]);
  });

  test('only the lab commands look into the lab', () => {
    const allowed = ['src/commands/lab.ts', 'src/commands/lab-break.ts', 'src/commands/connect-lab.ts'];
    const visitors = inside.filter(({ file, target }) => roomOf(target) === 'lab' && roomOf(file) !== 'lab').map(({ file }) => file);
    expect(visitors.filter((file) => !allowed.includes(file))).toEqual([]);
  });

  test('inquirer and ora are each imported in one file', () => {
    for (const library of ['inquirer', 'ora']) {
      const users = new Set(imports.filter(({ target, typesOnly }) => target === library && !typesOnly).map(({ file }) => file));
      expect([...users], library).toHaveLength(1);
    }
  });

  test('chalk and ora stay under src/ui', () => {
    const outside = imports.filter(({ file, target }) => ['chalk', 'ora'].includes(target) && !file.startsWith('src/ui/'));
    expect(outside.map(({ file }) => file)).toEqual([]);
  });
});

describe('habits that a reader relies on', () => {
  const filesWith = (pattern: RegExp, among = sources) => among.filter((file) => pattern.test(withoutComments(textOf(file))));

  test('AWS clients are made in one file', () => {
    expect(filesWith(/new .*\b(EC2|ElasticLoadBalancingV2|RDS|STS|IAM|EC2InstanceConnect)Client\(/)).toEqual(['src/aws/clients.ts']);
  });

  test('nobody prints through console but the processes of the lab, whose output is a log file', () => {
    expect(filesWith(/\bconsole\.(log|error|warn|info|table|dir)\(/).filter((file) => !file.startsWith('src/lab/'))).toEqual([]);
  });

  test('only src/cli.ts and the processes of the lab end a process', () => {
    const enders = filesWith(/process\.exit(Code)?\b/).filter((file) => !file.startsWith('src/lab/'));
    expect(enders).toEqual(['src/cli.ts']);
  });

  test('steps, aws, blog, drill and runner do not ask whether there is a lab', () => {
    const among = sources.filter((file) => ['steps', 'aws', 'blog', 'drill', 'runner', 'journey'].includes(roomOf(file)));
    expect(filesWith(/if \([^)]*\b(isLab|lab)\b/i, among)).toEqual([]);
  });

  test('no `any` and no `!` after a value', () => {
    expect(filesWith(/(:|<|\bas) any\b/)).toEqual([]);
    expect(filesWith(/[\w)\]]!(\.|\[|;|,|\))/)).toEqual([]);
  });

  test('no file is called utils, helpers or common', () => {
    expect(sources.filter((file) => /\/(utils?|helpers?|common|misc)\b/.test(file))).toEqual([]);
  });

  test('every step is a file of its own name, in the journey once', () => {
    const steps = sources.filter((file) => /^src\/steps\/[^/]+\.ts$/.test(file)).map((file) => posix.basename(file, '.ts'));
    const journey = textOf('src/journey.ts');
    const listed = [...journey.matchAll(/from '\.\/steps\/([\w-]+)\.ts'/g)].map(([, id]) => id);
    expect(listed.toSorted()).toEqual(steps.toSorted());
  });
});

describe('the two languages', () => {
  test('have the same keys', () => {
    expect(keysOf(ja)).toEqual(keysOf(en));
  });

  test('have no sentence left empty in either', () => {
    for (const [language, words] of Object.entries({ en, ja })) {
      const empty = leavesOf(words).filter(([, value]) => value === '');
      expect(empty.map(([key]) => `${language}: ${key}`)).toEqual([]);
    }
  });

  test('Japanese is not English left as it was', () => {
    const english = new Map(leavesOf(en));
    const same = leavesOf(ja).filter(([key, value]) => typeof value === 'string' && / .* .* /.test(value) && english.get(key) === value);
    expect(same.filter(([, value]) => !/^(npx|eval|aws) /.test(String(value))).map(([key]) => key)).toEqual([]);
  });
});

function roomsInArchitecture(): Record<string, Room> {
  const rows = textOf('ARCHITECTURE.md').matchAll(/^\| (\w+) \| ([\w ]*?) ?\| ([\w ]*?) ?\|$/gm);
  const words = (cell = '') => cell.split(' ').filter(Boolean);
  return Object.fromEntries([...rows].map(([, room = '', imports, types]) => [room, { imports: words(imports), types: words(types) }]));
}

function roomOf(file: string): string {
  const [, first = '', second] = file.split('/');
  if (second !== undefined) return first === 'journal' ? 'runner' : first;
  if (['step.ts', 'errors.ts', 'clock.ts', 'names.ts'].includes(first)) return 'contract';
  if (first === 'preparation.ts') return 'journey';
  return ['runner.ts', 'journal.ts', 'lock.ts', 'runs.ts'].includes(first) ? 'runner' : first.replace(/\.ts$/, '');
}

function importsOf(file: string): Import[] {
  const text = withoutComments(textOf(file));
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s+'([^']+)'/gm)].map(([, type, names = '', target = '']) => ({
    file,
    target: resolved(file, target),
    typesOnly: type !== undefined || onlyTypes(names),
  }));
  const loose = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)|^import '([^']+)'/gm)].map(([, lazy, bare]) => ({
    file,
    target: resolved(file, lazy ?? bare ?? ''),
    typesOnly: false,
  }));
  return [...statements, ...loose];
}

const onlyTypes = (names: string) => /^\{(\s*type\s+[\w\s]+,?)+\s*\}$/.test(names);

function resolved(file: string, target: string): string {
  return target.startsWith('.') ? relative('.', posix.join(posix.dirname(file), target)) : target;
}

function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}

const keysOf = (words: object) =>
  leavesOf(words)
    .map(([key]) => key)
    .toSorted();
