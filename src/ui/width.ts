import stringWidth from 'string-width';

// Japanese does not begin a line with the first, nor end one with the second.
const notFirst = /^[、。，．・：；？！）」』】〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)\]}]/u;
const notLast = /[「『（【〈《([{]$/u;
const wide = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/u;

/** Columns a text takes in a terminal; a Japanese character takes two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The text with spaces behind it, to fill so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** At most so many columns of it, `..` where something is left out; never splits a character, however many code units or columns it takes. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > columns - 2) break;
    kept += segment;
  }
  return `${kept}..`;
}

/** Breaks a text into lines of at most so many columns: at spaces, and between Japanese characters. */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const piece of piecesOf(line.slice(indent.length))) {
    if (stringWidth(current + piece.trimEnd()) > columns && current.trim() !== '') {
      lines.push(current.trimEnd());
      current = indent + piece.trimStart();
    } else current += piece;
  }
  return [...lines, current.trimEnd()].join('\n');
}

/** The parts between which a line may break: words, as a reader of the language sees them. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const { segment } of new Intl.Segmenter('ja', { granularity: 'word' }).segment(text)) {
    const last = pieces.at(-1) ?? '';
    const apart = last === '' || last.endsWith(' ') || wide.test(segment) || wide.test(last.at(-1) ?? '');
    if (apart && !notFirst.test(segment) && !notLast.test(last) && segment !== ' ') pieces.push(segment);
    else pieces[Math.max(0, pieces.length - 1)] = last + segment;
  }
  return pieces;
}
