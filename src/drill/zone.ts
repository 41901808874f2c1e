import { AddTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { stopServer, waitUntilWell } from '../aws/power.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage } from '../blog/probe.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { beforeNow, primaryZone } from './database.ts';
import { forgetFailover, sendFailover, waitForEvidence } from './failover.ts';
import { mustBeAtRest, mustBeHealthy } from './ready.ts';
import { keepDrill } from './record.ts';
import { rehearse } from './rehearse.ts';
import type { DrillResult } from './result.ts';
import { findScene, type DrillContext, type DrillOptions } from './scene.ts';
import { noteStopped, startStopped } from './unfinished.ts';
import { asTag } from './verdict.ts';
import { allHealthy, mustHaveSpare, untilBalancerKnows } from './web.ts';

/** Stands on the target group once the drill has been held. */
export const zoneDrillTag = 'redundant-blog:drill-zone';

/**
 * Takes away all that the blog has in the zone of its database's primary, at one moment: the web server there is stopped, and the
 * database fails over. `ctx` has the lines of `drill-web` in the journal, `forDatabase` those of `drill-database`.
 */
export async function drillZone(ctx: DrillContext, forDatabase: StepContext<'preflight'>, options: DrillOptions): Promise<DrillResult> {
  await mustBeAtRest(ctx, ctx.outputs.preflight.database);
  const scene = await findScene(ctx);
  const { database, servers, targetGroupArn } = scene.subjects;
  await mustBeHealthy(ctx, targetGroupArn, servers);
  const victim = servers.find(({ zone }) => zone === database.zone);
  if (victim === undefined) throw new UserError('drill-zone-empty', [database.zone]);
  const before = beforeNow(ctx, database.zone);
  const result = await rehearse(ctx, {
    drill: 'zone',
    options,
    scene,
    struck: [victim.name, database.identifier],
    noticed: ({ health }) => health.get(victim.id) !== 'healthy',
    strike: async () => {
      await mustHaveSpare(ctx, scene, victim.id);
      await noteStopped(ctx, targetGroupArn, victim.id);
      await together([stopServer(ctx, victim.id), sendFailover(forDatabase, before)]);
      await together([untilBalancerKnows(ctx, targetGroupArn, victim.id), waitForEvidence(forDatabase, before)]);
      await eventually(ctx, `${scene.address}/`, isPage, 100);
    },
    restore: async () => void (await startStopped(ctx)),
    recovered: () => allHealthy(ctx, scene),
    zones: async () => ({ before: before.zone, after: await primaryZone(ctx) }),
  });
  await keepDrill(ctx.memory, result);
  await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [targetGroupArn], Tags: [{ Key: zoneDrillTag, Value: asTag(result) }] }), { repeatable: true });
  await forgetFailover(forDatabase);
  await waitUntilWell(ctx, victim.id);
  return result;
}

/** Both go on to their end, so that nothing is still under way when one has failed. */
async function together(acts: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(acts)).find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
