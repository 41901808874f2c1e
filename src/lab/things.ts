import type { World } from './world.ts';

/** One line of `lab status`. */
export interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly address?: string;
}

/** What a person would look for in this world: servers, images, balancers, databases and their snapshots. */
export function thingsOf(world: World): Thing[] {
  return [...servers(world), ...images(world), ...balancers(world), ...databases(world), ...snapshots(world)];
}

function servers(world: World): Thing[] {
  return world
    .table('instance')
    .all()
    .map((instance) => {
      const port = instance.Tags?.find(({ Key }) => Key === 'redundant-blog:lab:80')?.Value;
      const name = instance.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
      return { kind: 'instance', id: instance.id, name, state: instance.State?.Name ?? '', ...address(port && `http://${port}/`) };
    });
}

function images(world: World): Thing[] {
  const mine = world
    .table('image')
    .all()
    .filter((image) => image.OwnerId === world.account);
  return mine.map((image) => ({ kind: 'image', id: image.id, name: image.Name ?? '', state: image.State ?? '' }));
}

function balancers(world: World): Thing[] {
  return world
    .table('loadBalancer')
    .all()
    .map((balancer) => ({
      kind: 'load-balancer',
      id: balancer.id,
      name: balancer.LoadBalancerName ?? '',
      state: balancer.State?.Code ?? '',
      ...address(balancer.DNSName && `http://${balancer.DNSName.toLowerCase()}/`),
    }));
}

function databases(world: World): Thing[] {
  return world
    .table('dbInstance')
    .all()
    .map((database) => ({
      kind: 'database',
      id: database.id,
      name: database.DBInstanceIdentifier ?? '',
      state: database.DBInstanceStatus ?? '',
      ...address(database.Endpoint?.Address && `${database.Endpoint.Address}:${database.Endpoint.Port}`),
    }));
}

function snapshots(world: World): Thing[] {
  return world
    .table('dbSnapshot')
    .all()
    .map((snapshot) => ({ kind: 'database-snapshot', id: snapshot.id, name: snapshot.DBSnapshotIdentifier ?? '', state: snapshot.Status ?? '' }));
}

function address(text: string | undefined): { address: string } | Record<string, never> {
  return text ? { address: text } : {};
}
