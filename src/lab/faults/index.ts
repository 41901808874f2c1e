import type { LabClock } from '../clock.ts';
import type { Tables, World } from '../world.ts';
import type { WireAnswer } from '../wire/answers.ts';
import type { Dialect } from '../wire/apis.ts';
import { aimsAt, callFaults, type Around, type Break, type Call, type CallBreak, type Faulted, type StandingBreak } from './fault.ts';
import { staleView } from './stale.ts';
import { strike } from './strike.ts';

export { callFaults, standingFaults, type Around, type Break, type Call, type Delivery, type Faulted } from './fault.ts';

/** What is broken in a lab now. Nothing of it outlives the daemon. */
export interface Faults {
  /** Breaks something; gives what it was broken on, or undefined when there is no such thing (or more than one). `struck` hears of each call struck. */
  break(fault: Break, worlds: readonly World[], struck?: () => void): string | undefined;
  /** For tests in this process. */
  around(fault: Around): void;
  mend(): void;
  /** Does a call, struck by the first fault that aims at it. */
  done(call: Call, dialect: Dialect, act: () => Promise<WireAnswer>): Promise<Faulted>;
  /** The world as a read may see it. */
  seen(world: World): World;
  /** A row came into the world. */
  made(kind: string, id: string): void;
  /** Is this server (by instance id) or database (by resource id) down? */
  isDown(id: string): boolean;
}

interface Armed {
  readonly fault: CallBreak | Around;
  struck(): void;
  skip: number;
  /** Calls it will still strike. */
  left: number;
}

const defaults = { slowSeconds: 25, staleSeconds: 30 };

/** A lab in which nothing is broken yet. */
export function createFaults(clock: LabClock): Faults {
  const armed: Armed[] = [];
  const down = new Set<string>();
  const bornAt = new Map<string, number>();
  let staleMs = 0;

  const arm = (fault: CallBreak | Around, struck = () => {}) => {
    armed.push({ fault, struck, skip: fault.skip ?? 0, left: fault.count === 0 ? Number.POSITIVE_INFINITY : (fault.count ?? 1) });
  };

  return {
    break(fault, worlds, struck) {
      if (isCallBreak(fault)) {
        arm(fault, struck);
        return fault.operation ?? '*';
      }
      if (fault.what === 'stale-reads') {
        staleMs = clock.scaled((fault.seconds ?? defaults.staleSeconds) * 1_000);
        return '*';
      }
      const found = victimOf(fault, worlds);
      if (found !== undefined) down.add(found.key);
      return found?.name;
    },
    around: (fault) => arm(fault),
    mend() {
      armed.length = 0;
      down.clear();
      staleMs = 0;
    },
    async done(call, dialect, act) {
      const struck = next(armed, call);
      if (struck === undefined) return act();
      if ('around' in struck) return struck.around(act, call);
      const delayMs = clock.scaled((struck.seconds ?? defaults.slowSeconds) * 1_000);
      return strike({ what: struck.what, dialect, action: `${call.service}:${call.action}`, delayMs }, act);
    },
    seen: (world) => (staleMs === 0 ? world : staleView(world, (kind, id) => performance.now() - (bornAt.get(`${kind}/${id}`) ?? -Infinity) < staleMs)),
    made: (kind, id) => void bornAt.set(`${kind}/${id}`, performance.now()),
    isDown: (id) => down.has(id),
  };
}

function isCallBreak(fault: Break): fault is CallBreak {
  return callFaults.some((what) => what === fault.what);
}

/** The fault that strikes this call, one of its strikes used up. */
function next(armed: Armed[], call: Call): CallBreak | Around | undefined {
  for (const one of armed) {
    if (one.left === 0 || !aimsAt(one.fault, call)) continue;
    if (one.skip > 0) {
      one.skip -= 1;
      continue;
    }
    one.left -= 1;
    one.struck();
    return one.fault;
  }
  return undefined;
}

interface Victim {
  readonly key: string;
  readonly name: string;
}

function victimOf({ what, on }: StandingBreak, worlds: readonly World[]): Victim | undefined {
  const all = worlds.flatMap((world) => (what === 'server' ? world.table('instance').all().map(server) : world.table('dbInstance').all().map(database)));
  const meant = all.filter((victim) => victim !== undefined && (on === undefined || on === victim.name || on === victim.key));
  return meant.length === 1 ? meant[0] : undefined;
}

function server({ id, Tags, State }: Tables['instance']): Victim | undefined {
  return State?.Name === 'running' ? { key: id, name: Tags?.find(({ Key }) => Key === 'Name')?.Value ?? id } : undefined;
}

function database({ id, DbiResourceId, DBInstanceIdentifier }: Tables['dbInstance']): Victim {
  return { key: DbiResourceId ?? id, name: DBInstanceIdentifier ?? id };
}
