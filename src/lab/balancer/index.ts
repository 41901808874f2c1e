import { servedPort } from '../elbv2/listeners.ts';
import { reachesOutside } from '../machines/routed.ts';
import type { Network, TargetState } from '../reality.ts';
import { nameOf, type Tables, type World } from '../world.ts';
import { openFront, type Front } from './front.ts';
import { createWatch, type Watch } from './watch.ts';

/** Real milliseconds below which waiting is not scaled, however fast the lab's clock runs: real answers take real time. */
export interface Floors {
  readonly checkTimeoutMs: number;
  readonly checkIntervalMs: number;
  readonly connectMs: number;
  readonly answerMs: number;
}

export interface BalancerPorts {
  readonly network: Network;
  readonly log?: (line: string) => void;
  readonly floors?: Partial<Floors>;
}

/** All the balancers of a lab: HTTP reverse proxies that follow the records. */
export interface Balancers {
  /** Opens, closes and asks for health as the records say. Returns at once. */
  follow(world: World): void;
  /** Resolves when the ports are as the last `follow` wanted them. */
  settled(): Promise<void>;
  targetHealth(world: World, targetGroupArn: string, instanceId: string, port: number): TargetState;
  close(): Promise<void>;
}

const usual: Floors = { checkTimeoutMs: 4_000, checkIntervalMs: 25, connectMs: 250, answerMs: 10_000 };

interface Place {
  readonly watch: Watch;
  readonly fronts: Map<string, Front>;
}

export function createBalancers({ network, log = () => undefined, floors: given = {} }: BalancerPorts): Balancers {
  const floors = { ...usual, ...given };
  const places = new Map<string, Place>();
  let work: Promise<unknown> = Promise.resolve();
  let closed = false;

  const placeOf = (world: World): Place => {
    const place = places.get(nameOf(world)) ?? {
      watch: createWatch(world, network, { timeoutMs: floors.checkTimeoutMs, intervalMs: floors.checkIntervalMs }),
      fronts: new Map(),
    };
    places.set(nameOf(world), place);
    return place;
  };

  const pass = async (world: World): Promise<void> => {
    const { watch, fronts } = placeOf(world);
    const wanted = new Map(openBalancers(world, network).map((balancer) => [balancer.id, balancer.publishedPort]));
    const stale = [...fronts].filter(([arn, front]) => wanted.get(arn) !== front.port);
    for (const [arn, front] of stale) {
      fronts.delete(arn);
      // The port is free at once; only answers under way take longer, and nobody waits for those.
      void front.close();
    }
    if (closed) return;
    for (const [balancerArn, port] of wanted) {
      if (!fronts.has(balancerArn)) fronts.set(balancerArn, openFront({ world, network, watch, balancerArn, port, floors, log }));
    }
    await Promise.all([...fronts.values()].map((front) => front.opened));
  };

  return {
    follow: (world) => {
      if (closed) return;
      placeOf(world).watch.follow();
      work = work.then(() => pass(world)).catch((error: unknown) => log(`the balancers could not follow: ${String(error)}`));
    },
    settled: async () => {
      await work;
    },
    targetHealth: (world, targetGroupArn, instanceId, port) => placeOf(world).watch.stateOf(targetGroupArn, instanceId, port),
    close: async () => {
      closed = true;
      for (const { watch } of places.values()) watch.close();
      await work;
      await Promise.all([...places.values()].flatMap(({ fronts }) => [...fronts.values()]).map((front) => front.close()));
      places.clear();
    },
  };
}

/** This machine. */
const internet = { kind: 'internet', address: '127.0.0.1' } as const;

/** Balancers that are to be reached from this machine: active, with a listener, open to the internet, and with a route from it. */
function openBalancers(world: World, network: Network): Tables['loadBalancer'][] {
  const listening = new Set(
    world
      .table('listener')
      .all()
      .filter((row) => row.Port === servedPort)
      .map((row) => row.LoadBalancerArn),
  );
  return world
    .table('loadBalancer')
    .all()
    .filter((row) => row.State?.Code === 'active' && listening.has(row.id))
    .filter((row) => network.admits(world, row.SecurityGroups ?? [], servedPort, internet))
    .filter((row) => row.AvailabilityZones?.some(({ SubnetId }) => reachesOutside(world, SubnetId, internet.address)));
}
