import type { Image, Instance } from '@aws-sdk/client-ec2';
import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { findBalancer, findListeners } from '../aws/find/balancers.ts';
import { findDatabase, findDatabases } from '../aws/find/databases.ts';
import { findImage } from '../aws/find/images.ts';
import { picksOf } from '../aws/find/picks.ts';
import { ours } from '../aws/find/seeker.ts';
import { findServers } from '../aws/find/servers.ts';
import type { BlogShape } from '../aws/find/shape.ts';
import { findShape } from '../blog/shape.ts';
import type { Run, StepContext, StepId } from '../step.ts';
import { factsInside } from './inside.ts';

/** What looking takes: the clients, whose blog it is, and the ways to it. */
export type Looker = Pick<StepContext, 'aws' | 'run' | 'names' | 'blog' | 'clock' | 'signal' | 'apiOnly'>;

/** The blog as the risks see it: everything is fetched once. */
export interface Scene {
  readonly aws: Looker['aws'];
  readonly clock: Looker['clock'];
  readonly run: Run;
  readonly shape: BlogShape | undefined;
  readonly servers: readonly Instance[];
  readonly database: DBInstance | undefined;
  readonly listeners: readonly Listener[];
  readonly image: Image | undefined;
  /** Steps whose whole end state is there. */
  readonly done: ReadonlySet<StepId>;
  /** What only a login tells, one map a server; undefined: nobody has logged in. */
  readonly inside: readonly ReadonlyMap<string, string>[] | undefined;
}

/** Looks at all of it. `logIn`: on the servers too (SSH), which takes longer; otherwise what only they know stays unseen. */
export async function sceneOf(looker: Looker, done: ReadonlySet<StepId>, logIn: boolean): Promise<Scene> {
  const shape = await findShape(looker);
  const ids = new Set((shape?.servers ?? []).map(({ id }) => id));
  const servers = (await findServers(looker)).filter(({ InstanceId = '' }) => ids.has(InstanceId));
  const balancer = ours(await findBalancer(looker))?.balancer;
  return {
    aws: looker.aws,
    clock: looker.clock,
    run: looker.run,
    shape,
    servers,
    done,
    database: await databaseOf(looker, servers, shape),
    listeners: balancer?.LoadBalancerArn === undefined ? [] : await findListeners(looker, balancer.LoadBalancerArn),
    image: ours(await findImage(looker)),
    inside: logIn && !looker.apiOnly ? await factsInside(looker, servers) : undefined,
  };
}

async function databaseOf(looker: Looker, servers: readonly Instance[], shape: BlogShape | undefined): Promise<DBInstance | undefined> {
  const picked = servers.map(picksOf).find((picks) => picks !== undefined)?.database;
  if (picked !== undefined) return findDatabase(looker, picked);
  return (await findDatabases(looker)).find((one) => one.DBInstanceIdentifier === shape?.database?.name);
}
