import { picksOf } from '../../aws/find/picks.ts';
import { findServer } from '../../aws/find/servers.ts';
import { runOn, tagKeys, tagValue } from '../../aws/ownership.ts';
import type { Difference, StepContext } from '../../step.ts';
import type { Chosen } from './choose.ts';

/** The first server gone, or without the tags by which it is known. Which one it was, only the journal can tell. */
export async function differsOf(ctx: StepContext, chosen: Chosen | undefined): Promise<readonly Difference[]> {
  const { drift } = ctx.words.steps;
  if (chosen === undefined) return [{ what: drift.server(ctx.names.server1), is: drift.gone, should: 'running' }];
  const server = await findServer(ctx, chosen.server1);
  const state = server?.State?.Name ?? drift.gone;
  if (server === undefined || state !== 'running') return [{ what: drift.server(`${ctx.names.server1} (${chosen.server1})`), is: state, should: 'running' }];
  return [
    { what: drift.run(chosen.server1), is: runOn(server.Tags) ?? drift.none, should: ctx.run.id },
    { what: drift.tag(tagKeys.step, chosen.server1), is: tagValue(server.Tags, tagKeys.step) ?? drift.none, should: 'preflight' },
    { what: drift.picks(chosen.server1), is: picksOf(server) === undefined ? drift.none : drift.there, should: drift.there },
  ];
}
