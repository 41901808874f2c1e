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
  readonly name: string;
  readonly spans: readonly Span[];
}

/** One request of the probe; ms since the drill began. */
export interface Asked {
  readonly sentMs: number;
  readonly tookMs: number;
  readonly ok: boolean;
  /** `200`, `503`, `ECONNREFUSED`, … */
  readonly saw: string;
  readonly kind?: FailureKind;
  readonly server?: string;
}

/** Everything one drill found. Times in ms of AWS's time as readers would live it here: measured, never scaled. */
export interface DrillResult {
  readonly drill: DrillKind;
  /** ISO, wall clock, when the probe began. */
  readonly at: string;
  /** The learner's guess of the longest gap. */
  readonly guessMs?: number;
  /** What AWS says is usual for the longest gap, from and to. */
  readonly usualMs: readonly [number, number];
  /** The pause between two requests: no gap is known more exactly than this. */
  readonly resolutionMs: number;
  readonly sent: number;
  readonly failed: number;
  readonly failedBy: Readonly<Partial<Record<FailureKind, number>>>;
  readonly longestGapMs: number;
  /** From the failure until the balancer (web, zone) or RDS (database) said so; undefined when it never did. */
  readonly detectedAfterMs?: number;
  /** From the failure until everything was redundant again. */
  readonly redundantAfterMs?: number;
  readonly zones?: { readonly before: string; readonly after: string };
  readonly answeredBy: Readonly<Record<string, number>>;
  readonly lanes: readonly Lane[];
  readonly asked: readonly Asked[];
  /** The balancer's settings at the time, so that two drills can be compared. */
  readonly healthCheck: { readonly intervalSeconds: number; readonly unhealthyThreshold: number; readonly timeoutSeconds: number };
}
