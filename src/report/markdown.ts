import { clean } from '../ui/clean.ts';
import { money } from '../ui/language/format.ts';
import { drawBlog } from '../ui/picture.ts';
import { figuresOf, headlineOf } from './headline.ts';
import { reportMark } from './mark.ts';
import type { Report, StepReport } from './report.ts';
import { accountOf, moment, shortly, timeOfDay, type Telling } from './show.ts';
import { usually } from './svg/compare.ts';
import { inOrder, provedSteps, stateOf } from './states.ts';
import type { Judged } from './score.ts';

/** The report as Markdown, for a wiki or an issue: the pictures as text, the charts as tables. Everything from outside is escaped. */
export function markdownReport(report: Report, telling: Telling): string {
  const { title, lead } = headlineOf(report, telling);
  const { facts: told, title: what, file } = telling.words.report;
  const { run } = report;
  const facts = [
    `${told.account}: ${accountOf(report, telling.words)}`,
    `${told.region}: ${run.region}`,
    `${told.run}: ${run.id}`,
    `${told.by}: ${run.arn.split(':').at(-1) ?? ''}`,
    `${told.made}: ${moment(report.made, report, telling.language)}`,
  ];
  return [
    `<!-- ${reportMark} ${plain(report.tool)} -->`,
    `# ${plain(title)}`,
    ...lead.map(plain),
    list(facts),
    ...pictures(report, telling),
    ...drills(report, telling),
    ...journey(report, telling),
    ...proofs(report, telling),
    ...costs(report, telling),
    ...score(report, telling),
    '---',
    `${what}. ${plain(file.madeBy(report.tool))}`,
    '',
  ].join('\n\n');
}

/** Text in which nothing is Markdown or HTML any more, on one line. */
export const plain = (text: string): string =>
  clean(text, 20_000)
    .replace(/[\\`*_{}[\]#|~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

const list = (items: readonly string[]) => items.map((item) => `- ${plain(item)}`).join('\n');

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

// A fence that is longer than any run of the same sign within: a name cannot close it.
const fenced = (text: string) => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}text\n${text}\n${fence}`;
};

function pictures({ before, now }: Report, { words }: Telling): readonly string[] {
  const { picture } = words.report;
  if (now === undefined) return [];
  if (before === undefined) return [`## ${picture.headingNow}`, fenced(drawBlog(now, words.picture))];
  return [
    `## ${picture.heading}`,
    `### ${picture.before}`,
    fenced(drawBlog(before, words.picture)),
    picture.beforeNote,
    `### ${picture.now}`,
    fenced(drawBlog(now, words.picture)),
  ];
}

function drills(report: Report, { words, language }: Telling): readonly string[] {
  const { drills: told } = words.report;
  const show = (ms: number | undefined) => (ms === undefined ? told.never : shortly(ms, language));
  if (report.drills.length === 0) {
    const figures = figuresOf(report).map(
      ({ kind, sent, failed, gapMs, at }) => `${told.kinds[kind]} (${moment(at, report, language)}): ${words.drill.figures(sent, failed, gapMs)}`,
    );
    return [`## ${told.heading}`, ...(figures.length === 0 ? [told.none] : [told.summaryOnly, list(figures)])];
  }
  const rows = report.drills.map((one) => [
    `${told.kinds[one.drill]}: ${one.struck.join(words.picture.joint)}`,
    moment(one.at, report, language),
    `${one.failed} / ${one.sent}`,
    shortly(one.longestGapMs, language),
    one.guessMs === undefined ? '–' : shortly(one.guessMs, language),
    usually(one.usualMs, { words, language }),
    show(one.detectedAfterMs),
    show(one.redundantAfterMs),
  ]);
  const columns = [told.side.what, told.side.when, told.chart.failed, told.side.gap, told.compare.guess, told.compare.usual, told.detected, told.redundant];
  return [`## ${told.heading}`, told.intro, table(columns, rows)];
}

function journey(report: Report, { words, language }: Telling): readonly string[] {
  const { journey: told } = words.report;
  const known = report.journal === 'here';
  const row = (step: StepReport) => {
    const { sign, said } = stateOf(step, words);
    const time = (iso: string | undefined) => (iso === undefined ? '–' : timeOfDay(iso, report));
    const times = known ? [time(step.began), time(step.ended), step.tookMs === undefined ? '–' : shortly(step.tookMs, language)] : [];
    return [step.title, `${sign} ${said}`, ...times];
  };
  const columns = [told.step, told.state, ...(known ? [told.began, told.ended, told.took] : [])];
  return [`## ${told.heading}`, known ? told.intro('') : told.lost, table(columns, report.steps.map(row))];
}

function proofs(report: Report, { words }: Telling): readonly string[] {
  const { proofs: told } = words.report;
  const rows = provedSteps(report).flatMap(({ title, claims }) =>
    claims.map(({ claim, held, seen }) => [title, claim, { yes: told.held, no: told.not, unseen: told.unseen }[held], seen]),
  );
  const columns = [words.report.journey.step, told.heading, words.report.journey.state, words.report.score.evidence];
  return [`## ${told.heading}`, ...(rows.length === 0 ? [told.none] : [told.intro, table(columns, rows)])];
}

function costs({ costs: { before, now, stillBilling, prices } }: Report, { words, language }: Telling): readonly string[] {
  const { costs: told } = words.report;
  if (stillBilling.length === 0) return [`## ${told.heading}`, told.nothing];
  const rows = stillBilling.map(({ thing, id, usdPerMonth }) => [thing, id, money(usdPerMonth, language)]);
  const sums = [...(before === undefined ? [] : [[told.before, '', money(before, language)]]), [told.sum, '', money(now, language)]];
  return [`## ${told.heading}`, table([told.thing, told.id, told.month], [...rows, ...sums]), plain(told.note(prices.date, prices.region))];
}

function score({ score: { covered, open, unseen, of, risks } }: Report, { words }: Telling): readonly string[] {
  const { score: told, risks: texts } = words.report;
  const sorted = inOrder(risks);
  const part = (title: string, judged: readonly Judged[], full: boolean) =>
    judged.length === 0 ? [] : [`### ${title}`, judged.map(({ id, seen }) => line(id, seen, full)).join('\n')];
  const line = (id: Judged['id'], seen: string, full: boolean) => {
    const { title, why, next } = texts[id];
    const evidence = seen === '' ? '' : ` (${plain(told.seen(seen))})`;
    return `- **${plain(title)}**${evidence}${full ? ` ${plain(why)} ${plain(`${told.next}: ${next}`)}` : ''}`;
  };
  const head = [`## ${told.heading}`, plain(`${told.line(covered, of)} ${told.rest(open, unseen)}`), plain(told.honest)];
  return [...head, ...part(told.open, sorted.open, true), ...part(told.unseen, sorted.unseen, true), ...part(told.covered, sorted.covered, false)];
}
