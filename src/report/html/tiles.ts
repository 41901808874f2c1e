import { money } from '../../ui/language/format.ts';
import { figuresOf } from '../headline.ts';
import type { Report } from '../report.ts';
import { shortly, type Telling } from '../show.ts';
import { html, type Markup } from './markup.ts';

/** The four figures that one remembers. */
export function tiles(report: Report, { words, language }: Telling): Markup {
  const { tiles: told } = words.report;
  const figures = figuresOf(report);
  const kinds = figures.some(({ kind }) => kind === 'zone') ? (['web', 'database', 'zone'] as const) : (['web', 'database'] as const);
  const drills = kinds.map((kind) => {
    const gap = figures.find((one) => one.kind === kind && one.sent > 0)?.gapMs;
    return tile(told[kind], gap === undefined ? told.untried : shortly(gap, language), gap === undefined ? '' : told.noAnswer);
  });
  const { before, now } = report.costs;
  const cost = tile(
    words.report.costs.heading,
    money(now, language),
    before === undefined ? told.cost : `${told.cost}${words.picture.joint}${told.costBefore(money(before, language))}`,
  );
  const score = tile(told.ways, told.covered(report.score.covered, report.score.of), told.coveredWhat(report.score.open, report.score.unseen));
  return html`<ul class="tiles">
    ${[...drills, score, cost]}
  </ul>`;
}

const tile = (of: string, value: string, note: string): Markup => html`<li><span class="of">${of}</span><b>${value}</b><span>${note}</span></li>`;
