import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Incoming } from './auth.ts';
import { fillBase, layBase, layOffer } from './base.ts';
import { systemLabClock, type LabClock } from './clock.ts';
import { createDispatch, type Dispatched } from './dispatch.ts';
import { openEffects, type Touch } from './effects.ts';
import { answerAtDoor, type DoorPorts } from './door.ts';
import { createFaults, type Faults } from './faults/index.ts';
import { deliver } from './faults/deliver.ts';
import { connectionOf, homeOf, host, takesLoopback, type LabConnection } from './connection.ts';
import { LabFailure, newMarker, readMarker, wipe, withDisk, writeMarker, type Marker } from './folder.ts';
import { takeHold } from './hold.ts';
import { createPolicies } from './iam/policies.ts';
import { learnerFolder } from './learners/learner.ts';
import { openRegister, type Register } from './learners/register.ts';
import { closeServer, listen, listenAlso } from './listen.ts';
import { builtIn, type Kinds } from './parts.ts';
import type { Reality } from './reality.ts';
import { services } from './services.ts';
import { transitions } from './transitions.ts';
import type { World } from './world.ts';
import { createWorlds, type Worlds } from './worlds.ts';

export interface Lab {
  readonly endpoint: string;
  readonly worlds: Worlds;
  /** The account and region that `connection` leads to. */
  readonly home: World;
  readonly connection: LabConnection;
  /** What is broken on purpose. */
  readonly faults: Faults;
  /** Who else has an account in it. */
  readonly register: Register;
  /** Resolves when no transition runs and the real things have followed. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface RealityPorts {
  readonly dir: string;
  readonly clock: LabClock;
  /** All worlds that are open now. */
  readonly worlds: () => readonly World[];
  /** Is this server or database down, whatever its record says? */
  readonly isDown: (id: string) => boolean;
  readonly log: (line: string) => void;
  readonly kinds: Kinds;
  readonly cache?: string;
}

export interface LabOptions {
  readonly dir: string;
  /** This port and no other; 0 is any free one. Left out: the one it had before, else 4680, else any. */
  readonly port?: number;
  /** An address to listen on besides loopback. */
  readonly listen?: string;
  readonly speed?: number;
  readonly empty?: boolean;
  readonly clock?: LabClock;
  /** What plays the blog and the database of a new lab; the built-in ones when not given. */
  readonly kinds?: Kinds;
  /** Where what is slow to make is kept for other labs. */
  readonly cache?: string;
  /** Another reality than the real things. */
  readonly reality?: (ports: RealityPorts) => Reality | Promise<Reality>;
  /** `false`: the base's records only, nothing on its disks (for a reality that starts nothing). */
  readonly disks?: boolean;
  readonly log?: (line: string) => void;
  /** Called when somebody who can read the folder asks for an end. */
  readonly onStop?: () => void;
}

const usualSpeed = 60;
const largestBody = 1024 * 1024;

