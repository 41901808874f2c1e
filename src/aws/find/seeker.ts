import type { Run, StepContext, StepId } from '../../step.ts';
import { ownerOf, tagKeys, tagValue } from '../ownership.ts';

/** What it takes to find things: where to look, for whom, and what they are called if nobody said otherwise. */
export type Seeker = Pick<StepContext, 'aws' | 'run' | 'names'>;

export type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

/** Ours by its tags; else a thing that merely has the name; else nothing. */
export type Found<Thing> = { readonly is: 'ours'; readonly thing: Thing } | { readonly is: 'foreign'; readonly thing: Thing } | { readonly is: 'absent' };

interface Search<Thing> {
  readonly run: Run;
  readonly step: StepId;
  readonly name: string;
  readonly tagsOf: (thing: Thing) => Tags;
  readonly nameOf: (thing: Thing) => string | undefined;
}

/** Tags first, because names can be answered differently and belong to anybody. */
export function findAmong<Thing>(things: readonly Thing[], { run, step, name, tagsOf, nameOf }: Search<Thing>): Found<Thing> {
  const own = things.find((thing) => isOurs(tagsOf(thing), run, step));
  if (own !== undefined) return { is: 'ours', thing: own };
  const namesake = things.find((thing) => nameOf(thing) === name);
  return namesake === undefined ? { is: 'absent' } : { is: 'foreign', thing: namesake };
}

/** Made or adopted by this run in this step. */
export function isOurs(tags: Tags, run: Run, step: StepId): boolean {
  return ownerOf(tags, run) === 'ours' && tagValue(tags, tagKeys.step) === step;
}

/** The thing itself when it is ours. */
export function ours<Thing>(found: Found<Thing>): Thing | undefined {
  return found.is === 'ours' ? found.thing : undefined;
}

/** A member that AWS always fills in, though its type says that it may be absent. */
export function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`AWS's answer lacks ${what}`);
  return value;
}
