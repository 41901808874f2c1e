import type { Instance } from '@aws-sdk/client-ec2';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findDatabase } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { mustFindServer } from '../aws/find/servers.ts';
import { markOf } from '../blog/marking.ts';
import { UserError } from '../errors.ts';
import type { StepContext } from '../step.ts';
import { healthCheckOf, tutorialCheck, type HealthCheck } from './usual.ts';
import type { Subjects } from './watch.ts';

/** What every drill stands on: two servers behind a balancer. */
export type DrillContext = StepContext<'preflight' | 'launch-server-2' | 'target-group' | 'load-balancer'>;

/** What a person chose for a drill. */
export interface DrillOptions {
  /** Of the longest gap, in AWS's time. */
  readonly guessMs?: number | undefined;
  /** Requests a second, for each of the two pages. */
  readonly rate: number;
}

/** The blog as a drill finds it. */
export interface Scene {
  readonly address: string;
  readonly subjects: Subjects;
  readonly healthCheck: HealthCheck;
}

/** Looks at all that a drill needs to know before it begins. */
export async function findScene(ctx: DrillContext): Promise<Scene> {
  const { preflight, 'load-balancer': balancer, 'target-group': target } = ctx.outputs;
  const [one, two] = await Promise.all([mustFindServer(ctx, preflight.server1), mustFindServer(ctx, ctx.outputs['launch-server-2'].server2)]);
  const database = await findDatabase(ctx, preflight.database);
  if (database === undefined) throw new UserError('database-gone', [preflight.database.identifier]);
  const { TargetGroups = [] } = await ctx.aws.elb.read(new DescribeTargetGroupsCommand({ TargetGroupArns: [target.targetGroupArn] }));
  return {
    address: addressOf(balancer.dnsName),
    subjects: {
      targetGroupArn: target.targetGroupArn,
      servers: [subjectOf(one, ctx.names.server1), subjectOf(two, ctx.names.server2)],
      database: { ...preflight.database, zone: database.AvailabilityZone ?? '' },
    },
    healthCheck: TargetGroups[0] === undefined ? tutorialCheck : healthCheckOf(TargetGroups[0]),
  };
}

const subjectOf = (server: Instance, otherwise: string) => ({
  id: server.InstanceId ?? '',
  name: markOf(server, otherwise),
  zone: server.Placement?.AvailabilityZone ?? '',
});
