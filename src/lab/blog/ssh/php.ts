import { readFileSync } from 'node:fs';
import { syntaxError } from '../php.ts';

const version = 'PHP 8.3.23 (cli)';

/** `php -l FILE` and `php -v`: what somebody who edits a page needs. Returns the exit code. */
export function runPhp(args: readonly string[]): number {
  if (args.includes('-v') || args.includes('--version')) return say(`${version}, as far as the lab plays it`, 0);
  const files = args.filter((arg) => !arg.startsWith('-'));
  if (!args.includes('-l') || files.length === 0) return say('The lab has no PHP to run: only php -l FILE and php -v.', 1);
  return Math.max(...files.map(lint));
}

function lint(file: string): number {
  const source = read(file);
  if (source === undefined) return say(`Could not open input file: ${file}`, 1);
  const error = syntaxError(source);
  if (!error) return say(`No syntax errors detected in ${file}`, 0);
  say(`PHP Parse error:  ${error.message} in ${file} on line ${error.line}`, 255);
  return say(`Errors parsing ${file}`, 255);
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
