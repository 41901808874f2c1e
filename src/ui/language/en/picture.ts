/** Words in the picture of the blog. Short: they stand in boxes. */
export const picture = {
  readers: 'readers',
  through: (address: string) => `http  ${address}`,
  unknownAddress: 'address not read',
  balancer: 'load balancer',
  database: 'database',
  standby: 'standby',
  copied: 'copied at each write',
  /** Between two things that are said of one. */
  joint: ', ',
  nothingHere: '-',
  server: 'server',
  openToAll: 'open to everyone',
  onlyThroughBalancer: 'only through the balancer',
  single: '(!) SINGLE',
  health: (state: string) => `target ${state}`,
  noneLeft:
    'A server, the database or a whole zone may fail now, and the blog goes on. Still single: an uploaded file (it lies on one server), and the region.',
  listTitle: 'Single points of failure:',
  spof: {
    oneServer: (name: string) => `one server (${name}): when it stops, the blog stops`,
    oneDatabase: (name: string) => `one database (${name}): when it stops, no server can show a page`,
    oneZone: (zone: string) => `one zone (${zone}): all servers stand in it`,
    oneAddress: (address: string) => `the blog's address (${address}) is one server's own: the others are never asked`,
    noBalancer: 'no load balancer: nobody sends readers to the server that still works',
    idleBalancer: (name: string) => `the load balancer ${name} sends readers to no server (no listener leads to one)`,
    shutBalancer: (name: string) => `the load balancer ${name} lets no reader in (its security group has no rule for them)`,
    unlistedServer: (name: string) => `${name} is not on the load balancer's list: it gets no readers`,
    noDatabase: 'no database of this blog is to be seen: without it no server can show a page',
    downDatabase: (name: string, state: string) => `the database ${name} serves nobody now (${state})`,
    downServer: (name: string, state: string) => `${name} does not serve now (${state})`,
  },
};
