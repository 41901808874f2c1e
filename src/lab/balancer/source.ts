import { interfacesOf } from '../elbv2/interfaces.ts';
import type { Source } from '../reality.ts';
import type { Tables, World } from '../world.ts';

/** What a balancer is when it calls a target: a thing in the VPC with its security groups. */
export function sourceOf(world: World, balancer: Tables['loadBalancer']): Source {
  const [first] = interfacesOf(world, balancer.id);
  return { kind: 'inside', groupIds: balancer.SecurityGroups ?? [], privateIp: first?.PrivateIpAddress ?? '' };
}

/** Security groups of an instance. */
export const groupsOf = (instance: Tables['instance']) => (instance.SecurityGroups ?? []).flatMap(({ GroupId: id }) => (id === undefined ? [] : [id]));
