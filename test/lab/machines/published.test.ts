import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createDoors, type Doors } from '../../../src/lab/machines/published.ts';
import { portFor, releasePort } from '../../../src/lab/machines/ports.ts';
import type { Table, Tables, World } from '../../../src/lab/world.ts';
import { manualClock } from '../support/clock.ts';
import { outcome } from './reach.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function listen(port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

const leadingTo = (port: number) => async () => ({ port, leave: () => undefined });

function doors(log: string[] = []): Doors & { clock: ReturnType<typeof manualClock> } {
  const clock = manualClock();
  const made = createDoors(clock, (line) => log.push(line));
  ends.push(() => made.close());
  return { ...made, clock };
}

it('opens a door that is wanted, leads through it, and shuts it when it is not', async () => {
  const inside = await listen();
  const { port } = await listen();
  ends.pop()?.();
  const { follow } = doors();
  await follow([{ key: 'a', port, to: leadingTo(inside.port) }]);
  expect(await outcome(port)).toBe(204);
  await follow([]);
  expect(await outcome(port)).toBe('ECONNREFUSED');
});

it('leads a door elsewhere when what is behind it has moved', async () => {
  const [first, second] = [await listen(), await listen()];
  const { port } = await listen();
  ends.pop()?.();
  const { follow } = doors();
  let inside = first.port;
  await follow([{ key: 'a', port, to: () => leadingTo(inside)() }]);
  first.server.close();
  inside = second.port;
  expect(await outcome(port)).toBe(204);
});

it('holds a connection until there is somebody to lead it to, and tells when it has ended', async () => {
  const inside = await listen();
  const { port } = await listen();
  ends.pop()?.();
  let come: () => void = () => undefined;
  const came = new Promise<void>((resolve) => (come = resolve));
  let left = 0;
  const { follow } = doors();
  await follow([{ key: 'a', port, to: async () => (await came, { port: inside.port, leave: () => void (left += 1) }) }]);
  const asked = outcome(port);
  expect(await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))])).toBe('waits');
  come();
  expect(await asked).toBe(204);
  await expect.poll(() => left).toBe(1);
});

it('cuts a connection off when nobody comes', async () => {
  const { port } = await listen();
  ends.pop()?.();
  const { follow } = doors();
  await follow([{ key: 'a', port, to: async () => undefined }]);
  expect(await outcome(port)).toBe('ECONNRESET');
});

it('says so when another program has the port, and opens it when that is gone', async () => {
  const [inside, stranger] = [await listen(), await listen()];
  const log: string[] = [];
  const { follow, clock } = doors(log);
  await follow([{ key: 'a', port: stranger.port, to: leadingTo(inside.port) }]);
  expect(log.join()).toContain(String(stranger.port));
  await new Promise((resolve) => stranger.server.close(resolve));
  await clock.advance(1_000);
  await expect.poll(() => outcome(stranger.port)).toBe(204);
});

it('remembers a port for its owner until it is released, and gives none twice', () => {
  const rows = new Map<string, Tables['fact']>();
  const facts: Partial<Table<Tables['fact']>> = {
    get: (id) => rows.get(id),
    all: () => [...rows.values()],
    put: (row) => void rows.set(row.id, row),
    remove: (id) => void rows.delete(id),
  };
  const world = { table: () => facts } as unknown as World;
  const given = Array.from({ length: 200 }, (_, at) => portFor(world, `i-${at}/80`));
  expect(new Set(given).size).toBe(200);
  expect(portFor(world, 'i-7/80')).toBe(given[7]);
  releasePort(world, 'i-7/80');
  expect(rows.size).toBe(199);
});
