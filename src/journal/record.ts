import type { Claim, Run, StepId } from '../step.ts';

/** The journal's format; a higher number on disk belongs to a newer version of this tool and is not touched. */
export const schemaVersion = 1;

export interface Header {
  readonly type: 'header';
  readonly tool: string;
  readonly run: Run;
  /** Where the account lives; see `placeOf`. */
  readonly place: string;
}

export type Ended = 'ok' | 'failed' | 'unknown';

export type Note =
  | { readonly type: 'began'; readonly step: StepId }
  | { readonly type: 'answered'; readonly step: StepId; readonly answers: unknown }
  | { readonly type: 'kept'; readonly step: StepId; readonly key: string; readonly value: unknown }
  | { readonly type: 'intent'; readonly step: StepId; readonly op: string; readonly params: unknown }
  | { readonly type: 'result'; readonly step: StepId; readonly of: number; readonly ended: Exclude<Ended, 'unknown'>; readonly code?: string }
  | { readonly type: 'recorded'; readonly step: StepId; readonly output: unknown; readonly claims?: readonly Claim[]; readonly language?: string }
  | { readonly type: 'left'; readonly step: StepId; readonly how: 'skipped' | 'to-the-person' }
  | { readonly type: 'undone'; readonly step: StepId }
  | { readonly type: 'interrupted'; readonly step: StepId | null }
  | { readonly type: 'finished' }
  | { readonly type: 'closed' };

export interface Written<Content> {
  readonly seq: number;
  readonly ts: string;
  readonly content: Content;
}
