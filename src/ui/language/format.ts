import type { Language } from './words.ts';

const units = {
  en: { second: ' s', minute: ' min', hour: ' h', joint: ' ' },
  ja: { second: ' 秒', minute: ' 分', hour: ' 時間', joint: ' ' },
} as const satisfies Record<Language, object>;

/** `45 s`, `1 min 30 s`, `12 min`, `1 h 5 min`: as exact as a person cares to know. */
export function duration(ms: number, language: Language): string {
  const unit = units[language];
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}${unit.second}`;
  if (seconds < 600 && seconds % 60 !== 0) return `${Math.floor(seconds / 60)}${unit.minute}${unit.joint}${seconds % 60}${unit.second}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${unit.minute}`;
  const rest = minutes % 60;
  const hours = `${Math.floor(minutes / 60)}${unit.hour}`;
  return rest === 0 ? hours : `${hours}${unit.joint}${rest}${unit.minute}`;
}

/** `$21.50`, `US$21.50`… : dollars, as AWS bills them. */
export function money(usd: number, language: Language): string {
  const amount = Math.abs(usd);
  const digits = amount >= 100 || Number.isInteger(amount) ? 0 : 2;
  const text = amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return language === 'ja' ? `${text} ドル` : `$${text}`;
}
