import type { ServiceName } from '../wire/apis.ts';
import type { Members } from '../wire/read.ts';
import type { World } from '../world.ts';
import type { Context } from './conditions.ts';

/** A call as it was understood. */
export interface Asked {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Members;
  readonly world: World;
}

/** One thing a caller must be allowed: an action on one resource. */
export interface Check {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** What conditions may look at. Keys are lower-case: IAM compares their names without regard to case. */
export function contextOf(world: World, tags: { readonly onResource?: readonly Tag[] | undefined; readonly inRequest?: readonly Tag[] | undefined }): Context {
  const each = (prefixes: readonly string[], given: readonly Tag[] | undefined) =>
    (given ?? []).flatMap(({ Key = '', Value = '' }) => prefixes.map((prefix) => [`${prefix}/${Key}`.toLowerCase(), Value] as const));
  return Object.fromEntries([
    ['aws:requestedregion', world.region],
    ...each(['aws:ResourceTag', 'ec2:ResourceTag', 'elasticloadbalancing:ResourceTag', 'rds:db-tag'], tags.onResource),
    ...each(['aws:RequestTag'], tags.inRequest),
    ...(tags.inRequest === undefined ? [] : [['aws:tagkeys', tags.inRequest.map(({ Key = '' }) => Key)] as const]),
  ]);
}

/** The tags of a request, wherever the schema put them. */
export function tagsIn(value: unknown): readonly Tag[] | undefined {
  return Array.isArray(value) && value.length > 0 ? (value as Tag[]) : undefined;
}
