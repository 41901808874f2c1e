import ora, { type Ora } from 'ora';
import type { Clock } from '../clock.ts';
import { duration } from './language/format.ts';
import type { Language, Words } from './language/words.ts';
import type { Progress } from './say.ts';

export interface Live {
  /** Opens one more; the innermost is the one that shows. */
  open(text: string, usualMs: number): Progress;
  /** Takes the spinner off the screen while something else is written or asked. */
  aside<Result>(act: () => Result): Result;
  /** Keeps this below the spinner, drawn anew with each of its turns, until `end`; `shown` is false where no spinner turns. */
  below(draw: () => string): { readonly shown: boolean; end(): void };
}

export interface Marks {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}

interface LiveSettings {
  readonly stream: NodeJS.WriteStream;
  readonly spins: boolean;
  readonly marks: Marks;
  readonly clock: Clock;
  readonly words: Words;
  readonly language: Language;
}

const worthSaying = 2_000;

interface Going {
  text: string;
  readonly began: number;
  readonly usualMs: number;
}

/** Progress in a terminal (one spinner, never under a question), or plain lines where nobody watches. */
export function liveProgress({ stream, spins, marks, clock, words, language }: LiveSettings): Live {
  const going: Going[] = [];
  let spinner: Ora | undefined;
  let asides = 0;
  let pinned: (() => string) | undefined;

  const elapsed = ({ began }: Going) => duration(clock.monotonic() - began, language);
  const usual = (ms: number) => (ms < worthSaying ? undefined : words.runner.usual(duration(ms, language)));
  const times = (one: Going) => [elapsed(one), usual(one.usualMs)].filter((part) => part !== undefined).join(', ');
  const hide = () => spinner?.stop();
  const show = () => {
    const top = going.at(-1);
    if (!spins || asides > 0 || top === undefined) return;
    // `spins` has decided already, from the environment that was given; ora would ask the process's own.
    spinner ??= ora({
      stream,
      isEnabled: true,
      suffixText: () => marks.dim(`(${times(going.at(-1) ?? top)})`) + (pinned === undefined ? '' : `\n${pinned()}`),
    });
    spinner.text = top.text;
    if (spinner.isSpinning) return;
    // The spinner takes the terminal's keys, Ctrl-C among them, and reads them only where it finds the input paused.
    if (process.stdin.isTTY) process.stdin.pause();
    spinner.start();
  };
  const write = (text: string) => {
    hide();
    stream.write(`${text}\n`);
    show();
  };

  const open = (text: string, usualMs: number): Progress => {
    const one: Going = { text, began: clock.monotonic(), usualMs };
    going.push(one);
    if (spins) show();
    else write([`… ${text}`, ...(usual(usualMs) === undefined ? [] : [`(${usual(usualMs)})`])].join(' '));
    const end = (line: string) => {
      if (!going.includes(one)) return;
      going.splice(going.indexOf(one), 1);
      write(line);
    };
    return {
      update: (now) => {
        if (now === one.text) return;
        one.text = now;
        if (!spins) write(`… ${now}`);
        else if (spinner !== undefined && going.at(-1) === one) spinner.text = now;
      },
      done: (result) => end(`${marks.good('✔')} ${result} ${marks.dim(`(${elapsed(one)})`)}`),
      fail: (result) => end(`${marks.bad('✖')} ${result} ${marks.dim(`(${elapsed(one)})`)}`),
    };
  };

  const aside = <Result>(act: () => Result): Result => {
    asides += 1;
    hide();
    return andThen(act, () => {
      asides -= 1;
      show();
    });
  };

  const below = (draw: () => string) => {
    if (spins) pinned = draw;
    const end = () => {
      if (pinned !== draw) return;
      hide();
      pinned = undefined;
      show();
    };
    return { shown: spins, end };
  };

  return { open, aside, below };
}

/** Runs it, and `after` when it has ended, well or not; at once if it is no promise. */
function andThen<Result>(act: () => Result, after: () => void): Result {
  let result: Result;
  try {
    result = act();
  } catch (error) {
    after();
    throw error;
  }
  if (result instanceof Promise) void result.then(after, after);
  else after();
  return result;
}
