/** Which failure was rehearsed: one web server, the database's primary, or everything of ours in one zone. */
export type DrillKind = 'web' | 'database' | 'zone';

/** What a request met that was not the page. */
export type FailureKind = 'refused' | 'timeout' | '5xx' | 'wrong-content' | 'other';

/** A stretch of one lane in one state; ms since the drill began. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
  /** AWS's own word: `healthy`, `unhealthy`, `stopping`, `rebooting`, … */
  readonly state: string;
}

/** What was seen of one thing during the drill: a server, the database, or the readers. */
export interface Lane {
  readonly of: 'server' | 'database' | 'readers';
  /** From outside (a tag); empty for the readers. */
  readonly name: string;
  readonly zone?: string;
  readonly spans: readonly Span[];
}

/** `shallow` needs a server alone (a static file); `deep` needs the database too. */
export type Page = 'shallow' | 'deep';

/** One request of the probe; ms since the drill began. */
export interface Asked {
  readonly page: Page;
  readonly sentMs: number;
  readonly tookMs: number;
  readonly ok: boolean;
  /** `200`, `503`, `ECONNREFUSED`, … */
  readonly saw: string;
  readonly kind?: FailureKind;
  /** It came, but so late that a reader would call it an outage. */
  readonly waited?: true;
  readonly server?: string;
}

/** One of AWS's own events, in its words; ms since the drill began. */
export interface Told {
  readonly atMs: number;
  readonly text: string;
}

/** Everything one drill found. Times in ms as they were measured here, never scaled; only those named so are AWS's. */
export interface DrillResult {
  readonly drill: DrillKind;
  /** ISO, wall clock, when the probe began. */
  readonly at: string;
  /** How many AWS minutes passed in one minute here: 1 on AWS. Measured times it is an estimate of AWS's, and must be called one. */
  readonly pace: number;
  /** What was made to fail, by name. */
  readonly struck: readonly string[];
  /** When it was, since the drill began. */
  readonly struckAtMs: number;
  /** When we began to put it right (a server's start; for the database, when the standby had taken over). */
  readonly mendedAtMs: number;
  /** The learner's guess of the longest gap, in AWS's time. */
  readonly guessMs?: number;
  /** What AWS says is usual for the longest gap, from and to, in AWS's time. */
  readonly usualMs: readonly [number, number];
  /** The pause between two requests for one page: no gap is known more exactly than this. */
  readonly resolutionMs: number;
  /** Both pages together. */
  readonly sent: number;
  readonly failed: number;
  readonly failedBy: Readonly<Partial<Record<FailureKind, number>>>;
  /** The longer of the two pages' longest gaps: from the first request that was not answered well to the next that was. */
  readonly longestGapMs: number;
  readonly gapsMs: Readonly<Record<Page, number>>;
  /** Where the longest gap lies; absent when there was none. */
  readonly longestGap?: { readonly fromMs: number; readonly untilMs: number };
  /** From the first request that failed until none did any more: one in two may have been answered meanwhile. */
  readonly failingMs: number;
  /** From the failure until the balancer (web, zone) or RDS (database) said so; absent when it never did. */
  readonly detectedAfterMs?: number;
  /** From the failure until everything was redundant again; absent when it never was. */
  readonly redundantAfterMs?: number;
  /** Readers were answered again in the end. */
  readonly survived: boolean;
  /** The database's zone (database, zone). */
  readonly zones?: { readonly before: string; readonly after: string };
  /** By the name a server says of itself on the deep page. */
  readonly answeredBy: Readonly<Record<string, number>>;
  readonly lanes: readonly Lane[];
  readonly asked: readonly Asked[];
  readonly told: readonly Told[];
  /** The balancer's settings at the time, so that two drills can be compared; in AWS's seconds. */
  readonly healthCheck: { readonly intervalSeconds: number; readonly unhealthyThreshold: number; readonly timeoutSeconds: number };
}
