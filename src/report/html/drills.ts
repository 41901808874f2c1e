import type { DrillResult } from '../../drill/result.ts';
import { chartRows } from '../runs.ts';
import { figuresOf } from '../headline.ts';
import type { Report } from '../report.ts';
import { moment, shortly, type Telling } from '../show.ts';
import { compareSvg } from '../svg/compare.ts';
import { drillSvg } from '../svg/drill.ts';
import { html, nothing, type Markup } from './markup.ts';
import { behind, figureList, table, type Cell } from './table.ts';

const drawnAtMost = 8;

/** Each drill with its two charts, then all of them side by side. */
export function drillsSection(report: Report, telling: Telling): Markup {
  const { drills: told } = telling.words.report;
  const drawn = report.drills.slice(-drawnAtMost);
  const inside =
    drawn.length > 0
      ? html`<p>${told.intro}</p>
          ${drawn.map((drill, index) => oneDrill(drill, `drill-${index + 1}`, report, telling))}${sideBySide(report, telling)}`
      : summaries(report, telling);
  return html`<section>
    <h2>${told.heading}</h2>
    ${inside}
  </section>`;
}

function oneDrill(drill: DrillResult, id: string, report: Report, telling: Telling): Markup {
  const { words, language } = telling;
  const { drills: told } = words.report;
  const show = (ms: number | undefined) => (ms === undefined ? told.never : shortly(ms, language));
  const kinds = Object.entries(drill.failedBy).map(([kind, count]) => `${told.failedBy[kind] ?? kind} ${count}`);
  const figures = [
    [told.failedWith, kinds.join(words.picture.joint)],
    [told.failing, drill.failed === 0 ? '' : shortly(drill.failingMs, language)],
    [told.detected, show(drill.detectedAfterMs)],
    [told.redundant, show(drill.redundantAfterMs)],
  ].filter(([, value]) => value !== '');
  return html`<article class="drill">
    <h3>${told.kinds[drill.drill]}<span class="when">${told.on(moment(drill.at, report, language))}</span></h3>
    <p>${sentences(drill, telling)}</p>
    ${figureList(figures)}
    <div class="charts">
      <figure>${drillSvg(drill, `${id}-lanes`, telling)}${legend(telling)}${chartTable(drill, telling)}</figure>
      <figure>
        ${compareSvg(drill, `${id}-bars`, telling)}
        <p class="note">${guessed(drill, telling)} ${told.resolution(shortly(drill.resolutionMs, language))}</p>
      </figure>
    </div>
  </article>`;
}

function sentences(drill: DrillResult, telling: Telling): string {
  const { struck, zones } = telling.words.report.drills;
  const between = telling.language === 'ja' ? '' : ' ';
  const moved = drill.zones === undefined || drill.zones.before === drill.zones.after ? [] : [zones(drill.zones.before, drill.zones.after)];
  return [struck(drill.struck.join(telling.words.picture.joint)), verdictOf(drill, telling), ...moved].join(between);
}

function verdictOf({ sent, failed, longestGapMs, survived }: DrillResult, { words, language }: Telling): string {
  const { verdict } = words.report.drills;
  const figures = failed === 0 ? verdict.none(sent) : verdict.some(failed, sent, shortly(longestGapMs, language));
  return survived ? figures : `${figures} ${verdict.worse}`;
}

function guessed({ guessMs, longestGapMs, pace }: DrillResult, { words }: Telling): string {
  const { compare } = words.report.drills;
  if (guessMs === undefined) return '';
  return longestGapMs * pace > guessMs ? compare.moreThanGuess : compare.lessThanGuess;
}

function legend({ words }: Telling): Markup {
  const { chart } = words.report.drills;
  const box = (inside: Markup) => html`<svg viewBox="0 0 24 12" aria-hidden="true" focusable="false">${inside}</svg>`;
  const samples: readonly (readonly [Markup, string])[] = [
    [html`<rect class="span good" x="1" y="1" width="22" height="10" />`, chart.inOrder],
    [html`<rect class="base-move" x="1" y="1" width="22" height="10" /><path class="hatch" d="M3 11l8-10M10 11l8-10M17 11l6-8" />`, chart.changing],
    [
      html`<rect class="base-gone" x="1" y="1" width="22" height="10" /><path class="dots" d="M4 4h2v2h-2zM9 4h2v2h-2zM14 4h2v2h-2zM19 4h2v2h-2z" />`,
      chart.out,
    ],
    [html`<path class="answers" d="M3 1v10M9 1v10M15 1v10M21 1v10" />`, chart.answered],
    [html`<path class="crosses" d="M8 0l8 12m0-12l-8 12" />`, chart.failed],
  ];
  return html`<ul class="legend">
    ${samples.map(([sample, name]) => html`<li>${box(sample)}${name}</li>`)}
  </ul>`;
}

function chartTable(drill: DrillResult, { words, language }: Telling): Markup {
  const { table: told } = words.report.drills;
  const { rows, more } = chartRows(drill, words);
  const cells = rows.map(({ lane, fromMs, untilMs, state }) => [lane, shortly(fromMs, language), shortly(untilMs, language), state]);
  const all = table([{ title: told.lane }, { title: told.from, figures: true }, { title: told.until, figures: true }, { title: told.state }], cells);
  return behind(
    told.summary,
    more === 0
      ? all
      : html`${all}
          <p class="note">${told.more(more)}</p>`,
  );
}

/** Two drills with different health checks are held to be compared. */
function sideBySide(report: Report, { words, language }: Telling): Markup {
  if (report.drills.length < 2) return nothing;
  const { side, kinds, detected, redundant, never } = words.report.drills;
  const show = (ms: number | undefined) => (ms === undefined ? never : shortly(ms, language));
  const rows = report.drills.map((drill): readonly Cell[] => [
    moment(drill.at, report, language),
    kinds[drill.drill],
    side.checkValue(drill.healthCheck.intervalSeconds, drill.healthCheck.unhealthyThreshold),
    shortly(drill.longestGapMs, language),
    show(drill.detectedAfterMs),
    show(drill.redundantAfterMs),
  ]);
  const figure = (title: string) => ({ title, figures: true });
  return html`<h3>${side.heading}</h3>
    ${table([{ title: side.when }, { title: side.what }, { title: side.check }, figure(side.gap), figure(detected), figure(redundant)], rows)}`;
}

/** Without the journal the cloud still remembers the figures. */
function summaries(report: Report, { words, language }: Telling): Markup {
  const { drills: told } = words.report;
  const figures = figuresOf(report);
  if (figures.length === 0) return html`<p>${told.none}</p>`;
  const lines = figures.map(({ kind, sent, failed, gapMs, at }) => {
    const said =
      sent === 0
        ? words.drill.figures(sent, failed, gapMs)
        : failed === 0
          ? told.verdict.none(sent)
          : told.verdict.some(failed, sent, shortly(gapMs, language));
    return html`<h3>${told.kinds[kind]}<span class="when">${told.on(moment(at, report, language))}</span></h3>
      <p>${said}</p>`;
  });
  return html`<p class="note">${told.summaryOnly}</p>
    ${lines}`;
}
