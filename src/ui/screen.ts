import { stripVTControlCharacters } from 'node:util';
import { widthOf } from './width.ts';

/** A terminal's second screen: drawn over in place, and gone without a trace when it is closed. */
export interface Screen {
  /** Replaces what is shown. Lines that do not fit are left out by rank, the highest first; 0 stays as long as anything. */
  draw(lines: readonly Ranked[]): void;
  /** Twice is fine. */
  close(): void;
}

export interface Ranked {
  readonly text: string;
  readonly rank: number;
}

const enter = '\u001b[?1049h\u001b[?25l';
const leave = '\u001b[?25h\u001b[?1049l';
const home = '\u001b[H';
const restOfLine = '\u001b[K';
const restOfScreen = '\u001b[J';

/** Undefined where nothing can be drawn in place: no terminal, or one that knows no escapes. */
export function openScreen(stream: NodeJS.WriteStream, env: Readonly<Record<string, string | undefined>>): Screen | undefined {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') return undefined;
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    process.removeListener('exit', close);
    stream.write(leave);
  };
  // However the process ends, the person's own screen comes back.
  process.once('exit', close);
  stream.write(enter);
  return {
    draw: (lines) => {
      const [columns, rows] = [stream.columns || 80, stream.rows || 24];
      const text = fitting(lines, rows - 1).map((line) => narrowed(line, columns) + restOfLine);
      if (open) stream.write(`${home}${text.join('\r\n')}${restOfScreen}`);
    },
    close,
  };
}

/** As many of the lines as there are rows, in their order. */
export function fitting(lines: readonly Ranked[], rows: number): readonly string[] {
  const kept = [...lines];
  while (kept.length > rows) {
    const highest = Math.max(...kept.map(({ rank }) => rank));
    kept.splice(
      kept.findLastIndex(({ rank }) => rank === highest),
      1,
    );
  }
  return kept.map(({ text }) => text);
}

/** A line of a narrow terminal: without its colours, because half an escape would be worse than none. */
function narrowed(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(line))) {
    if (widthOf(kept + segment) > columns) break;
    kept += segment;
  }
  return kept;
}
