import { findHealth, findTargetGroup } from '../../aws/find/balancers.ts';
import { ours } from '../../aws/find/seeker.ts';
import type { Difference, StepContext } from '../../step.ts';

/** The list itself gone, or servers missing on it. */
export async function differsOf(ctx: StepContext, servers: readonly string[], name = ctx.names.targetGroup): Promise<readonly Difference[]> {
  const { drift } = ctx.words.steps;
  const group = ours(await findTargetGroup(ctx, name))?.group;
  if (group?.TargetGroupArn === undefined) return [{ what: drift.targetGroup(name), is: drift.gone, should: drift.there }];
  const health = (await findHealth(ctx, group.TargetGroupArn)).filter(({ TargetHealth }) => TargetHealth?.State !== 'draining');
  const listed = health.flatMap(({ Target }) => Target?.Id ?? []).join(', ');
  return [{ what: drift.targets(group.TargetGroupName ?? ''), is: listed || drift.none, should: servers.join(', ') }];
}
