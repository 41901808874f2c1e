import type { DBInstance } from '@aws-sdk/client-rds';
import { findHealth } from '../aws/find/balancers.ts';
import { findDatabase, findEvents } from '../aws/find/databases.ts';
import { findServers } from '../aws/find/servers.ts';
import { restAfter } from '../aws/poll.ts';
import type { StepContext } from '../step.ts';
import type { Lane, Told } from './result.ts';

type Context = Pick<StepContext, 'aws' | 'clock' | 'signal'>;

/** What is looked at: the servers on the balancer's list, and the database where there is one to look at. */
export interface Subjects {
  readonly targetGroupArn: string;
  readonly servers: readonly { readonly id: string; readonly name: string; readonly zone: string }[];
  readonly database: { readonly identifier: string; readonly resourceId: string; readonly zone: string };
}

/** What AWS said at one moment; monotonic ms. */
export interface Sample {
  readonly at: number;
  /** The balancer's word for each server, by id. */
  readonly health: ReadonlyMap<string, string>;
  readonly database: DBInstance | undefined;
}

export interface Watch {
  /** The lanes as far as they are known, up to now. */
  lanes(): readonly Lane[];
  /** When `noticed` first held at a sample taken after this moment. */
  firstSince(moment: number, noticed: (sample: Sample) => boolean): number | undefined;
  end(): Promise<void>;
}

// Of AWS's time: often enough to tell stopping from stopped, and far below what AWS allows.
const everyMs = 2_000;
const shortestMs = 250;

/** Looks at the servers, the balancer's list and the database in step with the probe. `onChange` hears of each new state. */
export function startWatch(ctx: Context, subjects: Subjects, began: number, onChange: (name: string, state: string, at: number) => void): Watch {
  const samples: Sample[] = [];
  const tracks = new Map<string, { from: number; state: string }[]>();
  const ended = new AbortController();

  const note = (key: string, name: string, state: string, at: number) => {
    const track = tracks.get(key) ?? [];
    if (track.at(-1)?.state === state) return;
    tracks.set(key, [...track, { from: at - began, state }]);
    if (track.length > 0) onChange(name, state, at - began);
  };
  const look = async () => {
    ctx.aws.forget();
    const [health, servers, database] = await Promise.all([findHealth(ctx, subjects.targetGroupArn), findServers(ctx), findDatabase(ctx, subjects.database)]);
    const at = ctx.clock.monotonic();
    const stateById = new Map(health.map((one) => [one.Target?.Id ?? '', one.TargetHealth?.State ?? 'unregistered']));
    samples.push({ at, health: stateById, database });
    for (const { id, name } of subjects.servers) {
      const power = servers.find((server) => server.InstanceId === id)?.State?.Name ?? 'terminated';
      note(id, name, power === 'running' ? (stateById.get(id) ?? 'unregistered') : power, at);
    }
    note(subjects.database.identifier, subjects.database.identifier, database?.DBInstanceStatus ?? 'deleted', at);
  };
  const looking = (async () => {
    while (!ended.signal.aborted) {
      const asked = ctx.clock.monotonic();
      // What AWS does not answer now leaves a hole in the picture, and nothing else.
      await look().catch(() => undefined);
      const rest = restAfter(ctx.clock.monotonic() - asked);
      await ctx.clock.sleep(Math.max(shortestMs, everyMs / ctx.clock.pace, rest), ended.signal).catch(() => undefined);
    }
  })();

  const spansOf = (key: string): Lane['spans'] => {
    const track = tracks.get(key) ?? [];
    const now = ctx.clock.monotonic() - began;
    return track.map(({ from, state }, index) => ({ fromMs: Math.round(from), untilMs: Math.round(track[index + 1]?.from ?? now), state }));
  };
  const { database } = subjects;
  return {
    lanes: () => [
      ...subjects.servers.map(({ id, name, zone }): Lane => ({ of: 'server', name, zone, spans: spansOf(id) })),
      { of: 'database', name: database.identifier, zone: database.zone, spans: spansOf(database.identifier) },
    ],
    firstSince: (moment, noticed) => samples.find((sample) => sample.at >= moment && noticed(sample))?.at,
    async end() {
      ended.abort();
      await looking;
    },
  };
}

const minute = 60_000;

/** What RDS itself told since the drill began, in its own words. Its clock is not ours, so a moment's difference is borne. */
export async function toldSince(ctx: Context, identifier: string, wallMs: number): Promise<readonly Told[]> {
  const minutes = Math.ceil((ctx.clock.now() - wallMs) / minute) + 1;
  const events = await findEvents(ctx, identifier, minutes).catch(() => []);
  return events.flatMap(({ Date: date, Message: text = '' }) => {
    const atMs = (date?.getTime() ?? 0) - wallMs;
    return atMs < -grace ? [] : [{ atMs: Math.max(0, atMs), text }];
  });
}

const grace = 2_000;
