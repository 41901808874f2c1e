import { headlineOf } from '../headline.ts';
import { reportMark } from '../mark.ts';
import type { Report } from '../report.ts';
import { accountOf, moment, type Telling } from '../show.ts';
import { costsSection } from './costs.ts';
import { drillsSection } from './drills.ts';
import { journeySection } from './journey.ts';
import { html, type Markup } from './markup.ts';
import { pictureSection } from './picture.ts';
import { proofsSection } from './proofs.ts';
import { scoreSection } from './score.ts';
import { style } from './style.ts';
import { tiles } from './tiles.ts';

/** The report as one HTML file: no script, nothing fetched, and everything from outside escaped. */
export function htmlReport(report: Report, telling: Telling): string {
  const { title, lead } = headlineOf(report, telling);
  const { words, language } = telling;
  const address = report.now?.address;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="${reportMark} ${report.tool}" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
        <link rel="icon" href="data:," />
        <title>${title} · ${words.report.title}</title>
        <style>
          ${{ markup: style }}
        </style>
      </head>
      <body>
        <header>
          <p class="eyebrow">${words.report.title}${address === undefined ? '' : ` · ${hostOf(address)}`}</p>
          <h1>${title}</h1>
          ${lead.map((sentence, index) => html`<p class="lead${index === lead.length - 1 && lead.length > 1 && report.pace !== 1 ? ' fine' : ''}">${sentence}</p>`)}
          ${facts(report, telling)} ${tiles(report, telling)}
        </header>
        <main>
          ${pictureSection(report, telling)} ${drillsSection(report, telling)} ${journeySection(report, telling)} ${proofsSection(report, telling)}
          ${costsSection(report, telling)} ${scoreSection(report, telling)}
        </main>
        <footer><p>${words.report.file.madeBy(report.tool)}</p></footer>
      </body>
    </html> `.markup;
}

function facts(report: Report, { words, language }: Telling): Markup {
  const { facts: told } = words.report;
  const { region, id, arn } = report.run;
  const rows = [
    [told.account, accountOf(report, words)],
    [told.region, region],
    [told.run, id],
    [told.by, arn.split(':').at(-1) ?? arn],
    [told.made, moment(report.made, report, language)],
  ] as const;
  return html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : address);
