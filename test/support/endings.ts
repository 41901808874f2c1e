import { atWorkKey } from '../../src/runner/at-work/value.ts';
import type { Lab } from '../../src/lab/server.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import type { Left, Pty } from './pty.ts';

/** All that can come over a program while it waits for an answer. */
export const endings = ['Ctrl-C', 'Ctrl-D', 'SIGINT', 'SIGTERM', 'SIGHUP', 'terminal closed', 'window closed'] as const;
export type EndedBy = (typeof endings)[number];

export interface Way {
  readonly by: EndedBy;
  readonly language: 'en' | 'ja';
}

/** Which endings a question meets: two of them, by its number, one in each language; with ALL_ENDINGS=1 all of them. */
export function waysFor(number: number): readonly Way[] {
  const nth = (index: number): EndedBy => endings[index % endings.length] ?? 'SIGHUP';
  if (process.env['ALL_ENDINGS'] === '1') return [...endings.map((by): Way => ({ by, language: 'en' })), { by: nth(number), language: 'ja' }];
  return [
    { by: nth(number), language: 'en' },
    { by: nth(number + 1 + (number % (endings.length - 1))), language: 'ja' },
  ];
}

export function end(pty: Pty, by: EndedBy): void {
  if (by === 'Ctrl-C') return pty.type('\u0003');
  if (by === 'Ctrl-D') return pty.type('\u0004');
  if (by === 'terminal closed') return pty.hangUp();
  if (by !== 'window closed') return pty.signal(by);
  // The terminal goes, the shell passes the signal on, and the kernel sends its own when the shell has ended.
  pty.hangUp();
  pty.signal('SIGHUP');
  pty.signal('SIGHUP');
}

/** What is wrong with how it left its terminal and what it said last; `again`: the command that goes on. */
export function badlyLeft({ code, raw, said, before, after }: Left, { by, language }: Way, again: string): string[] {
  // One of the signals of a closed window may come when it is on its way out already.
  const right = code === 130 || (by === 'window closed' && code === 129);
  const wrong = right ? [] : [`ends with ${code}`];
  if (by === 'terminal closed' || by === 'window closed') return wrong;
  if (before === '' || after !== before) wrong.push(`terminal before:\n${before}\nand after:\n${after}`);
  if (raw.lastIndexOf('\u001b[?25l') > raw.lastIndexOf('\u001b[?25h')) wrong.push('the cursor stays hidden');
  if (/^\s+at .*:\d+|unhandled|unsettled|assertion/im.test(said)) wrong.push(`something unhandled:\n${said}`);
  const { nothingYet } = (language === 'en' ? en : ja).commands.setup;
  const lasts = [`npx redundant-blog ${again}`, nothingYet].map(squashed);
  if (!lasts.some((last) => squashed(said).endsWith(last))) wrong.push(`does not say how to go on:\n${said.trimEnd().split('\n').slice(-4).join('\n')}`);
  return wrong;
}

/** Lines are broken where the terminal ends. */
const squashed = (text: string) => text.replaceAll(/\s/g, '');

export const saysSomebodyIsAtWork = ({ home }: Lab): boolean =>
  home
    .table('instance')
    .all()
    .some(({ Tags = [] }) => Tags.some(({ Key }) => Key === atWorkKey));
