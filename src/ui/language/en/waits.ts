/** What is waited for, wherever it is waited for. */
export const waits = {
  running: (server: string) => `Waiting until the server ${server} runs`,
  stopped: (server: string) => `Waiting until the server ${server} has stopped`,
  ended: (server: string) => `Removing the server ${server}`,
  wellBeing: (server: string) => `AWS is checking the server ${server}`,
  healthy: 'Waiting until the load balancer finds both servers well',
  database: (name: string) => `Waiting until the database ${name} answers again`,
  marker: (name: string) => `Waiting until the pages say "${name}"`,
  checking: 'checks are running',
  notVisible: 'not visible yet',
  stillInUse: 'still in use',
  stillThere: 'still there',
  pending: 'Multi-AZ pending',
};
