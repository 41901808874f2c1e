import { stateOf } from '../states.ts';
import type { Report, StepReport } from '../report.ts';
import { moment, shortly, timeOfDay, type Telling } from '../show.ts';
import { html, nothing, type Markup } from './markup.ts';
import { table, type Cell } from './table.ts';

/** Every step with its times; without the journal it says so and shows none. */
export function journeySection(report: Report, telling: Telling): Markup {
  const { journey } = telling.words.report;
  const { language } = telling;
  const first = report.steps.flatMap(({ began }) => began ?? []).toSorted()[0];
  const worked = report.steps.reduce((sum, { tookMs = 0 }) => sum + tookMs, 0);
  const known = report.journal === 'here';
  const columns = [
    { title: journey.step },
    { title: journey.state },
    ...(known
      ? [
          { title: journey.began, figures: true },
          { title: journey.ended, figures: true },
          { title: journey.took, figures: true },
        ]
      : []),
  ];
  const rows = report.steps.map((step) => rowOf(step, report, known, telling));
  const note = known ? html`<p>${journey.intro(first === undefined ? '' : moment(first, report, language))}</p>` : html`<p>${journey.lost}</p>`;
  return html`<section>
    <h2>${journey.heading}</h2>
    ${note}${table(columns, rows)}${worked > 0 ? html`<p class="note">${journey.total(shortly(worked, language))}</p>` : nothing}
  </section>`;
}

function rowOf(step: StepReport, report: Report, known: boolean, { words, language }: Telling): readonly Cell[] {
  const { journey } = words.report;
  const { sign, kind, said } = stateOf(step, words);
  const state = html`<span class="state ${kind}">${sign} ${said}</span>`;
  if (!known) return [step.title, state];
  const time = (iso: string | undefined) => (iso === undefined ? '–' : html`<time datetime="${iso}">${timeOfDay(iso, report)}</time>`);
  const found = step.state === 'done' && step.began === undefined;
  const again = step.begun > 1 ? html`<br /><span class="note">${journey.again(step.begun)}</span>` : nothing;
  return [
    step.title,
    html`${state}${found ? html` <span class="note">${step.ended === undefined ? journey.unknown : journey.found}</span>` : nothing}${again}`,
    time(step.began),
    time(step.ended),
    step.tookMs === undefined ? '–' : shortly(step.tookMs, language),
  ];
}
