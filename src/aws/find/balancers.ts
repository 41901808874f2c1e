import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type Listener,
  type LoadBalancer,
  type Tag,
  type TargetGroup,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { readPages } from '../pages.ts';
import { findAmong, type Found, type Seeker } from './seeker.ts';

export interface TaggedBalancer {
  readonly balancer: LoadBalancer;
  readonly tags: readonly Tag[];
}

export interface TaggedTargetGroup {
  readonly group: TargetGroup;
  readonly tags: readonly Tag[];
}

const atATime = 20;

async function everything({ aws }: Pick<Seeker, 'aws'>) {
  const [balancers, groups] = await Promise.all([
    readPages(
      aws.elb,
      (Marker) => new DescribeLoadBalancersCommand(Marker ? { Marker } : {}),
      (page) => page.NextMarker,
    ),
    readPages(
      aws.elb,
      (Marker) => new DescribeTargetGroupsCommand(Marker ? { Marker } : {}),
      (page) => page.NextMarker,
    ),
  ]);
  return { balancers: balancers.flatMap((page) => page.LoadBalancers ?? []), groups: groups.flatMap((page) => page.TargetGroups ?? []) };
}

/** Balancers and target groups with their tags, which AWS tells only when asked for them; all in few calls, for whoever asks first. */
async function tagged({ aws }: Pick<Seeker, 'aws'>) {
  const { balancers, groups } = await everything({ aws });
  const arns = [...balancers.map((one) => one.LoadBalancerArn), ...groups.map((one) => one.TargetGroupArn)].flatMap((arn) => arn ?? []).toSorted();
  const chunks = Array.from({ length: Math.ceil(arns.length / atATime) }, (_, index) => arns.slice(index * atATime, (index + 1) * atATime));
  const answers = await Promise.all(chunks.map((ResourceArns) => aws.elb.read(new DescribeTagsCommand({ ResourceArns }))));
  const tags = new Map(answers.flatMap((answer) => answer.TagDescriptions ?? []).map((one) => [one.ResourceArn, one.Tags ?? []]));
  return {
    balancers: balancers.map((balancer): TaggedBalancer => ({ balancer, tags: tags.get(balancer.LoadBalancerArn) ?? [] })),
    groups: groups.map((group): TaggedTargetGroup => ({ group, tags: tags.get(group.TargetGroupArn) ?? [] })),
  };
}

/** The blog's entrance. Names of load balancers are unique in an account and region. */
export async function findBalancer(seeker: Seeker, name: string = seeker.names.balancer): Promise<Found<TaggedBalancer>> {
  const { balancers } = await tagged(seeker);
  return findAmong(balancers, { run: seeker.run, step: 'load-balancer', name, tagsOf: (one) => one.tags, nameOf: (one) => one.balancer.LoadBalancerName });
}

/** The list of servers behind the entrance. Names of target groups are unique in an account and region. */
export async function findTargetGroup(seeker: Seeker, name: string = seeker.names.targetGroup): Promise<Found<TaggedTargetGroup>> {
  const { groups } = await tagged(seeker);
  return findAmong(groups, { run: seeker.run, step: 'target-group', name, tagsOf: (one) => one.tags, nameOf: (one) => one.group.TargetGroupName });
}

/** What the entrance listens to. */
export async function findListeners({ aws }: Pick<Seeker, 'aws'>, balancerArn: string): Promise<readonly Listener[]> {
  const pages = await readPages(
    aws.elb,
    (Marker) => new DescribeListenersCommand({ LoadBalancerArn: balancerArn, ...(Marker && { Marker }) }),
    (page) => page.NextMarker,
  );
  return pages.flatMap((page) => page.Listeners ?? []);
}

/** How the servers on the list are, as the balancer sees them. */
export async function findHealth({ aws }: Pick<Seeker, 'aws'>, targetGroupArn: string): Promise<readonly TargetHealthDescription[]> {
  const { TargetHealthDescriptions = [] } = await aws.elb.read(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }));
  return TargetHealthDescriptions;
}

/** `healthy`, or the state and its reason: `unhealthy (Target.Timeout)`. */
export function healthOf(health: readonly TargetHealthDescription[], instanceId: string): string {
  const { State = 'unregistered', Reason } = health.find((one) => one.Target?.Id === instanceId)?.TargetHealth ?? {};
  return Reason === undefined || State === 'healthy' ? State : `${State} (${Reason})`;
}
