import { html, type Markup } from '../html/markup.ts';
import { duration } from '../../ui/language/format.ts';
import type { Language } from '../../ui/language/words.ts';

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((seconds) => seconds * 1_000);

/** Round moments from zero to the end, about `most` of them. */
export function ticks(endMs: number, most = 6): readonly number[] {
  const step = steps.find((one) => endMs / one <= most) ?? Math.ceil(endMs / most / 3_600_000) * 3_600_000;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}

/** A line of time with its moments named. `at` turns ms into pixels. */
export function timeAxis(endMs: number, y: number, width: number, at: (ms: number) => number, language: Language, most = 6): Markup {
  return html`<path class="axis" d="M0 ${y}H${width}" />${ticks(endMs, most).map((ms, index) => {
      const x = at(ms);
      const place = index === 0 ? 'start' : x > width - 18 ? 'end' : 'mid';
      return html`<path class="axis" d="M${x} ${y}v4" /><text class="tick ${place}" x="${x}" y="${y + 16}">${tickText(ms, language)}</text>`;
    })}`;
}

const tickText = (ms: number, language: Language) => (ms % 1_000 === 0 ? duration(ms, language) : `${ms / 1_000}${language === 'ja' ? ' 秒' : ' s'}`);
