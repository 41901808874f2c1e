import { findTargetGroup } from '../aws/find/balancers.ts';
import { findBilling } from '../aws/find/billing.ts';
import { picksOf } from '../aws/find/picks.ts';
import { ours } from '../aws/find/seeker.ts';
import { tagValue } from '../aws/ownership.ts';
import { databasePrice, pricesOf } from '../aws/prices.ts';
import { drillsOf } from '../drill/record.ts';
import { fromTag } from '../drill/verdict.ts';
import type { Journal } from '../journal.ts';
import type { Claim, StepId } from '../step.ts';
import type { Language } from '../ui/language/words.ts';
import { singlePoints } from '../ui/picture.ts';
import { shapeBefore } from './before.ts';
import { reportFormat, type Costs, type Report, type StepReport } from './report.ts';
import { sceneOf, type Looker, type Scene } from './scene.ts';
import { scoreOf } from './score.ts';

/** How a step stands now; `claims` when it was proved just now. */
export interface Stands {
  readonly id: StepId;
  readonly title: string;
  readonly state: StepReport['state'];
  readonly claims: readonly Claim[];
}

interface Asked {
  readonly tool: string;
  readonly arn: string;
  readonly alias: { readonly alias?: string | null };
  readonly timeZone: string;
  readonly language: Language;
  readonly from: 'journal' | 'tags' | 'new';
  readonly journal: Journal;
  readonly stands: readonly Stands[];
}

/** Everything the report tells, looked for now; changes nothing. */
export async function gatherReport(looker: Looker, asked: Asked): Promise<Report> {
  const { journal, stands, from } = asked;
  const done = new Set(stands.filter(({ state }) => state === 'done').map(({ id }) => id));
  const scene = await sceneOf(looker, done, true);
  const before = from === 'new' ? undefined : await shapeBefore(looker, scene, journal);
  return {
    type: 'report',
    format: reportFormat,
    tool: asked.tool,
    made: new Date(looker.clock.now()).toISOString(),
    timeZone: asked.timeZone,
    pace: looker.clock.pace,
    run: { account: looker.run.account, ...asked.alias, region: looker.run.region, id: looker.run.id, arn: asked.arn },
    journal: from === 'journal' ? 'here' : 'none',
    begun: from !== 'new',
    ...(before === undefined ? {} : { before }),
    ...(scene.shape === undefined ? {} : { now: scene.shape }),
    singlePoints: scene.shape === undefined ? [] : singlePoints(scene.shape),
    steps: stands.map((one) => stepReport(one, journal, asked.language)),
    drills: drillsOf(journal),
    summaries: await summariesOf(looker, scene),
    costs: await costsOf(looker, scene, from !== 'new'),
    score: await scoreOf(scene),
  };
}

/** Which steps' proofs must be looked for now, because nobody wrote them down, or in another language. */
export function unproved(journal: Pick<Journal, 'course'>, done: readonly StepId[], language: Language): readonly StepId[] {
  return done.filter((id) => keptClaims(journal, id, language).length === 0);
}

/** What was proved when the step ended, if it was told in this language: a claim is a sentence. */
function keptClaims(journal: Pick<Journal, 'course'>, id: StepId, language: Language): readonly Claim[] {
  const course = journal.course(id);
  return course?.language === language ? course.claims : [];
}

function stepReport({ id, title, state, claims }: Stands, journal: Journal, language: Language): StepReport {
  const course = journal.course(id);
  const kept = keptClaims(journal, id, language);
  const { began, ended } = course ?? {};
  return {
    id,
    title,
    state,
    begun: course?.begun ?? 0,
    ...(began === undefined ? {} : { began }),
    ...(ended === undefined ? {} : { ended }),
    ...(began === undefined || ended === undefined ? {} : { tookMs: Math.max(0, Date.parse(ended) - Date.parse(began)) }),
    proved: kept.length > 0 ? 'then' : claims.length > 0 ? 'now' : 'never',
    claims: kept.length > 0 ? kept : claims,
  };
}

async function summariesOf(looker: Looker, { database }: Scene): Promise<Report['summaries']> {
  const web = fromTag(tagValue(ours(await findTargetGroup(looker))?.tags, 'redundant-blog:drill-web'));
  const failover = fromTag(tagValue(database?.TagList, 'redundant-blog:drill-database'));
  return { ...(web && { 'drill-web': web }), ...(failover && { 'drill-database': failover }) };
}

async function costsOf(looker: Looker, { servers, database }: Scene, begun: boolean): Promise<Costs> {
  const server = servers.find((one) => picksOf(one) !== undefined);
  const picked = server === undefined ? undefined : picksOf(server)?.database;
  const stillBilling = server === undefined || picked === undefined ? [] : await findBilling(looker, { server1: server.InstanceId ?? '', database: picked });
  const sum = (parts: readonly number[]) => Math.round(parts.reduce((all, one) => all + one, 0) * 100) / 100;
  const alone = stillBilling.filter(({ id }) => id === server?.InstanceId).map(({ usdPerMonth }) => usdPerMonth);
  const single = database === undefined ? [] : [databasePrice({ type: database.DBInstanceClass, gb: database.AllocatedStorage ?? 0, multiAz: false })];
  return {
    ...(begun && alone.length > 0 && single.length > 0 ? { before: sum([...alone, ...single]) } : {}),
    now: sum(stillBilling.map(({ usdPerMonth }) => usdPerMonth)),
    stillBilling,
    prices: pricesOf,
  };
}
