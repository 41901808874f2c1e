import type { Chart, ChartLane, Mark } from '../ui/timeline.ts';
import type { Words } from '../ui/language/words.ts';
import type { Asked, Lane } from './result.ts';

/** What a drill has found so far, or in the end. */
export interface Findings {
  readonly lanes: readonly Lane[];
  readonly asked: readonly Asked[];
  readonly resolutionMs: number;
  readonly struckAtMs?: number;
  /** When it was put right. */
  readonly mendedAtMs?: number;
  readonly untilMs: number;
}

/** The timeline to draw: a lane for the readers, one for each server and one for the database. */
export function chartOf({ lanes, asked, resolutionMs, struckAtMs, mendedAtMs, untilMs }: Findings, words: Words['drill']): Chart {
  const readers: ChartLane = {
    name: words.readers,
    stretches: asked.map(({ sentMs, tookMs, ok, waited }) =>
      waited
        ? { fromMs: sentMs, untilMs: sentMs + tookMs, mark: 'changes' }
        : { fromMs: sentMs, untilMs: sentMs + resolutionMs * 0.9, mark: ok ? 'serves' : 'fails' },
    ),
  };
  return {
    untilMs,
    lanes: [readers, ...lanes.filter(({ of }) => of !== 'readers').map((lane) => stretchesOf(lane, asked, resolutionMs))],
    events: [...(struckAtMs === undefined ? [] : [{ atMs: struckAtMs, sign: '!' }]), ...(mendedAtMs === undefined ? [] : [{ atMs: mendedAtMs, sign: '+' }])],
  };
}

function stretchesOf({ of, name, spans }: Lane, asked: readonly Asked[], resolutionMs: number): ChartLane {
  const answers = of === 'server' ? asked.filter(({ ok, server }) => ok && server === name) : [];
  return {
    name,
    stretches: [
      ...spans.map(({ state, ...span }) => ({ ...span, mark: markOf(state) })),
      // Two servers that take turns both answer all the time.
      ...answers.map(({ sentMs, tookMs }) => ({ fromMs: sentMs, untilMs: sentMs + Math.max(tookMs, 2 * resolutionMs), mark: 'serves' as const })),
    ],
  };
}

/** AWS's many words for how something stands, as the few signs of a timeline. */
export function markOf(state: string): Mark {
  if (state === 'healthy' || state === 'available') return 'rests';
  if (['stopping', 'stopped', 'shutting-down', 'terminated', 'deleted'].includes(state)) return 'away';
  if (state.startsWith('unhealthy') || state === 'failed') return 'fails';
  return 'changes';
}
