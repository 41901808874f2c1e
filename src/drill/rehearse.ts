import { UserError } from '../errors.ts';
import { chartOf } from './chart.ts';
import { goThrough, survived, type Acts, type Moments } from './course.ts';
import { tellAsItGoes } from './happenings.ts';
import type { DrillKind, DrillResult, Lane, Span } from './result.ts';
import type { DrillContext, DrillOptions, Scene } from './scene.ts';
import { tellResult } from './tell.ts';
import { learnPages, startTraffic, type Hit } from './traffic.ts';
import { usualGap } from './usual.ts';
import { asAsked, measure } from './verdict.ts';
import { startWatch, toldSince, type Sample } from './watch.ts';

/** One drill's own part; the rest is the same for all. */
export interface Rehearsal extends Acts {
  readonly drill: DrillKind;
  readonly options: DrillOptions;
  readonly scene: Scene;
  /** What is made to fail, by name. */
  readonly struck: readonly string[];
  /** Does AWS itself say that something is wrong? */
  readonly noticed: (sample: Sample) => boolean;
  zones?(): Promise<{ readonly before: string; readonly after: string }>;
}

/** Quiet, the failure, quiet, everything as before, quiet: with readers asking all the while. Shows it as it goes, and what it found. */
export async function rehearse(ctx: DrillContext, rehearsal: Rehearsal): Promise<DrillResult> {
  const { clock, say, words } = ctx;
  const { scene, options } = rehearsal;
  const everyMs = 1_000 / options.rate;
  const pages = await learnPages(ctx, scene.address);
  const at: Moments = { began: clock.monotonic(), struckAt: Infinity, heldFrom: Infinity, mendedAt: Infinity, redundantAt: Infinity };
  const met: Hit[] = [];
  const progress = say.progress(words.drill.going[rehearsal.drill](rehearsal.struck), 0);
  const live = say.liveChart(() => chartOf({ ...findings(at, met, everyMs), lanes: watch.lanes(), untilMs: clock.monotonic() - at.began }, words.drill));
  const wall = clock.now();
  at.began = clock.monotonic();
  const going = tellAsItGoes(ctx, at.began, live.shown);
  const watch = startWatch(ctx, scene.subjects, at.began, going.state);
  const traffic = startTraffic(ctx, pages, everyMs, (hit) => {
    met.push(hit);
    going.hit(hit);
  });
  let lanes: readonly Lane[] = [];
  try {
    await goThrough(ctx, rehearsal, at, () => traffic.hits);
    lanes = watch.lanes();
    progress.done(words.drill.over[rehearsal.drill]);
  } catch (error) {
    progress.fail(words.drill.going[rehearsal.drill](rehearsal.struck));
    throw error;
  } finally {
    live.end();
    await Promise.all([traffic.end(), watch.end()]);
  }
  const found = { hits: traffic.hits, lanes, wall, everyMs, detectedAt: watch.firstSince(at.struckAt, rehearsal.noticed) };
  const result = await resultOf(ctx, rehearsal, at, found);
  tellResult(ctx, result);
  return result;
}

interface Found {
  readonly hits: readonly Hit[];
  readonly lanes: readonly Lane[];
  readonly detectedAt: number | undefined;
  readonly wall: number;
  readonly everyMs: number;
}

/** All that was found, with times from the drill's beginning. */
async function resultOf(ctx: DrillContext, rehearsal: Rehearsal, at: Moments, { hits, lanes, detectedAt, wall, everyMs }: Found): Promise<DrillResult> {
  const { drill, struck, options, scene } = rehearsal;
  const zones = await rehearsal.zones?.();
  return {
    drill,
    at: new Date(wall).toISOString(),
    pace: ctx.clock.pace,
    struck,
    struckAtMs: Math.round(at.struckAt - at.began),
    mendedAtMs: Math.round(at.mendedAt - at.began),
    ...(options.guessMs === undefined ? {} : { guessMs: options.guessMs }),
    usualMs: usualGap(drill, scene.healthCheck),
    ...measure(hits, { began: at.began, struckAt: at.struckAt, everyMs }),
    ...(detectedAt === undefined ? {} : { detectedAfterMs: Math.round(detectedAt - at.struckAt) }),
    redundantAfterMs: Math.round(at.redundantAt - at.struckAt),
    survived: survived(hits, at),
    ...(zones === undefined ? {} : { zones }),
    lanes: [readersLane(hits, at.began, everyMs), ...lanes],
    // Of a server RDS has nothing to tell.
    told: drill === 'web' ? [] : await toldSince(ctx, scene.subjects.database.identifier, wall),
    healthCheck: scene.healthCheck,
  };
}

function findings({ began, struckAt, mendedAt }: Moments, met: readonly Hit[], everyMs: number) {
  return {
    asked: met.map((hit) => asAsked(hit, began)),
    resolutionMs: everyMs,
    ...(Number.isFinite(struckAt) ? { struckAtMs: struckAt - began } : {}),
    ...(Number.isFinite(mendedAt) ? { mendedAtMs: mendedAt - began } : {}),
  };
}

/** The readers' own lane: answered, or not, one beat of the probe after the other. */
function readersLane(hits: readonly Hit[], began: number, everyMs: number): Lane {
  const beats = new Map<number, boolean>();
  for (const { sentAt, ok } of hits) {
    const beat = Math.round((sentAt - began) / everyMs);
    beats.set(beat, (beats.get(beat) ?? true) && ok);
  }
  const spans: Span[] = [];
  for (const [beat, ok] of beats) {
    const state = ok ? 'answered' : 'failed';
    const last = spans.at(-1);
    const untilMs = Math.round((beat + 1) * everyMs);
    if (last?.state === state) spans[spans.length - 1] = { ...last, untilMs };
    else spans.push({ fromMs: Math.round(beat * everyMs), untilMs, state });
  }
  return { of: 'readers', name: '', spans };
}

/** A drill that the blog did not live through: the figures are on record, and this says what they mean. */
export function mustHaveSurvived({ survived: did, drill, struck }: DrillResult): void {
  if (!did) throw new UserError('drill-not-survived', [drill, struck.join(', ')]);
}
