import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Incoming } from './auth.ts';
import { fillBase, layBase } from './base.ts';
import { systemLabClock, type LabClock } from './clock.ts';
import { createDispatch, type Dispatched } from './dispatch.ts';
import { openEffects, type Touch } from './effects.ts';
import { control } from './faults/control.ts';
import { createFaults, type Faults } from './faults/index.ts';
import { deliver } from './faults/deliver.ts';
import { connectionOf, host, type LabConnection } from './connection.ts';
import { LabFailure, newMarker, readMarker, wipe, withDisk, writeMarker, type Marker } from './folder.ts';
import { takeHold } from './hold.ts';
import type { Reality } from './reality.ts';
import { services } from './services.ts';
import { thingsOf, type Thing } from './things.ts';
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
}

export interface LabOptions {
  readonly dir: string;
  /** This port and no other; 0 is any free one. Left out: the one it had before, else 4680, else any. */
  readonly port?: number;
  readonly speed?: number;
  readonly empty?: boolean;
  readonly clock?: LabClock;
  /** Another reality than the real things. */
  readonly reality?: (ports: RealityPorts) => Reality | Promise<Reality>;
  /** `false`: the base's records only, nothing on its disks (for a reality that starts nothing). */
  readonly disks?: boolean;
  readonly log?: (line: string) => void;
  /** Called when somebody who can read the folder asks for an end. */
  readonly onStop?: () => void;
}

const usualPort = 4680;
const usualSpeed = 60;
const largestBody = 1024 * 1024;
const graceMs = 1_000;

/** Starts a lab in this process: what the daemon runs, and what tests use. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { dir } = options;
  const found = readMarker(dir);
  const marker = found ?? writeMarker(dir, newMarker({}, options.empty ?? false));
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
  const reality = await (options.reality ?? realThings)({ dir, clock, worlds: () => worlds?.all() ?? [], isDown: faults.isDown, log });
  started.push(() => reality.close());
  worlds = withDisk(dir, () => createWorlds({ dir, clock, reality: () => reality, transitions: () => transitions, log, touched }));
  const open = worlds;
  started.push(() => open.close());
  const home = await furnish(open, dir, marker, options.disks ?? true);
  const dispatch = createDispatch({ worlds: open, services, accessKey: keyring(marker), now: () => new Date(), log, effects, faults });
  const server = createServer((request, response) => {
    serve(
      { marker, dispatch, things: () => open.all().flatMap(thingsOf), faults, worlds: () => open.all(), speed, stop: options.onStop },
      request,
      response,
    ).catch((error: unknown) => {
      log(`request failed: ${String(error)}`);
      response.destroy();
    });
  });
  // A client that uses an idle connection at the very moment it is closed could not tell whether it was heard.
  server.keepAliveTimeout = 0;
  const port = await listen(server, options.port, marker.port);
  started.push(() => closeServer(server));
  hold.say(port, speed);
  writeMarker(dir, { ...marker, furnished: true, port, speed });
  for (const world of open.all()) reality.follow(world);
  const settled = async (): Promise<void> => {
    await open.settled();
    await reality.settled();
  };
  return { endpoint: `http://${host}:${port}`, worlds: open, home, connection: connectionOf(dir, marker, port, speed), faults, settled, close: undo };
}

async function realThings(ports: RealityPorts): Promise<Reality> {
  const { createReality } = await import('./machines/index.ts');
  return createReality(ports);
}

/** The base is laid once, before anybody can ask for anything. */
async function furnish(worlds: Worlds, dir: string, marker: Marker, disks: boolean): Promise<World> {
  const home = worlds.open(marker.account, marker.region);
  if (marker.furnished) return home;
  if (!marker.empty) {
    const base = layBase(home);
    if (disks) await fillBase(home, base, dir);
  }
  await worlds.changed(home);
  return home;
}

const keyring = (marker: Marker) => (accessKeyId: string) => marker.keys.find((key) => key.accessKeyId === accessKeyId);

async function listen(server: Server, wanted: number | undefined, before: number | undefined): Promise<number> {
  const candidates = wanted !== undefined ? [wanted] : [...(before === undefined ? [] : [before]), usualPort, 0];
  for (const candidate of candidates) {
    const port = await tryListen(server, candidate);
    if (port !== undefined) return port;
  }
  throw new LabFailure('port-in-use', { port: wanted ?? usualPort });
}

function tryListen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // Whoever is in the middle of a call gets its answer, but nobody can keep the lab open.
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

interface Serving {
  readonly marker: Marker;
  readonly dispatch: (request: Incoming) => Promise<Dispatched>;
  readonly things: () => Thing[];
  readonly faults: Faults;
  readonly worlds: () => readonly World[];
  readonly speed: number;
  readonly stop: (() => void) | undefined;
}

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const url = request.url ?? '/';
  if (url.startsWith('/_lab/')) {
    answerControl(serving, url, request, body, response);
    return;
  }
  const answer = await serving.dispatch({ method: request.method ?? '', url, headers: plainHeaders(request), body });
  deliver(answer, response);
}

/** Not AWS: how `lab status` and `lab down` make sure that it is this lab they talk to. */
function answerControl(
  { marker, things, faults, worlds, speed, stop }: Serving,
  url: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const known = request.headers['x-lab-secret'] === marker.secret;
  const say = (status: number, said: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  if (url === '/_lab/status') return say(200, { lab: marker.id, pid: process.pid, speed, ...(known ? { things: things() } : {}) });
  const broken = request.method === 'POST' && known ? control(url, body.toString('utf8'), faults, worlds()) : undefined;
  if (broken !== undefined) return say(broken.status, broken.said);
  if (url !== '/_lab/stop' || request.method !== 'POST') return say(404, {});
  if (!known || stop === undefined) return say(403, {});
  response.once('finish', stop);
  say(202, { lab: marker.id });
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length <= largestBody) chunks.push(bytes);
  }
  return length <= largestBody ? Buffer.concat(chunks) : undefined;
}
