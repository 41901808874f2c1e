import type { Hit } from './traffic.ts';

/** A stretch in which nobody was answered: from the first request that failed to the first that succeeded again. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

/** The gaps, in order. One that never ended lasts until the last answer that was waited for. */
export function gapsIn(hits: readonly Hit[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let from: number | undefined;
  for (const hit of hits) {
    if (!hit.ok) from ??= hit.sentAt;
    else if (from !== undefined) {
      gaps.push({ from, until: hit.sentAt });
      from = undefined;
    }
  }
  const last = hits.at(-1);
  return from === undefined || last === undefined ? gaps : [...gaps, { from, until: last.endedAt }];
}

const signs = { ok: '·', failed: 'x' } as const;

/** One line of signs for the whole drill: `x` where anything failed, a digit for the server that answered most. */
export function strip(hits: readonly Hit[], servers: readonly string[], width: number): string {
  const [first, last] = [hits[0], hits.at(-1)];
  if (first === undefined || last === undefined) return '';
  const span = Math.max(1, last.sentAt - first.sentAt);
  const cells = Array.from({ length: width }, (): Hit[] => []);
  for (const hit of hits) cells[Math.min(width - 1, Math.floor(((hit.sentAt - first.sentAt) / span) * width))]?.push(hit);
  return cells.map((cell) => signOf(cell, servers)).join('');
}

function signOf(cell: readonly Hit[], servers: readonly string[]): string {
  if (cell.length === 0) return ' ';
  if (cell.some((hit) => !hit.ok)) return signs.failed;
  const met = servers.filter((server) => cell.some((hit) => hit.server === server));
  const only = met.length === 1 ? met[0] : undefined;
  return only === undefined ? signs.ok : String(servers.indexOf(only) + 1);
}
