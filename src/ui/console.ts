import { Chalk, supportsColor, supportsColorStderr } from 'chalk';
import type { Clock } from '../clock.ts';
import type { Language, Words } from './language/words.ts';
import { liveProgress } from './progress.ts';
import type { Say } from './say.ts';
import { drawTimeline, type Chart } from './timeline.ts';
import { padTo, widthOf, wrap } from './width.ts';

export interface Console {
  readonly say: Say;
  /** Runs a question with the spinner off the screen. */
  readonly aside: <Result>(act: () => Result) => Result;
  /** Where words go: stdout, or stderr when stdout is for JSON. */
  readonly stream: NodeJS.WriteStream;
}

export interface ConsoleSettings {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  /** The one type of event that goes to stdout; all of them when not given. */
  readonly only?: string | undefined;
  readonly clock: Clock;
  readonly words: Words;
  readonly language: Language;
}

const widest = 100;

/** The Say port: on a terminal with colours and a spinner, elsewhere in plain lines; with `--json`, words on stderr and JSON lines on stdout. */
export function openConsole(settings: ConsoleSettings): Console {
  const { stdout, stderr, env, json, only, clock, words, language } = settings;
  const stream = json ? stderr : stdout;
  const terminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const { bold, cyan, dim, green, red, yellow } = paintsFor(env, stream, stream === stderr ? supportsColorStderr : supportsColor);
  const live = liveProgress({
    stream,
    spins: terminal && (env['CI'] ?? '') === '',
    marks: { good: green, bad: red, dim },
    clock,
    words,
    language,
  });
  const columns = () => Math.min(widest, terminal ? stream.columns || 80 : 80);
  const fitted = (text: string) => (terminal ? wrap(text, columns()) : text);
  /** After a mark and a space, with what follows it below it. */
  const marked = (mark: string, text: string) => `${mark} ${terminal ? wrap(text, columns() - 2).replaceAll('\n', '\n  ') : text}`;
  const drawn = (chart: Chart) => drawTimeline(chart, words.drill, { fails: red, away: yellow, changes: yellow, serves: green, rests: dim }, columns());
  const write = (text: string) => live.aside(() => void stream.write(`${text}\n`));

  const say: Say = {
    heading: (text) => write(`\n${bold(cyan(fitted(text)))}`),
    line: (text) => write(fitted(text)),
    dim: (text) => write(dim(fitted(text))),
    good: (text) => write(marked(green('✔'), text)),
    warn: (text) => write(marked(yellow('!'), text)),
    bad: (text) => write(marked(red('✖'), text)),
    block: (text) => write(text),
    chart: (chart) => write(drawn(chart)),
    liveChart: (now) => live.below(() => drawn(now())),
    table: (rows) => write(tableOf(rows, columns())),
    progress: live.open,
    event: (event) => {
      if (json && (only === undefined || event.type === only)) stdout.write(`${JSON.stringify(event)}\n`);
    },
  };
  return { say, aside: live.aside, stream };
}

/** Each column as wide as its widest text; the last one breaks its lines. */
function tableOf(rows: readonly (readonly string[])[], columns: number): string {
  const last = Math.max(...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: last }, (_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const begin = widths.reduce((sum, width) => sum + width + 2, 2);
  return rows
    .map((row) => {
      const [first = '', ...more] = wrap(row[last] ?? '', Math.max(20, columns - begin)).split('\n');
      const before = widths.map((width, column) => `${padTo(row[column] ?? '', width)}  `).join('');
      return [`  ${before}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(begin) + line)].join('\n');
    })
    .join('\n');
}

/** Colours where they are wanted: none with NO_COLOR, or where nobody watches. */
export function paintsFor(env: ConsoleSettings['env'], stream: NodeJS.WriteStream, supported = supportsColor) {
  const plain = (env['NO_COLOR'] ?? '') !== '' || (!stream.isTTY && (env['FORCE_COLOR'] ?? '') === '');
  // Its types leave it out, but a stream without colours is `false`.
  return new Chalk({ level: plain ? 0 : (supported || { level: 0 as const }).level });
}
