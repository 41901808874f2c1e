import { DescribeInstancesCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { cloudOf, type Cloud } from '../support/cloud.ts';
import type { Place } from '../support/program.ts';

/** What is seen, or can be asked for by its id, in an account that it is not in. */
export async function leaksBetween(place: Place, names: readonly string[]): Promise<string[]> {
  const clouds = await Promise.all(names.map(async (name) => ({ name, cloud: await cloudOf(place, name) })));
  const seen = await Promise.all(clouds.map(async ({ name, cloud }) => ({ name, cloud, ids: await idsIn(cloud) })));
  const owners = new Map<string, string>();
  const leaks: string[] = [];
  for (const { name, ids } of seen) {
    for (const id of ids) {
      const owner = owners.get(id);
      if (owner !== undefined) leaks.push(`${name} sees ${id} of ${owner}`);
      owners.set(id, name);
    }
    if (ids.length === 0) leaks.push(`${name} has nothing at all`);
  }
  for (const [at, { name, cloud }] of seen.entries()) {
    const other = seen[(at + 1) % seen.length];
    const foreign = other?.ids.find((id) => id.startsWith('i-'));
    if (other === undefined || other.name === name || foreign === undefined) continue;
    const answer = await cloud.ec2.send(new DescribeInstancesCommand({ InstanceIds: [foreign] })).then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
    if (answer !== 'InvalidInstanceID.NotFound') leaks.push(`${name} asked for ${foreign} of ${other.name}: ${answer}`);
  }
  return leaks;
}

async function idsIn({ ec2, elb, rds }: Cloud): Promise<string[]> {
  const [instances, groups, balancers, targets, databases] = await Promise.all([
    ec2.send(new DescribeInstancesCommand({})),
    ec2.send(new DescribeSecurityGroupsCommand({})),
    elb.send(new DescribeLoadBalancersCommand({})),
    elb.send(new DescribeTargetGroupsCommand({})),
    rds.send(new DescribeDBInstancesCommand({})),
  ]);
  const ids = [
    ...(instances.Reservations ?? []).flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)),
    ...(groups.SecurityGroups ?? []).map(({ GroupId }) => GroupId),
    ...(balancers.LoadBalancers ?? []).map(({ LoadBalancerArn }) => LoadBalancerArn),
    ...(targets.TargetGroups ?? []).map(({ TargetGroupArn }) => TargetGroupArn),
    ...(databases.DBInstances ?? []).map(({ DBInstanceArn }) => DBInstanceArn),
  ];
  return ids.filter((id) => id !== undefined);
}
