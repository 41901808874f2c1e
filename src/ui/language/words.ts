import type { en } from './en.ts';

/** The catalogue's shape: English is the model; Japanese must have every key with the same parameters, or it does not compile. */
export type Words = typeof en;

export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];
