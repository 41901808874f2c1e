import type { Lab } from '../../src/lab/server.ts';
import { canonical, tally } from './canonical.ts';
import type { Segment } from './segments.ts';
import type { Stage } from './stage.ts';
import { startWizard, type JournalMoment } from './wizard.ts';

/** A segment walked undisturbed: what it leaves, and every point at which it could have been cut off. */
export interface Golden {
  readonly segment: Segment;
  readonly state: string;
  readonly tally: string;
  readonly points: readonly Point[];
  /** All calls that were sent, in order; those of them that change something. */
  readonly calls: readonly Sent[];
  readonly changes: readonly string[];
  /** What was written to the journal, in order. */
  readonly written: readonly string[];
}

/** A call as it came to the cloud. */
export interface Sent {
  /** `ec2:RunInstances` */
  readonly name: string;
  readonly changes: boolean;
}

/** One instant at which the wizard is killed. */
export type Point = { readonly of: string; readonly label: string } & (
  | { readonly by: 'journal'; readonly at: JournalMoment }
  | { readonly by: 'cloud'; readonly change: number; readonly when: 'before' | 'after' }
);

/** Walks a segment from where the one before it ended, and keeps where it ends. */
export async function walkGolden(stage: Stage, root: string, segment: Segment): Promise<Golden> {
  const lab = await stage.open(segment.after);
  const calls = watch(lab);
  const { ended } = startWizard({ root, home: stage.home, connection: lab.connection }, segment.words);
  const { code, said, written } = await ended;
  if (code !== 0) throw new Error(`undisturbed, ${segment.name} ends with ${code}:\n${said}`);
  lab.faults.mend();
  const changes = changesOf(calls);
  const golden = {
    segment,
    state: await canonical(lab),
    tally: tally(stage.effects()),
    points: pointsOf(segment, changes, written),
    calls,
    changes,
    written: written.filter(Boolean),
  };
  await stage.keep(lab, segment.name);
  return golden;
}

/** The calls that are sent from now on, in order. */
export function watch(lab: Lab): readonly Sent[] {
  const calls: Sent[] = [];
  lab.faults.around({
    count: 0,
    around: (act, { service, action, readOnly }) => {
      calls.push({ name: `${service}:${action}`, changes: !readOnly });
      return act();
    },
  });
  return calls;
}

/** Those that change something. */
export const changesOf = (calls: readonly Sent[]): readonly string[] => calls.filter(({ changes }) => changes).map(({ name }) => name);

/** Every instant at which a run that sends these calls and writes these lines can be cut off. */
export function pointsOf({ name: of }: Segment, calls: readonly string[], written: readonly string[]): Point[] {
  const inCloud = calls.flatMap((call, change) =>
    (['before', 'after'] as const).map((when): Point => ({ of, label: `${call} (${change + 1}), ${when} it had its effect`, by: 'cloud', change, when })),
  );
  const inJournal = written.filter(Boolean).flatMap((line, index) =>
    (['lost', 'torn', 'after'] as const).map((moment): Point => ({
      of,
      label: `journal ${index + 1} "${line}", ${moment}`,
      by: 'journal',
      at: { write: index + 1, moment },
    })),
  );
  const inTheBlog = written.flatMap((line, index): Point[] => {
    const op = /^intent .* ((ssh|sql):.*)$/.exec(line)?.[1];
    return op === undefined ? [] : [{ of, label: `${op}, after it had its effect`, by: 'journal', at: { write: index + 1, moment: 'answer' } }];
  });
  return [...inCloud, ...inTheBlog, ...inJournal];
}
