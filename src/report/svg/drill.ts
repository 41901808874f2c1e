import type { Asked, DrillResult, Lane } from '../../drill/result.ts';
import { html, nothing, type Markup } from '../html/markup.ts';
import { shortly, type Telling } from '../show.ts';
import { timeAxis } from './axis.ts';
import { cutTo, pixelsOf } from './text.ts';

const width = 480;
const laneHeight = 18;
const labelHeight = 17;
const ticksHeight = 9;
const apart = 12;
const cell = 4; // pixels that one mark has to itself
const top = 20;

/** AWS's many words in three: told by colour, pattern and, where there is room, the word itself. */
export function moodOf(state: string): 'good' | 'move' | 'gone' {
  if (/^(healthy|running|available|answered|ok)\b/.test(state)) return 'good';
  return /^(unhealthy|unused|draining|stopped|terminated|shutting|failed|unavailable|unregistered|away)/.test(state) ? 'gone' : 'move';
}

/** When a drill's last request or state ended. */
export function endOf({ lanes, asked }: DrillResult): number {
  return Math.max(
    1,
    ...lanes.flatMap(({ spans }) => spans.map(({ untilMs }) => untilMs)),
    asked.reduce((last, { sentMs, tookMs }) => Math.max(last, sentMs + tookMs), 0),
  );
}

/** Lanes over time: each server with what it answered, the database, and the readers. Time runs from left to right. */
export function drillSvg(drill: DrillResult, id: string, telling: Telling): Markup {
  const { chart } = telling.words.report.drills;
  const end = endOf(drill);
  const at = (ms: number) => (Math.min(Math.max(0, ms), end) / end) * width;
  const drawing: Drawing = { drill, at, id, telling };
  const lanes = drill.lanes.filter((lane) => lane.of !== 'readers');
  let y = top;
  const drawn: Markup[] = [];
  for (const lane of lanes) {
    drawn.push(laneOf(lane, y, drawing));
    y += labelHeight + laneHeight + (lane.of === 'server' ? ticksHeight : 0) + apart;
  }
  drawn.push(readersLane(y, drawing));
  y += labelHeight + laneHeight + 24;
  const struck = at(drill.struckAtMs);
  const late = struck > width / 2;
  const gap = shortly(drill.longestGapMs, telling.language);
  return html`<svg class="chart lanes" viewBox="-4 0 ${width + 8} ${y + 22}" role="img" aria-labelledby="${id}-t ${id}-d" xmlns="http://www.w3.org/2000/svg">
    <title id="${id}-t">${chart.title(telling.words.report.drills.kinds[drill.drill])}</title>
    <desc id="${id}-d">${chart.describe(lanes.length + 1, gap)}</desc>
    <defs>
      <pattern id="${id}-m" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="base-move" width="6" height="6" />
        <path class="hatch" d="M0 0V6" />
      </pattern>
      <pattern id="${id}-g" width="5" height="5" patternUnits="userSpaceOnUse">
        <rect class="base-gone" width="5" height="5" />
        <path class="dots" d="M1.5 1.5h1.5v1.5h-1.5z" />
      </pattern>
    </defs>
    <path class="strike" d="M${struck} ${top - 2}V${y}" />
    <text class="tick ${late ? 'end' : 'start'}" x="${struck + (late ? 4 : -4)}" y="11">${late ? `${chart.strike} ▼` : `▼ ${chart.strike}`}</text>
    ${mended(drawing, y)} ${drawn} ${timeAxis(end, y, width, at, telling.language)}
  </svg>`;
}

/** When putting it right began; its name only where the other one leaves room. */
function mended({ drill, at, telling }: Drawing, y: number): Markup {
  const { chart } = telling.words.report.drills;
  const [x, struck] = [at(drill.mendedAtMs), at(drill.struckAtMs)];
  const taken = struck > width / 2 ? 0 : pixelsOf(chart.strike, 14) + 16;
  const room = x - struck > taken + pixelsOf(chart.mended, 14) + 24;
  const name = room ? html`<text class="tick end" x="${x + 4}" y="11">${chart.mended} ▼</text>` : nothing;
  return html`<path class="strike" d="M${x} ${top - 2}V${y}" />${name}`;
}

