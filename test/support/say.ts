import type { Say } from '../../src/ui/say.ts';

export interface HeardSay extends Say {
  /** Everything said, one entry for each call, its kind before it: `good Done`. */
  readonly heard: readonly string[];
  readonly events: readonly ({ readonly type: string } & Record<string, unknown>)[];
}

/** Says nothing, keeps everything. */
export function listeningSay(): HeardSay {
  const heard: string[] = [];
  const events: ({ readonly type: string } & Record<string, unknown>)[] = [];
  const hear = (kind: string) => (text: string) => void heard.push(`${kind} ${text}`);
  return {
    heard,
    events,
    heading: hear('heading'),
    line: hear('line'),
    dim: hear('dim'),
    good: hear('good'),
    warn: hear('warn'),
    bad: hear('bad'),
    block: hear('block'),
    chart: () => undefined,
    liveChart: () => ({ shown: false, end: () => undefined }),
    table: (rows) => void heard.push(...rows.map(([name, ...values]) => `table ${name}: ${values.join(' | ')}`)),
    progress: (text) => {
      hear('progress')(text);
      return { update: hear('update'), done: hear('done'), fail: hear('fail') };
    },
    event: (event) => void events.push(event),
  };
}
