import { describe, expect, it } from 'vitest';
import { chooseLanguage } from '../../../src/ui/language/choose.ts';

describe('the language', () => {
  it('that was asked for wins', () => {
    expect(chooseLanguage('ja', { LANG: 'en_US.UTF-8' })).toBe('ja');
    expect(chooseLanguage('EN', { LANG: 'ja_JP.UTF-8' })).toBe('en');
  });

  it('is else the system’s: LC_ALL before LC_MESSAGES before LANG', () => {
    expect(chooseLanguage(undefined, { LANG: 'ja_JP.UTF-8' })).toBe('ja');
    expect(chooseLanguage(undefined, { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' })).toBe('en');
    expect(chooseLanguage(undefined, { LC_MESSAGES: 'ja_JP', LANG: 'en_GB.UTF-8' })).toBe('ja');
  });

  it('is else English', () => {
    expect(chooseLanguage(undefined, {})).toBe('en');
    expect(chooseLanguage(undefined, { LANG: 'jam_JM.UTF-8' })).toBe('en');
  });

  it('that nobody speaks here is refused, naming those that are', () => {
    expect(() => chooseLanguage('fr', {})).toThrow(expect.objectContaining({ code: 'unknown-language', values: ['fr', 'en, ja'], outcome: 'wrongUse' }));
  });
});
