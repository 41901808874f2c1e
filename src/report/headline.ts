import type { DrillKind } from '../drill/result.ts';
import type { Report } from './report.ts';
import { shortly, type Telling } from './show.ts';

/** The figures of one drill, from its full record or, when that is lost, from what the cloud remembers. */
export interface Figure {
  readonly kind: DrillKind;
  readonly sent: number;
  readonly failed: number;
  readonly gapMs: number;
  readonly survived: boolean;
  readonly at: string;
  /** As `DrillResult` has it; absent when only the summary is left. */
  readonly pace?: number;
}

const kinds = ['web', 'database', 'zone'] as const;

/** The latest drill of each kind. */
export function figuresOf({ drills, summaries }: Pick<Report, 'drills' | 'summaries'>): readonly Figure[] {
  return kinds.flatMap((kind): Figure[] => {
    const full = drills.findLast(({ drill }) => drill === kind);
    if (full !== undefined)
      return [{ kind, sent: full.sent, failed: full.failed, gapMs: full.longestGapMs, survived: full.survived, at: full.at, pace: full.pace }];
    const short = kind === 'zone' ? undefined : summaries[`drill-${kind}`];
    return short === undefined ? [] : [{ kind, sent: short.sent, failed: short.failed, gapMs: short.longestGapMs, survived: true, at: short.at }];
  });
}

/** One sentence that says what it comes to, and the sentences that carry it. Danger goes before success. */
export function headlineOf(report: Report, telling: Telling): { readonly title: string; readonly lead: readonly string[] } {
  const { headline, lead, drills } = telling.words.report;
  const figures = figuresOf(report);
  const measured = figures.filter(({ sent }) => sent > 0);
  const show = (ms: number) => shortly(ms, telling.language);
  const worst = Math.max(0, ...measured.map(({ gapMs }) => gapMs));
  const told = figures.map(({ kind, sent, gapMs, pace = report.pace }) => {
    if (sent === 0) return lead.unmeasured(drills.kinds[kind]);
    if (gapMs === 0) return lead.none(drills.kinds[kind]);
    return pace === 1 ? lead.gap(drills.kinds[kind], show(gapMs)) : lead.estimate(drills.kinds[kind], show(gapMs), show(gapMs * pace));
  });
  const noticed = report.pace === 1 ? headline.noticed : headline.noticedInPractice;
  const practice = report.pace === 1 || measured.length === 0 ? [] : [lead.practice(report.pace)];
  if (report.now === undefined) return { title: headline.unknown, lead: [] };
  if (!report.begun) return { title: headline.begun, lead: [] };
  if (report.singlePoints.length > 0)
    return { title: headline.single(report.singlePoints.length), lead: figures.length === 0 ? [] : [lead.single, ...told, ...practice] };
  if (measured.length === 0) return { title: headline.untried, lead: [lead.untried, ...told] };
  if (measured.some(({ survived }) => !survived)) return { title: headline.away(show(worst)), lead: [...told, ...practice] };
  return { title: worst === 0 ? headline.nothing : noticed(show(worst)), lead: [...told, ...practice] };
}
