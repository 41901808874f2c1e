import type { IncomingMessage, ServerResponse } from 'node:http';
import { control } from './faults/control.ts';
import type { Faults } from './faults/index.ts';
import type { Marker } from './folder.ts';
import { MalformedPolicy } from './iam/policy.ts';
import type { Policies } from './iam/policies.ts';
import { learnerFolder, learnerName, type Learner } from './learners/learner.ts';
import type { Register } from './learners/register.ts';
import { thingsOf, type Thing } from './things.ts';
import type { Worlds } from './worlds.ts';

/** What `lab status` is told of one learner. */
export interface LearnerSeen {
  readonly name: string;
  readonly account: string;
  readonly policy: boolean;
  readonly things: readonly Thing[];
}

export interface DoorPorts {
  readonly dir: string;
  readonly marker: Marker;
  readonly worlds: Worlds;
  readonly register: Register;
  readonly policies: Policies;
  readonly faults: Faults;
  readonly speed: number;
  readonly stop: (() => void) | undefined;
  /** AWS calls answered since the start. */
  readonly answers: () => number;
}

interface Said {
  readonly status: number;
  readonly said: object;
}

/** Not AWS: how commands of this machine talk to the daemon itself. Only for who can read the lab's folder, and never from elsewhere. */
export async function answerAtDoor(ports: DoorPorts, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
  const known = request.headers['x-lab-secret'] === ports.marker.secret;
  const { status, said } = isHere(request) ? await answer(ports, request, known, body.toString('utf8')) : { status: 404, said: {} };
  if (status === 202 && ports.stop) response.once('finish', ports.stop);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
}

function isHere({ socket: { remoteAddress = '' } }: IncomingMessage): boolean {
  return /^(::ffff:)?127\./.test(remoteAddress) || remoteAddress === '::1';
}

async function answer(ports: DoorPorts, request: IncomingMessage, known: boolean, body: string): Promise<Said> {
  const { marker, speed } = ports;
  if (request.url === '/_lab/status') return { status: 200, said: { lab: marker.id, pid: process.pid, speed, ...(known ? seenIn(ports) : {}) } };
  if (request.method !== 'POST') return { status: 404, said: {} };
  if (!known) return { status: 403, said: {} };
  switch (request.url) {
    case '/_lab/stop':
      return { status: ports.stop === undefined ? 403 : 202, said: { lab: marker.id } };
    case '/_lab/learner':
      return learner(body, (name, empty) => ports.register.admit(name, empty));
    case '/_lab/learner/reset':
      return learner(body, (name, empty) => renewed(ports, name, empty));
    case '/_lab/policy':
      return policy(ports, body);
    default:
      return control(request.url ?? '', body, ports.faults, ports.worlds.all()) ?? { status: 404, said: {} };
  }
}

function seenIn({ dir, marker, worlds, register, policies, answers }: DoorPorts): object {
  const things = (account: string) => worlds.all().flatMap((world) => (world.account === account ? thingsOf(world) : []));
  const learners = register
    .all()
    .map(({ name, account }): LearnerSeen => ({ name, account, policy: policies.of(account) !== undefined, things: things(account) }));
  return { dir, things: things(marker.account), policy: policies.of(marker.account) !== undefined, learners, answers: answers() };
}

async function learner(body: string, make: (name: string, empty: boolean) => Promise<Learner | undefined>): Promise<Said> {
  const { name, empty } = parse(body);
  if (typeof name !== 'string' || !learnerName.test(name)) return { status: 400, said: { refused: 'not-a-learner-name' } };
  const made = await make(name, empty === true);
  return made === undefined ? { status: 404, said: { refused: 'no-such-learner' } } : { status: 200, said: { key: made.key } };
}

async function renewed({ register, policies }: DoorPorts, name: string, empty: boolean): Promise<Learner | undefined> {
  const old = register.find(name);
  if (old === undefined) return undefined;
  policies.forget(old.account);
  return register.renew(name, empty);
}

function policy({ dir, marker, register, policies }: DoorPorts, body: string): Said {
  const { name, text } = parse(body);
  const found = typeof name === 'string' ? register.find(name) : undefined;
  if (name !== undefined && found === undefined) return { status: 404, said: { refused: 'no-such-learner' } };
  try {
    policies.attach(found?.account ?? marker.account, found === undefined ? dir : learnerFolder(dir, found.name), typeof text === 'string' ? text : null);
    return { status: 200, said: {} };
  } catch (error) {
    if (!(error instanceof MalformedPolicy)) throw error;
    return { status: 400, said: { refused: 'policy-refused', reason: error.message } };
  }
}

function parse(body: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
}
