import type { Flags } from './flags.ts';

/** Flags that say where and as whom; a command that is to be typed again needs them again. */
const lasting: Readonly<Record<string, keyof Flags>> = {
  '--lab': 'lab',
  '--lab-dir': 'labDir',
  '--learner': 'learner',
  '--region': 'region',
  '--profile': 'profile',
  '--endpoint-url': 'endpointUrl',
  '--key': 'key',
  '--rds-ca': 'rdsCa',
  '--key-out': 'keyOut',
  '--prefix': 'prefix',
  '--state-dir': 'stateDir',
  '--run': 'run',
  '--answer': 'answer',
  '--api-only': 'apiOnly',
  '--allow-root': 'allowRoot',
  '--marker': 'marker',
  '--rewrite-rows': 'rewriteRows',
  '--lang': 'lang',
};

/** The command with the flags that were typed, ready to be pasted. */
export function typedAgain(command: string, flags: Flags, ...more: readonly string[]): string {
  const words = Object.entries(lasting).flatMap(([flag, name]) => {
    const value = flags[name];
    if (value === undefined) return [];
    if (typeof value === 'object') return value.flatMap((one) => [flag, quoted(one)]);
    return value === true ? [flag] : [flag, quoted(String(value))];
  });
  return ['npx redundant-blog', command, ...words, ...more].join(' ');
}

/** As a POSIX shell reads it back. */
export function quoted(value: string): string {
  if (/^[\w./:@%+=,-]+$/.test(value)) return value;
  // What would move the terminal is written by its number; shells know that form as well.
  if (unseen.test(value)) return `$'${value.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll(new RegExp(unseen, 'gu'), byNumber)}'`;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const byNumber = (character: string): string => String.raw`\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
