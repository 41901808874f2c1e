import { clean } from '../../ui/clean.ts';

/** Text that is markup already: made by `html` and by nothing else. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | undefined | readonly Markup[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const endless = 20_000;

/** For HTML and SVG alike: whatever is put in is cleaned (no controls, no bidi tricks) and escaped, also within attributes; only what `html` made goes in as it is. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: fixed.map((text, index) => text + (index < parts.length ? put(parts[index]) : '')).join('') };
}

/** Several one after another. */
export const join = (parts: readonly Markup[], between = ''): Markup => ({ markup: parts.map(({ markup }) => markup).join(between) });

export const nothing: Markup = { markup: '' };

function put(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(Math.round(part * 100) / 100);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('\n');
}

const escaped = (text: string) => clean(text, endless).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
