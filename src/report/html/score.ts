import type { Judged } from '../score.ts';
import { inOrder } from '../states.ts';
import type { Report } from '../report.ts';
import type { Telling } from '../show.ts';
import { html, nothing, type Markup } from './markup.ts';
import { table } from './table.ts';

/** What remains: the open ways first, what nobody looked at next, what is covered last. */
export function scoreSection({ score }: Report, telling: Telling): Markup {
  const { score: told, risks } = telling.words.report;
  const { open, unseen, covered } = inOrder(score.risks);
  const rows = covered.map(({ id, seen }) => [html`<span class="good">✓</span> ${risks[id].title}`, seen]);
  return html`<section>
    <h2>${told.heading}</h2>
    <p class="score">${told.line(score.covered, score.of)} ${told.rest(score.open, score.unseen)}</p>
    <p class="note">${told.honest}</p>
    ${group(told.open, open, telling)}${group(told.unseen, unseen, telling)}
    ${
      covered.length === 0
        ? nothing
        : html`<h3>${told.covered}</h3>
            ${table([{ title: told.covered }, { title: told.evidence }], rows)}`
    }
  </section>`;
}

function group(title: string, judged: readonly Judged[], { words }: Telling): Markup {
  const { score: told, risks } = words.report;
  if (judged.length === 0) return nothing;
  const cards = judged.map(({ id, state, seen }) => {
    const { title: what, why, next } = risks[id];
    return html`<article class="risk is-${state}">
      <h4>${what}</h4>
      <p>${why}</p>
      <p><b>${told.next}:</b> ${next}</p>
      ${seen === '' ? nothing : html`<p class="seen">${told.seen(seen)}</p>`}
    </article>`;
  });
  return html`<h3>${title} (${judged.length})</h3>
    <div class="risks">${cards}</div>`;
}
