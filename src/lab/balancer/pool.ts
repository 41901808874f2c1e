import { Agent } from 'node:http';
import { Socket } from 'node:net';
import type { Network } from '../reality.ts';
import type { Tables, World } from '../world.ts';
import { sourceOf } from './source.ts';

/**
 * Connections of one balancer to its targets. The kept ones are used again, so that a burst of requests needs no
 * burst of connections; each was admitted by the target's security groups when it was made.
 */
export function createPool(world: World, network: Network, balancerArn: string, keepAlive: boolean): Agent {
  const agent = new Agent({ keepAlive, maxFreeSockets: 64 });
  agent.createConnection = (options, done) => {
    const connecting = connect(world, network, world.table('loadBalancer').get(balancerArn), String(options.host), Number(options.port));
    connecting.then(
      (socket) => done?.(null, socket),
      (error: Error) => done?.(error, new Socket()),
    );
    return undefined;
  };
  return agent;
}

async function connect(world: World, network: Network, balancer: Tables['loadBalancer'] | undefined, host: string, port: number): Promise<Socket> {
  if (balancer === undefined) throw new Error('the load balancer is gone');
  const connection = await network.connect(world, sourceOf(world, balancer), host, port);
  if (!(connection instanceof Socket)) throw new Error('a balancer needs a socket to its target');
  return connection.setNoDelay(true);
}
