import { duration } from '../ui/language/format.ts';
import type { Language, Words } from '../ui/language/words.ts';
import type { Report } from './report.ts';

/** What every part of a report is told with. */
export interface Telling {
  readonly words: Words;
  readonly language: Language;
}

/** `0.2 s`, `8.4 s`, `1 min 12 s`: a tenth counts where readers wait, and only there. */
export function shortly(ms: number, language: Language): string {
  if (ms >= 59_950) return duration(ms, language);
  if (ms <= 0) return language === 'ja' ? '0 秒' : '0 s';
  const seconds = (Math.max(0, ms) / 1000).toFixed(ms % 1000 === 0 ? 0 : 1);
  return `${seconds}${language === 'ja' ? ' 秒' : ' s'}`;
}

/** A moment in the report's own time zone, which is named. */
export function moment(iso: string, { timeZone }: Pick<Report, 'timeZone'>, language: Language): string {
  const format = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  } as const;
  return new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', format).format(new Date(iso));
}

/** The time of day, to the second. */
export function timeOfDay(iso: string, { timeZone }: Pick<Report, 'timeZone'>): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(iso));
}

/** The account's number, and its name where it has one. */
export function accountOf({ run: { account, alias } }: Pick<Report, 'run'>, words: Words): string {
  return typeof alias === 'string' ? words.account.named(account, alias) : account;
}
