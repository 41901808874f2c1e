import { Option } from 'commander';
import { UserError } from '../errors.ts';
import { languages, type Language, type Words } from '../ui/language/words.ts';
import { nearest } from './nearest.ts';

/** What was typed, once it has been understood. */
export interface Flags {
  readonly lang?: Language;
  readonly debug?: true;
  readonly json?: true;
  readonly yes?: true;
  readonly lab?: true;
  readonly labDir?: string;
  readonly learner?: string;
  readonly listen?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly key?: string;
  readonly rdsCa?: string;
  readonly blog?: string;
  readonly db?: string;
  readonly keyOut?: string;
  readonly undo?: true;
  readonly prepare?: true;
  readonly prefix?: string;
  readonly stateDir?: string;
  readonly run?: string;
  readonly answer?: readonly string[];
  readonly only?: string;
  readonly from?: string;
  readonly until?: string;
  readonly apiOnly?: true;
  readonly step?: string;
  readonly allowRoot?: true;
  readonly marker?: 'plugin' | 'tutorial';
  readonly rewriteRows?: true;
  readonly deleteDatabase?: true;
  readonly everything?: true;
  readonly port?: number;
  readonly speed?: number;
  readonly empty?: true;
  readonly op?: string;
  readonly count?: number;
  readonly seconds?: number;
  readonly on?: string;
  readonly guess?: string;
  readonly rate?: number;
  readonly which?: 'server1' | 'server2';
  readonly tuned?: true;
  readonly keep?: true;
  readonly format?: string;
  readonly out?: string;
  readonly watch?: true;
}

export type FlagName = Exclude<keyof Flags & keyof Words['commands']['flag'], never>;

const syntax: Readonly<Record<FlagName, string>> = {
  lang: '--lang <language>',
  debug: '--debug',
  json: '--json',
  yes: '-y, --yes',
  lab: '--lab',
  labDir: '--lab-dir <dir>',
  learner: '--learner <name>',
  listen: '--listen <address>',
  region: '--region <region>',
  profile: '--profile <name>',
  endpointUrl: '--endpoint-url <url>',
  key: '--key <file>',
  rdsCa: '--rds-ca <file>',
  blog: '--blog <kind>',
  db: '--db <kind>',
  keyOut: '--key-out <file>',
  undo: '--undo',
  prepare: '--prepare',
  prefix: '--prefix <word>',
  stateDir: '--state-dir <dir>',
  run: '--run <id>',
  answer: '--answer <question=value>',
  only: '--only <step>',
  from: '--from <step>',
  until: '--until <step>',
  apiOnly: '--api-only',
  step: '--step <step>',
  allowRoot: '--allow-root',
  marker: '--marker <way>',
  rewriteRows: '--rewrite-rows',
  deleteDatabase: '--delete-database',
  everything: '--everything',
  port: '--port <number>',
  speed: '--speed <number>',
  empty: '--empty',
  op: '--op <operation>',
  count: '--count <number>',
  seconds: '--seconds <number>',
  on: '--on <name>',
  guess: '--guess <time>',
  rate: '--rate <number>',
  which: '--which <server>',
  tuned: '--tuned',
  keep: '--keep',
  format: '--format <form>',
  out: '--out <file>',
  watch: '--watch',
};

/** Values that are wrong whatever the command does with them. */
const readers: Partial<Record<FlagName, (value: string, before: unknown) => unknown>> = {
  lang: (value) => oneOf('--lang', value.toLowerCase(), languages),
  port: (value) => numberIn('--port', value, 1, 65_535),
  speed: (value) => numberIn('--speed', value, 1, 10_000),
  count: (value) => numberIn('--count', value, 0, 1_000_000),
  seconds: (value) => numberIn('--seconds', value, 1, 100_000),
  rate: (value) => numberIn('--rate', value, 1, 20),
  which: (value) => oneOf('--which', value, ['server1', 'server2']),
  learner: learnerIn,
  prefix: prefixIn,
  marker: (value) => oneOf('--marker', value, ['plugin', 'tutorial']),
  answer: (value, before) => [...(Array.isArray(before) ? before : []), value],
};

/** One flag as commander takes it. */
export function optionFor(name: FlagName, description: string): Option {
  const option = new Option(syntax[name], description);
  const read = readers[name];
  return read ? option.argParser(read) : option;
}

/** `value` when it is one of `known`; else a failure that names the nearest one. */
export function oneOf<Known extends string>(flag: string, value: string, known: readonly Known[]): Known {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UserError('unknown-value', [flag, value, nearest(value, known), known], { outcome: 'wrongUse' });
  return found;
}

function numberIn(flag: string, value: string, lowest: number, highest: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= lowest && number <= highest) return number;
  throw new UserError('not-a-number', [flag, value, lowest, highest], { outcome: 'wrongUse' });
}

function learnerIn(value: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(value)) return value;
  throw new UserError('learner-name', [value], { outcome: 'wrongUse' });
}

function prefixIn(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,11}$/.test(value) && !/^internal-/i.test(value)) return value;
  throw new UserError('prefix-malformed', [value], { outcome: 'wrongUse' });
}