interface Drawing {
  readonly drill: DrillResult;
  readonly at: (ms: number) => number;
  readonly id: string;
  readonly telling: Telling;
}

function laneOf(lane: Lane, y: number, drawing: Drawing): Markup {
  const { drill, at, id } = drawing;
  const label = [lane.name, lane.zone].filter(Boolean).join(' · ');
  const bar = y + labelHeight;
  const bars = lane.spans.map(({ fromMs, untilMs, state }) => {
    const [x, w] = [at(fromMs), Math.max(1, at(untilMs) - at(fromMs))];
    const mood = moodOf(state);
    const fill = mood === 'good' ? nothing : html` fill="url(#${id}-${mood === 'move' ? 'm' : 'g'})"`;
    // A word on a pattern wants ground of its own to be read.
    const fits = pixelsOf(state, 11) + 10 < w;
    const word = fits
      ? html`<rect class="ground" x="${x + 3}" y="${bar + 3}" width="${pixelsOf(state, 11) + 6}" height="12" rx="2" /><text
            class="state"
            x="${x + 6}"
            y="${bar + 13}"
            >${state}</text
          >`
      : nothing;
    return html`<rect class="span ${mood}" x="${x}" y="${bar}" width="${w}" height="${laneHeight}" ${fill} />${word}`;
  });
  const answers =
    lane.of === 'server'
      ? marks(
          drill.asked.filter(({ ok, server }) => ok && server === lane.name),
          bar + laneHeight + 2,
          6,
          at,
        )
      : nothing;
  return html`<text class="label" x="0" y="${y + 11}">${cutTo(label, width)}</text>${bars}${answers}`;
}

/** One short stroke for each few pixels in which something was answered. */
function marks(asked: readonly Asked[], y: number, height: number, at: (ms: number) => number): Markup {
  const cells = new Set(asked.map(({ sentMs }) => Math.floor(at(sentMs) / cell)));
  return html`<path
    class="answers"
    d="${[...cells]
      .toSorted((a, b) => a - b)
      .map((one) => `M${one * cell + 1} ${y}v${height}`)
      .join('')}"
  />`;
}

function readersLane(y: number, { drill, at, telling }: Drawing): Markup {
  const { chart } = telling.words.report.drills;
  const bar = y + labelHeight;
  const middle = bar + laneHeight / 2;
  const bad = [...new Set(drill.asked.filter(({ ok }) => !ok).map(({ sentMs }) => Math.floor(at(sentMs) / (cell * 2))))].toSorted((a, b) => a - b);
  const crosses = bad.map((one) => `M${one * cell * 2} ${middle - 6}l8 12m0-12l-8 12`).join('');
  return html`<text class="label" x="0" y="${y + 11}">${chart.readers}</text>
    <rect class="ground-lane" x="0" y="${bar}" width="${width}" height="${laneHeight}" />
    ${marks(
      drill.asked.filter(({ ok }) => ok),
      bar + 3,
      laneHeight - 6,
      at,
    )}
    <path class="crosses" d="${crosses}" />${gapMark(bar + laneHeight + 5, drill, at, telling)}`;
}

function gapMark(y: number, { longestGap, longestGapMs }: DrillResult, at: (ms: number) => number, { words, language }: Telling): Markup {
  if (longestGap === undefined || longestGapMs <= 0) return nothing;
  const [from, until] = [at(longestGap.fromMs), at(longestGap.untilMs)];
  const said = words.report.drills.chart.longest(shortly(longestGapMs, language));
  const middle = (from + until) / 2;
  const half = pixelsOf(said, 12) / 2;
  const x = Math.min(Math.max(middle, half), width - half);
  return html`<path class="bracket" d="M${from} ${y - 4}v4H${Math.max(until, from + 2)}v-4" /><text class="said mid" x="${x}" y="${y + 13}">${said}</text>`;
}
