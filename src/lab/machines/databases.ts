import { existsSync } from 'node:fs';
import type { DatabaseConfig } from '../database/server.ts';
import type { MariaDbConfig } from '../mariadb/server.ts';
import { engineRuns } from '../rds/engine-states.ts';
import type { Tables, World } from '../world.ts';
import type { Post } from './crew.ts';
import { childEntry } from './entry.ts';
import type { EngineProgram } from './programs.ts';
import { onDemand } from './resting.ts';
import { supervise } from './supervise.ts';

type Database = Tables['dbInstance'];

// An engine that is asked to end leaves its data tidy; killed, it would only start slower.
const graceMs = { builtin: 2_000, mariadb: 8_000 } as const;

/** Real time without a connection, after which the built-in engine rests; MariaDB takes long to come up, so that one stays. */
const restAfterMs = 30_000;

export interface EngineParts {
  readonly engine: EngineProgram;
  readonly isDown: (id: string) => boolean;
  readonly disk: (world: World, name: string) => string;
  readonly log: (line: string) => void;
  readonly changed: (world: World) => void;
}

/** The volume of a database in one zone. */
export function volumeOf(database: Database, zone: string): string {
  return `db/${keyOf(database)}/${zone}`;
}

/** One engine process for each database whose status says that it runs, on the volume of the zone it is in. */
export function enginePosts(world: World, parts: EngineParts): Map<string, Post> {
  const running = world
    .table('dbInstance')
    .all()
    .filter((database) => engineRuns(database.DBInstanceStatus ?? '') && !parts.isDown(keyOf(database)));
  return new Map(
    running.map((database) => [
      keyOf(database),
      {
        boot: `${database.boot}/${database.AvailabilityZone}`,
        orders: ordersOf(world, database, parts),
        start: () => startEngine(world, database, parts),
      },
    ]),
  );
}

/** What names a database's process, whatever its identifier is changed to. */
export function keyOf(database: Database): string {
  return database.DbiResourceId ?? database.id;
}

// What may change while the engine runs; it is told again when it does.
function ordersOf(world: World, database: Database, parts: EngineParts) {
  const standby = database.MultiAZ ? database.SecondaryAvailabilityZone : undefined;
  return { users: database.users, replica: standby === undefined ? null : parts.disk(world, volumeOf(database, standby)) };
}

function startEngine(world: World, database: Database, parts: EngineParts) {
  const start = () =>
    supervise({
      name: database.DBInstanceIdentifier ?? database.id,
      entry: childEntry(parts.engine.kind === 'mariadb' ? 'lab-mariadb' : 'lab-database'),
      clock: world.clock,
      log: parts.log,
      changed: () => parts.changed(world),
      graceMs: graceMs[parts.engine.kind],
      config: (): DatabaseConfig | MariaDbConfig => {
        // It may be long since it was given its post: what it is told is what the records say now.
        const current = world.table('dbInstance').get(database.id) ?? database;
        return { ...configOf(world, current, parts), ...realConfig(current, parts.engine) };
      },
    });
  const volume = parts.disk(world, volumeOf(database, database.AvailabilityZone ?? ''));
  // A copy is owed to the standby, and a volume to whoever takes a snapshot of it.
  const eager = database.MultiAZ === true || !existsSync(volume);
  return onDemand({ start, clock: world.clock, eager, changed: () => parts.changed(world), ...(parts.engine.kind === 'builtin' ? { restAfterMs } : {}) });
}

const configOf = (world: World, database: Database, parts: EngineParts): DatabaseConfig => ({
  volume: parts.disk(world, volumeOf(database, database.AvailabilityZone ?? '')),
  database: database.DBName ?? '',
  version: database.EngineVersion ?? '',
  ...ordersOf(world, database, parts),
});

function realConfig({ Endpoint: endpoint }: Database, engine: EngineProgram) {
  if (engine.kind === 'builtin') return {};
  const { dir, cache, programs } = engine;
  return { programs, cache, ...(endpoint?.Address === undefined ? {} : { authority: { dir, name: endpoint.Address } }) };
}
