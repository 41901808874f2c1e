import { AsyncResource } from 'node:async_hooks';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LabClock } from './clock.ts';
import type { Touch } from './effects.ts';
import type { Reality } from './reality.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { openStore, type Row, type Store } from './store.ts';
import type { Kind, Table, Tables, Transitions, World } from './world.ts';

/** Every account's cloud in every region it was used in, each opened when first needed. */
export interface Worlds {
  open(account: string, region: string): World;
  all(): readonly World[];
  /** Empties an account's worlds, so that all of theirs ends, and lets go of their files. */
  leave(account: string): Promise<void>;
  /** What was changed in this world is on disk when it resolves; then the real things follow. */
  changed(world: World): Promise<void>;
  /** Resolves when no transition is running any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldsPorts {
  readonly dir: string;
  readonly clock: LabClock;
  readonly reality: () => Reality;
  readonly transitions: () => Transitions;
  readonly log: (line: string) => void;
  /** A row came, changed or went. */
  readonly touched?: (kind: string, id: string, how: Touch) => void;
}

interface Opened {
  readonly world: World;
  readonly store: Store;
  readonly scheduler: Scheduler;
}

/** The worlds under a lab's folder; those that exist are opened at once, so that their servers come up and their timers fire. */
export function createWorlds(ports: WorldsPorts): Worlds {
  const opened = new Map<string, Opened>();
  const folder = join(ports.dir, 'worlds');
  const open = (account: string, region: string): World => {
    const name = `${account}-${region}`;
    const found = opened.get(name) ?? openWorld(ports, join(folder, `${name}.jsonl`), account, region, (world) => changed(world));
    opened.set(name, found);
    return found.world;
  };
  const changed = async (world: World): Promise<void> => {
    await opened.get(`${world.account}-${world.region}`)?.store.flush();
    world.reality.follow(world);
  };
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const [, account, region] = /^(\d{12})-([a-z0-9-]+)\.jsonl$/.exec(file) ?? [];
    if (account !== undefined && region !== undefined) open(account, region);
  }
  return {
    open,
    all: () => [...opened.values()].map(({ world }) => world),
    changed,
    leave: async (account) => {
      for (const [name, one] of opened) if (one.world.account === account) await leave(one).finally(() => opened.delete(name));
    },
    settled: async () => {
      for (const { scheduler } of opened.values()) await scheduler.settled();
    },
    close: async () => {
      for (const { scheduler } of opened.values()) scheduler.stop();
      for (const { scheduler, store } of opened.values()) {
        await scheduler.settled();
        await store.close();
      }
    },
  };
}

async function leave({ world, store, scheduler }: Opened): Promise<void> {
  scheduler.stop();
  await scheduler.settled();
  for (const kind of store.kinds()) for (const id of store.rows(kind).keys()) world.table(kind as Kind).remove(id);
  world.reality.follow(world);
  await world.reality.settled();
  await store.close();
}

function openWorld(ports: WorldsPorts, file: string, account: string, region: string, changed: (world: World) => Promise<void>): Opened {
  const store = openStore(file);
  const tables = new Map<Kind, unknown>();
  const saveSoon = soon(() => store.flush().catch((error: unknown) => ports.log(`could not save ${file}: ${String(error)}`)));
  const table = <K extends Kind>(kind: K): Table<Tables[K]> => {
    const found =
      tables.get(kind) ??
      createTable(store, kind, (id, how) => {
        ports.touched?.(kind, id, how);
        if (kind === 'due') wakeSoon();
        saveSoon();
      });
    tables.set(kind, found);
    // The parse boundary of the store: what was written under this kind is read under this kind.
    return found as Table<Tables[K]>;
  };
  const world: World = {
    account,
    region,
    zones: zonesOf(region),
    clock: ports.clock,
    get reality() {
      return ports.reality();
    },
    table,
    newId: (prefix) => `${prefix}-0${randomBytes(8).toString('hex')}`,
    random: (length, alphabet = lettersAndDigits) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
    later: (awsMs, transition, subject, detail) => {
      const at = ports.clock.now().getTime() + ports.clock.scaled(awsMs);
      table('due').put({ id: `${transition}/${subject}`, at, transition, subject, ...(detail === undefined ? {} : { detail }) });
    },
    cancel: (subject, transition) => {
      const due = table('due');
      for (const row of due.all()) if (row.subject === subject && (transition ?? row.transition) === row.transition) due.remove(row.id);
    },
  };
  const scheduler = createScheduler(world, { ...ports, changed: () => changed(world) });
  // Whoever's call woke it: what falls due is AWS's own doing, and no effect of that call.
  const wakeSoon = soon(AsyncResource.bind(() => scheduler.wake()));
  wakeSoon();
  return { world, store, scheduler };
}

const lettersAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Runs once after what is running now, however often it is asked for meanwhile. */
function soon(act: () => unknown): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    setImmediate(() => {
      asked = false;
      act();
    });
  };
}

function createTable(store: Store, kind: string, touched: (id: string, how: Touch) => void): Table<Row> {
  const rows = store.rows(kind);
  // Describes read this far more often than rows come and go, so it is made anew only when they do.
  let list: readonly Row[] | undefined;
  const touch = (id: string, how: Touch): void => {
    store.touch(kind, id);
    touched(id, how);
  };
  return {
    get: (id) => rows.get(id),
    all: () => (list ??= [...rows.values()]),
    put: (row) => {
      list = undefined;
      const how = rows.has(row.id) ? 'changed' : 'made';
      rows.set(row.id, row);
      touch(row.id, how);
    },
    edit: (id, change) => {
      const row = rows.get(id);
      if (row === undefined) throw new Error(`no ${kind} ${id} to edit`);
      change(row);
      touch(id, 'changed');
      return row;
    },
    remove: (id) => {
      if (!rows.delete(id)) return;
      list = undefined;
      touch(id, 'removed');
    },
  };
}

const tokyo = [
  { name: 'ap-northeast-1a', id: 'apne1-az4' },
  { name: 'ap-northeast-1c', id: 'apne1-az1' },
  { name: 'ap-northeast-1d', id: 'apne1-az2' },
] as const;

/** Tokyo's zones are AWS's; elsewhere three zones a, b, c stand for what a region has. */
function zonesOf(region: string): World['zones'] {
  if (region === 'ap-northeast-1') return tokyo;
  return ['a', 'b', 'c'].map((letter, place) => ({ name: `${region}${letter}`, id: `${region}-az${place + 1}` }));
}
