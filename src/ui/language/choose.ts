import { UserError } from '../../errors.ts';
import { languages, type Language, type Words } from './words.ts';

/** Each is loaded only when somebody speaks it: half of what `--help` reads would be words that nobody sees. */
const catalogue: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  ja: async () => (await import('./ja.ts')).ja,
};

/** The language to speak: what was asked for, else what the system speaks, else English. */
export function chooseLanguage(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  if (asked !== undefined) {
    const known = languages.find((language) => language === asked.toLowerCase());
    if (known === undefined) throw new UserError('unknown-language', [asked, languages.join(', ')], { outcome: 'wrongUse' });
    return known;
  }
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return languages.find((language) => new RegExp(`^${language}([_.@-]|$)`, 'i').test(locale)) ?? 'en';
}

/** The catalogue in a language. */
export function wordsIn(language: Language): Promise<Words> {
  return catalogue[language]();
}
