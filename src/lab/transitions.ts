import { transitions as ec2 } from './ec2/index.ts';
import { transitions as elbv2 } from './elbv2/index.ts';
import { transitions as rds } from './rds/index.ts';
import type { Transitions } from './world.ts';

/** Everything that happens by itself after a while, by name. */
export const transitions: Transitions = { ...ec2, ...elbv2, ...rds };
