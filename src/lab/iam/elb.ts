import type { World } from '../world.ts';
import { contextOf, tagsIn, type Asked, type Check } from './check.ts';

const arn = (world: World, path: string) => `arn:aws:elasticloadbalancing:${world.region}:${world.account}:${path}`;

/** What a call makes, by the ARN it will have. */
const made: Readonly<Record<string, (name: string) => string>> = {
  CreateLoadBalancer: (name) => `loadbalancer/app/${name}/*`,
  CreateTargetGroup: (name) => `targetgroup/${name}/*`,
};

/** What CreateListener's tags are put on; the permission to make one is asked of its balancer. */
const tagged: Readonly<Record<string, string>> = { CreateListener: 'listener/app/*', CreateRule: 'listener-rule/app/*' };

/** What a call of Elastic Load Balancing needs. */
export function balancerChecks({ operation, input, world }: Asked): Check[] {
  const action = `elasticloadbalancing:${operation}`;
  if (operation.startsWith('Describe')) return [{ action, resource: '*', context: contextOf(world, {}) }];
  const tags = tagsIn(input['Tags']);
  const fresh = made[operation]?.(String(input['Name']));
  const inRequest = contextOf(world, { inRequest: tags });
  const making = fresh === undefined ? [] : [{ action, resource: arn(world, fresh), context: inRequest }];
  const touched =
    fresh === undefined
      ? arnsIn(input).map((resource) => ({ action, resource, context: contextOf(world, { onResource: tagsAt(world, resource), inRequest: tags }) }))
      : [];
  const path = fresh ?? tagged[operation];
  const named = [...making, ...touched];
  const checks = named.length > 0 ? named : [{ action, resource: '*', context: inRequest }];
  if (tags === undefined || path === undefined) return checks;
  const tagging = {
    action: 'elasticloadbalancing:AddTags',
    resource: arn(world, path),
    context: { ...inRequest, 'elasticloadbalancing:createaction': operation },
  };
  return [...checks, tagging];
}

function arnsIn(input: Readonly<Record<string, unknown>>): string[] {
  return Object.values(input)
    .flat()
    .filter((value): value is string => typeof value === 'string' && value.startsWith('arn:'));
}

function tagsAt(world: World, resource: string) {
  const row = world.table('loadBalancer').get(resource) ?? world.table('targetGroup').get(resource) ?? world.table('listener').get(resource);
  return (row ?? world.table('listenerRule').get(resource))?.tags;
}
