import { UserError } from '../../errors.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import { languages, type Language, type Words } from './words.ts';

const catalogue: Readonly<Record<Language, Words>> = { en, ja };

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
export function wordsIn(language: Language): Words {
  return catalogue[language];
}
