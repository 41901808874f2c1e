import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

export interface FakeTerminal {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** What was written so far, without colours and cursor moves. */
  text(): string;
  /** What was written so far, as it was. */
  raw(): string;
  type(keys: string): void;
}

/** Streams that pass for a terminal (or not), to type into and to read from. */
export function fakeTerminal({ isTTY = true, columns = 80 } = {}): FakeTerminal {
  const input = Object.assign(new PassThrough(), { isTTY, isRaw: false, setRawMode: () => input, ref: () => input, unref: () => input });
  const output = Object.assign(new PassThrough(), {
    isTTY,
    columns,
    rows: 24,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
    getColorDepth: () => 1,
    hasColors: () => false,
  });
  // As process.stdout, it does not end when something that was piped into it does.
  output.end = () => output;
  let raw = '';
  output.on('data', (chunk) => (raw += String(chunk)));
  return {
    // A stream with these few members is all that the code under test sees of a terminal.
    input: input as unknown as NodeJS.ReadStream,
    output: output as unknown as NodeJS.WriteStream,
    text: () => stripVTControlCharacters(raw),
    raw: () => raw,
    type: (keys) => void input.write(keys),
  };
}
