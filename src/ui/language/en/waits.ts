/** What is waited for, wherever it is waited for. */
export const waits = {
  running: (server: string) => `Waiting until the server ${server} runs`,
  stopped: (server: string) => `Waiting until the server ${server} has stopped`,
  ended: (server: string) => `Removing the server ${server}`,
  wellBeing: (server: string) => `AWS is checking the server ${server}`,
  healthy: 'Waiting until the load balancer finds both servers well',
  checking: 'checks are running',
  notVisible: 'not visible yet',
  stillInUse: 'still in use',
  stillThere: 'still there',
  pending: 'Multi-AZ pending',
};
