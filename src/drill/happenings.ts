import type { StepContext } from '../step.ts';
import type { Hit } from './traffic.ts';

type Context = Pick<StepContext, 'say' | 'words' | 'clock'>;

/** Hears what happens during a drill, and tells it. */
export interface Happenings {
  state(name: string, state: string, atMs: number): void;
  hit(hit: Hit): void;
}

/** Tells each thing once, with its time: as plain lines where no timeline can be seen to grow; events for programs everywhere. */
export function tellAsItGoes({ say, words, clock }: Context, began: number, chartShown: boolean): Happenings {
  const { drill } = words;
  const tell = (atMs: number, text: string) => {
    if (!chartShown) say.dim(`${drill.time(atMs).padStart(7)}  ${text}`);
  };
  const failing = new Map<string, number>();
  return {
    state: (name, state, atMs) => {
      say.event({ type: 'drill-state', name, state, atMs: Math.round(atMs) });
      tell(atMs, drill.nowIs(name, state));
    },
    hit: ({ page, ok, saw, server, sentAt }) => {
      say.event({ type: 'probe', page, ok, saw, ...(server === undefined ? {} : { server }) });
      const since = failing.get(page);
      if (ok && since !== undefined) {
        failing.delete(page);
        tell(clock.monotonic() - began, drill.answeredAgain[page](drill.time(sentAt - since)));
      } else if (!ok && since === undefined) {
        failing.set(page, sentAt);
        tell(clock.monotonic() - began, drill.fails[page](saw));
      }
    },
  };
}
