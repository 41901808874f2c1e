import type { Chart } from './timeline.ts';

export interface Progress {
  /** What is going on now, in a few words; elapsed and usual time are added for you. */
  update(text: string): void;
  done(text: string): void;
  fail(text: string): void;
}

/** The one way to speak. Text that came from outside must pass `clean` (ui/clean.ts) first. */
export interface Say {
  heading(text: string): void;
  line(text: string): void;
  dim(text: string): void;
  good(text: string): void;
  warn(text: string): void;
  bad(text: string): void;
  /** Several lines exactly as they are (pictures, commands). */
  block(text: string): void;
  /** A timeline, as it is. */
  chart(chart: Chart): void;
  /** A timeline that grows below the spinner until `end`; `shown` is false where there is no live terminal, and nothing of it appears. */
  liveChart(now: () => Chart): { readonly shown: boolean; end(): void };
  /** Rows of columns: what it is, and its value or values. */
  table(rows: readonly (readonly string[])[]): void;
  /** A spinner (or plain lines without a terminal); `usualMs` is real time here, 0 when unknown. Never open while a question is. */
  progress(text: string, usualMs: number): Progress;
  /** One JSON line on stdout with `--json`; nothing otherwise. */
  event(event: { readonly type: string } & Record<string, unknown>): void;
}
