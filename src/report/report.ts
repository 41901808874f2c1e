import type { BlogShape } from '../aws/find/shape.ts';
import type { DrillResult } from '../drill/result.ts';
import type { Billing, Claim, Measured, StepId } from '../step.ts';
import type { SinglePoint } from '../ui/picture.ts';
import type { Told } from './score.ts';

/** Raised when a member goes away or changes its meaning; new members come without it. */
export const reportFormat = 1;

/** How one step went and stands. Times are ISO, of the wall clock; absent when nothing of them was written down. */
export interface StepReport {
  readonly id: StepId;
  readonly title: string;
  readonly state: 'done' | 'todo' | 'foreign' | 'waits';
  readonly began?: string;
  readonly ended?: string;
  readonly tookMs?: number;
  /** How often it was begun until it was done; 0: it was found done. */
  readonly begun: number;
  /** `then`: as the step ended, from the journal; `now`: while this report was made. */
  readonly proved: 'then' | 'now' | 'never';
  readonly claims: readonly Claim[];
}

/** All that the report tells: `--format json` is this and nothing else. Money in USD a month. */
export interface Report {
  readonly type: 'report';
  readonly format: typeof reportFormat;
  readonly tool: string;
  readonly made: string;
  /** IANA name: in which zone the other formats show times. */
  readonly timeZone: string;
  /** How many AWS minutes pass in one minute here: 1 on AWS itself. */
  readonly pace: number;
  /** `alias`: the account's name; null when it could not be learned, and not there when it has none. */
  readonly run: { readonly account: string; readonly alias?: string | null; readonly region: string; readonly id: string; readonly arn: string };
  /** Where the times come from; `none`: the journal is not on this machine, so there are none. */
  readonly journal: 'here' | 'none';
  /** Nothing of this run is to be seen yet: the report is about the blog as it was found. */
  readonly begun: boolean;
  readonly before?: BlogShape;
  readonly now?: BlogShape;
  readonly singlePoints: readonly SinglePoint[];
  readonly steps: readonly StepReport[];
  /** Oldest first. */
  readonly drills: readonly DrillResult[];
  /** What the cloud itself remembers of the drills (tags), for when the journal is lost. */
  readonly summaries: Readonly<Partial<Record<'drill-web' | 'drill-database', Measured>>>;
  readonly costs: Costs;
  readonly score: Told;
}

export interface Costs {
  readonly before?: number;
  readonly now: number;
  readonly stillBilling: readonly Billing[];
  readonly prices: { readonly date: string; readonly region: string };
}