/** Starts a lab in this process: what the daemon runs, and what tests use. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { dir } = options;
  const found = readMarker(dir);
  const marker = found ?? writeMarker(dir, newMarker(options.kinds === undefined ? {} : { kinds: options.kinds }, options.empty ?? false));
  const hold = withDisk(dir, () => takeHold(dir));
  if (hold === undefined) throw new LabFailure('did-not-start', { dir, reason: 'another process serves this folder' });
  const started: (() => Promise<void> | void)[] = [() => hold.release()];
  const undo = async (): Promise<void> => {
    for (const end of started.splice(0).toReversed()) await end();
  };
  try {
    return await assemble(options, marker, hold, started, undo);
  } catch (error) {
    await undo();
    throw error;
  }
}

type Hold = NonNullable<ReturnType<typeof takeHold>>;

async function assemble(options: LabOptions, marker: Marker, hold: Hold, started: (() => Promise<void> | void)[], undo: () => Promise<void>): Promise<Lab> {
  const { dir } = options;
  const speed = options.clock?.speed ?? options.speed ?? marker.speed ?? usualSpeed;
  const clock = options.clock ?? systemLabClock(speed);
  const log = options.log ?? (() => undefined);
  if (!marker.furnished) wipe(dir);
  let worlds: Worlds | undefined;
  const faults = createFaults(clock);
  const effects = openEffects(dir, () => clock.now());
  const touched = (kind: string, id: string, how: Touch): void => {
    effects.touched(kind, id, how);
    if (how === 'made') faults.made(kind, id);
  };
  const reality = await (options.reality ?? realThings)({
    dir,
    clock,
    worlds: () => worlds?.all() ?? [],
    isDown: faults.isDown,
    log,
    ...programsOf(marker, options),
  });
  started.push(() => reality.close());
  const policies = createPolicies(log);
  const register = openRegister({
    dir,
    furnish: async (account, folder, empty) =>
      furnish(must(worlds), { account, region: marker.region, folder, empty }, options.disks ?? true).then(() => undefined),
    leave: async (account) => must(worlds).leave(account),
  });
  worlds = withDisk(dir, () => createWorlds({ dir, clock, reality: () => reality, transitions: () => transitions, log, touched }));
  const open = worlds;
  started.push(() => open.close());
  const home = marker.furnished ? open.open(marker.account, marker.region) : await furnish(open, { ...marker, folder: dir }, options.disks ?? true);
  policies.restore(marker.account, dir);
  for (const { account, name } of register.all()) policies.restore(account, learnerFolder(dir, name));
  const accessKey = (accessKeyId: string) => marker.keys.find((key) => key.accessKeyId === accessKeyId) ?? register.keyFor(accessKeyId);
  const dispatch = createDispatch({ worlds: open, services, accessKey, policyOf: policies.of, now: () => new Date(), log, effects, faults });
  const answered = { calls: 0 };
  const door: DoorPorts = { dir, marker, worlds: open, register, policies, faults, speed, stop: options.onStop, answers: () => answered.calls };
  const opened = await openServers(options, marker, { dispatch, door, log, answered }, started);
  hold.say({ port: opened, speed, ...(options.listen === undefined ? {} : { listen: options.listen }) });
  writeMarker(dir, { ...marker, furnished: true, port: opened, speed });
  for (const world of open.all()) reality.follow(world);
  const settled = async (): Promise<void> => {
    await open.settled();
    await reality.settled();
  };
  const connection = connectionOf(homeOf(dir, marker), opened, speed);
  return { endpoint: connection.endpoint, worlds: open, home, connection, faults, register, settled, close: undo };
}

function must(worlds: Worlds | undefined): Worlds {
  if (worlds === undefined) throw new Error('the worlds are not open yet');
  return worlds;
}

/** Loopback always; another address beside it when it was asked for. */
async function openServers({ port, listen: address }: LabOptions, marker: Marker, serving: Serving, started: (() => Promise<void> | void)[]): Promise<number> {
  const open = () => {
    const server = createServer((request, response) => {
      serve(serving, request, response).catch((error: unknown) => {
        serving.log(`request failed: ${String(error)}`);
        response.destroy();
      });
    });
    // A client that uses an idle connection at the very moment it is closed could not tell whether it was heard.
    server.keepAliveTimeout = 0;
    started.push(() => closeServer(server));
    return server;
  };
  const opened = await listen(open(), port, marker.port, address);
  if (address !== undefined && address !== host && !takesLoopback(address)) await listenAlso(open(), opened, address);
  return opened;
}

const programsOf = ({ kinds = builtIn }: Marker, { cache }: LabOptions) => ({ kinds, ...(cache === undefined ? {} : { cache }) });

async function realThings(ports: RealityPorts): Promise<Reality> {
  const { createReality } = await import('./machines/index.ts');
  return createReality(ports);
}

interface Plot {
  readonly account: string;
  readonly region: string;
  readonly empty: boolean;
  /** Where the base's private key is put. */
  readonly folder: string;
}

/** The base is laid once, before anybody can ask this account for anything. */
async function furnish(worlds: Worlds, { account, region, empty, folder }: Plot, disks: boolean): Promise<World> {
  const world = worlds.open(account, region);
  if (empty) layOffer(world, disks);
  else {
    const base = layBase(world);
    if (disks) await fillBase(world, base, folder);
  }
  await worlds.changed(world);
  return world;
}

interface Serving {
  readonly dispatch: (request: Incoming) => Promise<Dispatched>;
  readonly door: DoorPorts;
  readonly log: (line: string) => void;
  /** How many calls to its AWS side there were. */
  readonly answered: { calls: number };
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const url = request.url ?? '/';
  if (url.startsWith('/_lab/')) {
    await answerAtDoor(serving.door, request, body, response);
    return;
  }
  const answer = await serving.dispatch({ method: request.method ?? '', url, headers: plainHeaders(request), body });
  deliver(answer, response);
  serving.answered.calls += 1;
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
}

function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largestBody) chunks.push(chunk);
    });
    request.once('end', () => resolve(length <= largestBody ? Buffer.concat(chunks) : undefined));
    request.once('error', reject);
  });
}
