import type { en } from './en.ts';

/** The catalogue's shape: English is the model; Japanese must have every key with the same parameters, or it does not compile. */
export type Words = typeof en;

export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

/** What the runner needs to tell about any step; a step's other words stand beside these in `words.steps[id]`. */
export interface StepWords {
  readonly title: string;
  /** Why it makes the blog better. */
  readonly why: string;
  /** What it makes or changes. */
  readonly changes: string;
  /** What readers of the blog notice while it goes on. */
  readonly readers: string;
}
