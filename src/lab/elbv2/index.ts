import type { Operations } from '../operation.ts';
import type { Transitions } from '../world.ts';
import { attributeOperations } from './attributes.ts';
import { listenerOperations } from './listeners.ts';
import { loadBalancerOperations, loadBalancerTransitions } from './load-balancers.ts';
import { tagOperations } from './tags.ts';
import { targetGroupOperations } from './target-groups.ts';
import { targetOperations, targetTransitions } from './targets.ts';

/** Elastic Load Balancing v2, as far as one HTTP application load balancer over instances goes. */
export const operations: Operations = {
  ...loadBalancerOperations,
  ...attributeOperations,
  ...targetGroupOperations,
  ...targetOperations,
  ...listenerOperations,
  ...tagOperations,
};

export const transitions: Transitions = { ...loadBalancerTransitions, ...targetTransitions };
