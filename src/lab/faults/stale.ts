import type { Kind, Table, Tables, World } from '../world.ts';

/** A world in which some rows are not to be seen yet: what a Describe shows for a while after a create. */
export function staleView(world: World, hidden: (kind: Kind, id: string) => boolean): World {
  const table = <K extends Kind>(kind: K): Table<Tables[K]> => {
    const real = world.table(kind);
    return {
      ...real,
      get: (id) => (hidden(kind, id) ? undefined : real.get(id)),
      all: () => real.all().filter((row) => !hidden(kind, row.id)),
    };
  };
  return { ...world, reality: world.reality, table };
}
