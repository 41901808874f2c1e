import type { World } from '../world.ts';
import { createCrew, type Crew } from './crew.ts';
import { enginePosts } from './databases.ts';
import type { Fabric } from './fabric.ts';
import type { LabPrograms } from './programs.ts';
import { createDoors } from './published.ts';
import { serverDoors, serverPosts } from './servers.ts';

/** The balancers as far as a room minds them. */
interface Following {
  follow(world: World): void;
  settled(): Promise<void>;
}

export interface RoomParts extends LabPrograms {
  readonly disk: (world: World, name: string) => string;
  readonly fabric: Promise<Fabric>;
  readonly balancers: Following;
  readonly isDown: (id: string) => boolean;
  readonly log: (line: string) => void;
}

/** One world's real things. */
export interface Room {
  readonly servers: Crew;
  readonly engines: Crew;
  follow(): void;
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Processes follow the records; doors and balancers follow the records and the processes. */
export function openRoom(world: World, parts: RoomParts): Room {
  const servers = createCrew();
  const engines = createCrew();
  const doors = createDoors(world.clock, parts.log);
  let closed = false;
  let asked = false;
  let work: Promise<void> = Promise.resolve();

  const pass = async () => {
    const fabric = await parts.fabric;
    asked = false;
    if (closed) return;
    servers.follow(serverPosts(world, fabric, { ...parts, changed: follow }));
    engines.follow(enginePosts(world, { ...parts, changed: follow }));
    await doors.follow(serverDoors(world, servers));
    parts.balancers.follow(world);
  };
  const follow = () => {
    if (asked || closed) return;
    asked = true;
    work = work.then(pass).catch((error: unknown) => parts.log(`could not follow ${world.account}-${world.region}: ${String(error)}`));
  };

  const settled = async () => {
    for (let seen: unknown; seen !== work;) {
      seen = work;
      await work;
      await Promise.all([servers.settled(), engines.settled(), parts.balancers.settled()]);
    }
  };

  return {
    servers,
    engines,
    follow,
    settled,
    close: async () => {
      closed = true;
      await work;
      await Promise.all([doors.close(), servers.close(), engines.close()]);
    },
  };
}
