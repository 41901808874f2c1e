import type { Claim } from '../../step.ts';
import { provedSteps } from '../states.ts';
import type { Report, StepReport } from '../report.ts';
import { timeOfDay, type Telling } from '../show.ts';
import { html, nothing, type Markup } from './markup.ts';

/** What was claimed and what was seen, step by step. */
export function proofsSection(report: Report, telling: Telling): Markup {
  const { proofs } = telling.words.report;
  const proved = provedSteps(report);
  const inside =
    proved.length === 0
      ? html`<p>${proofs.none}</p>`
      : html`<p>${proofs.intro}</p>
          <div class="pair close">${proved.map((step) => ofStep(step, report, telling))}</div>`;
  return html`<section>
    <h2>${proofs.heading}</h2>
    ${inside}
  </section>`;
}

function ofStep({ title, claims, proved, ended }: StepReport, report: Report, telling: Telling): Markup {
  const { proofs } = telling.words.report;
  const when =
    proved === 'then' && ended !== undefined
      ? `${proofs.whenDone}${telling.words.picture.joint}${timeOfDay(ended, report)}`
      : proved === 'now'
        ? proofs.now
        : '';
  return html`<div>
    <h3>${title}</h3>
    ${when === '' ? nothing : html`<p class="note">${when}</p>`}
    <ul class="claims">
      ${claims.map((claim) => ofClaim(claim, telling))}
    </ul>
  </div>`;
}

function ofClaim({ claim, held, seen }: Claim, { words }: Telling): Markup {
  const { proofs } = words.report;
  const verdict = { yes: proofs.held, no: proofs.not, unseen: proofs.unseen }[held];
  const said = seen === '' ? verdict : `${verdict}${words.picture.joint}${proofs.seen(seen)}`;
  return html`<li class="${held}">${claim}<span class="seen">${said}</span></li>`;
}
