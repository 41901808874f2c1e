import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { World } from '../world.ts';

// Below the range systems take for outgoing connections, so that a stopped server's port stays free for it.
const lowest = 18_000;
const highest = 31_999;

/** The port remembered for `owner`, or one that is free, and given to nobody in `worlds`, which is remembered from now on. */
export function portFor(world: World, owner: string, worlds: readonly World[] = [world]): number {
  const facts = world.table('fact');
  const known = facts.get(factOf(owner));
  if (known) return Number(known.value);
  const port = freePort(new Set([...worlds.flatMap(givenPorts), ...listeningPorts()]));
  facts.put({ id: factOf(owner), value: String(port) });
  return port;
}

/** Forgets the port of `owner`. */
export function releasePort(world: World, owner: string): void {
  if (world.table('fact').get(factOf(owner))) world.table('fact').remove(factOf(owner));
}

/** The port remembered for `owner`, if one was given. */
export function knownPort(world: World, owner: string): number | undefined {
  const fact = world.table('fact').get(factOf(owner));
  return fact ? Number(fact.value) : undefined;
}

const factOf = (owner: string) => `port/${owner}`;

function givenPorts(world: World): number[] {
  return world
    .table('fact')
    .all()
    .filter((fact) => fact.id.startsWith('port/'))
    .map((fact) => Number(fact.value));
}

function freePort(taken: ReadonlySet<number>): number {
  for (;;) {
    const port = randomInt(lowest, highest + 1);
    if (!taken.has(port)) return port;
  }
}

/** Asking the system must not wait, so this reads Linux's table; elsewhere a clash shows (and is retried) when the port is opened. */
function listeningPorts(): number[] {
  try {
    return [...readFileSync('/proc/net/tcp', 'latin1').matchAll(/^\s*\d+: [0-9A-F]{8}:([0-9A-F]{4})/gm)].map((match) => Number.parseInt(match[1] ?? '', 16));
  } catch {
    return [];
  }
}
