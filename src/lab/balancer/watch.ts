import type { Network, TargetState } from '../reality.ts';
import type { World } from '../world.ts';
import { check } from './check.ts';
import { standingOf, type Reachable } from './standing.ts';
import { judge, stateOf, unknown, type Verdict } from './verdict.ts';

/** The health of the targets of one world, asked over and over as their target groups say. */
export interface Watch {
  /** Begins with new targets and forgets those that are gone or at rest. */
  follow(): void;
  stateOf(groupArn: string, instanceId: string, port: number): TargetState;
  close(): void;
}

/** Real milliseconds below which neither a check's patience nor the time between two checks is scaled. */
export interface CheckFloors {
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/**
 * Between two checks of a target passes at least so many times what the last took. At sixty times AWS's speed a class of thirty
 * has hundreds of checks a second: without this a busy machine would do nothing else.
 */
const checkShare = 20;
/** Real ms; a target that hangs is not forgotten for it. */
const longestShare = 1_000;

/** Real ms from the end of a check to the next one: the rest of the interval, or longer where a check is slow. */
export const untilNextCheck = (tookMs: number, intervalMs: number, floorMs: number): number =>
  Math.max(floorMs, intervalMs - tookMs, Math.min(longestShare, tookMs * checkShare));

interface Watched {
  verdict: Verdict;
  forget: () => void;
  ended: boolean;
}

interface Place {
  readonly groupArn: string;
  readonly instanceId: string;
  readonly port: number;
}

export function createWatch(world: World, network: Network, floors: CheckFloors): Watch {
  const watched = new Map<string, Watched>();

  const end = (key: string, one: Watched): void => {
    one.ended = true;
    one.forget();
    watched.delete(key);
  };

  const look = async (place: Place, one: Watched): Promise<void> => {
    const standing = standingOf(world, place.groupArn, place.instanceId, place.port);
    // Forgotten, not left asleep: it may be asked for again before `follow` comes by.
    if (!('ask' in standing)) return end(keyOf(place), one);
    const begun = performance.now();
    const { group } = standing.ask;
    const finding = await check(world, network, standing.ask, Math.max(floors.timeoutMs, world.clock.scaled((group.HealthCheckTimeoutSeconds ?? 5) * 1000)));
    if (one.ended) return;
    one.verdict = judge(one.verdict, finding, { healthy: group.HealthyThresholdCount ?? 5, unhealthy: group.UnhealthyThresholdCount ?? 2 });
    const interval = world.clock.scaled((group.HealthCheckIntervalSeconds ?? 30) * 1000);
    const restMs = untilNextCheck(performance.now() - begun, interval, floors.intervalMs);
    one.forget = world.clock.alarm(restMs, () => void look(place, one));
  };

  const begin = (key: string, place: Place): void => {
    const one: Watched = { verdict: unknown, forget: () => undefined, ended: false };
    watched.set(key, one);
    void look(place, one);
  };

  return {
    follow: () => {
      const wanted = new Map(placesToAsk(world).map((place) => [keyOf(place), place]));
      for (const [key, one] of watched) if (!wanted.has(key)) end(key, one);
      for (const [key, place] of wanted) if (!watched.has(key)) begin(key, place);
    },
    stateOf: (groupArn, instanceId, port) => {
      const standing = standingOf(world, groupArn, instanceId, port);
      if ('state' in standing) return standing.state;
      return stateOf(watched.get(keyOf({ groupArn, instanceId, port }))?.verdict ?? unknown);
    },
    close: () => {
      for (const [key, one] of watched) end(key, one);
    },
  };
}

const keyOf = ({ groupArn, instanceId, port }: Place) => `${groupArn} ${instanceId}:${port}`;

function placesToAsk(world: World): Place[] {
  return world
    .table('targetGroup')
    .all()
    .flatMap((group) =>
      group.targets
        .map((target) => ({ groupArn: group.id, instanceId: target.Id ?? '', port: target.Port ?? group.Port ?? 80 }))
        .filter(({ groupArn, instanceId, port }) => 'ask' in standingOf(world, groupArn, instanceId, port)),
    );
}

/** Every target of the group that may be sent to, the healthy ones alone when there are any. */
export function sendable(world: World, watch: Watch, groupArn: string): Reachable[] {
  const group = world.table('targetGroup').get(groupArn);
  const targets = (group?.targets ?? []).flatMap((target) => {
    const standing = standingOf(world, groupArn, target.Id ?? '', target.Port ?? group?.Port ?? 80);
    return 'ask' in standing ? [standing.ask] : [];
  });
  const healthy = targets.filter(({ instance, port }) => watch.stateOf(groupArn, instance.id, port).state === 'healthy');
  // With none healthy an ALB sends to all of them: fail-open.
  return healthy.length > 0 ? healthy : targets;
}
