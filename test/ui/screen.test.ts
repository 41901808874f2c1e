import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openScreen } from '../../src/ui/screen.ts';

function terminal(over: object): { readonly stream: NodeJS.WriteStream; readonly written: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  // Only what the screen asks of a terminal.
  return { stream: Object.assign(stream, { isTTY: true, columns: 80, rows: 24, ...over }) as unknown as NodeJS.WriteStream, written: () => text };
}

const lines = [{ text: 'hello', rank: 0 }];

test('the second screen is left as it was entered, once, also when the process ends under it', () => {
  const before = process.listenerCount('exit');
  const { stream, written } = terminal({});
  const screen = openScreen(stream, {});
  screen?.draw(lines);
  expect(process.listenerCount('exit')).toBe(before + 1);
  screen?.close();
  screen?.close();
  screen?.draw(lines);
  expect(process.listenerCount('exit')).toBe(before);
  expect(written()).toBe('\u001b[?1049h\u001b[?25l\u001b[Hhello\u001b[K\u001b[J\u001b[?25h\u001b[?1049l');
});

test('nothing is drawn in place where nobody looks, or where the terminal cannot', () => {
  expect(openScreen(terminal({ isTTY: false }).stream, {})).toBeUndefined();
  expect(openScreen(terminal({}).stream, { TERM: 'dumb' })).toBeUndefined();
});

test('a line is cut to a narrow terminal, never within a character or an escape', () => {
  const { stream, written } = terminal({ columns: 5 });
  const screen = openScreen(stream, {});
  screen?.draw([{ text: '\u001b[31m日本語です\u001b[39m', rank: 0 }]);
  screen?.close();
  expect(written()).toContain('\u001b[H日本\u001b[K');
});
