import type { DrillResult } from '../drill/result.ts';
import type { Words } from '../ui/language/words.ts';

/** A row of the table behind a drill's chart; ms since the drill began. */
export interface ChartRow {
  readonly lane: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: string;
}

const most = 60;

/** What the chart shows, row by row: the lanes' states, then what readers met, stretch by stretch. `more`: rows left out for length. */
export function chartRows(drill: DrillResult, words: Words): { readonly rows: readonly ChartRow[]; readonly more: number } {
  const lanes = drill.lanes
    .filter((lane) => lane.of !== 'readers')
    .flatMap((lane) => lane.spans.map(({ fromMs, untilMs, state }) => ({ lane: lane.name, fromMs, untilMs, state })));
  const rows = [...lanes, ...stretches(drill, words)];
  return { rows: rows.slice(0, most), more: Math.max(0, rows.length - most) };
}

function stretches({ asked }: DrillResult, words: Words): readonly ChartRow[] {
  const { chart, table, failedBy } = words.report.drills;
  const inOrder = asked.toSorted((a, b) => a.sentMs - b.sentMs);
  const groups: (typeof inOrder)[] = [];
  for (const one of inOrder) {
    const last = groups.at(-1);
    if (last?.[0]?.ok === one.ok) last.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => {
    const names = (values: readonly (string | undefined)[]) => [...new Set(values.filter((value) => value !== undefined))].join(words.picture.joint);
    const state = group[0]?.ok
      ? table.answered(group.length, names(group.map(({ server }) => server)))
      : table.failed(group.length, names(group.map(({ kind, saw }) => `${failedBy[kind ?? 'other'] ?? ''} ${saw}`.trim())));
    return { lane: chart.readers, fromMs: group[0]?.sentMs ?? 0, untilMs: Math.max(...group.map(({ sentMs, tookMs }) => sentMs + tookMs)), state };
  });
}
