import { widthOf } from '../../ui/width.ts';

/** Text cut to so many pixels at a size, by the columns it would take in a terminal: near enough, and no font has to be measured. */
export function cutTo(text: string, pixels: number, size = 13): string {
  const columns = Math.max(1, Math.floor(pixels / columnAt(size)));
  if (widthOf(text) <= columns) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** About how many pixels a text takes. */
export const pixelsOf = (text: string, size = 13): number => widthOf(text) * columnAt(size);

// A Latin letter of a sans serif is a little more than half as wide as it is high; a Japanese one, two columns, is square.
const columnAt = (size: number) => size * 0.55;
