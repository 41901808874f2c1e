import { money } from '../../ui/language/format.ts';
import type { Report } from '../report.ts';
import type { Telling } from '../show.ts';
import { html, nothing, type Markup } from './markup.ts';
import { figureList, table } from './table.ts';

/** What it cost before, what it costs now, and what is still billing. */
export function costsSection({ costs: { before, now, stillBilling, prices } }: Report, { words, language }: Telling): Markup {
  const { costs } = words.report;
  const show = (usd: number) => costs.perMonth(money(usd, language));
  const pairs =
    before === undefined
      ? [[costs.now, show(now)]]
      : [
          [costs.before, show(before)],
          [costs.now, show(now)],
          [costs.more, show(now - before)],
        ];
  if (stillBilling.length === 0)
    return html`<section>
      <h2>${costs.heading}</h2>
      <p>${costs.nothing}</p>
    </section>`;
  const rows = stillBilling.map(({ thing, id, usdPerMonth }) => [thing, id, money(usdPerMonth, language)]);
  return html`<section>
    <h2>${costs.heading}</h2>
    ${figureList(pairs)}
    ${table([{ title: costs.thing }, { title: costs.id }, { title: costs.month, figures: true }], rows, [costs.sum, '', money(now, language)])}
    <p class="note">${costs.note(prices.date, prices.region)}</p>
    ${nothing}
    <p class="note">${costs.end('npx redundant-blog finish')}</p>
  </section>`;
}
