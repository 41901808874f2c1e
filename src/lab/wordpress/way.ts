import { createServer, type Server, type Socket } from 'node:net';
import type { Vpc } from '../blog/vpc.ts';
import { readSiteConfig } from '../blog/site.ts';

/** A socket for PHP that leads to whatever database wp-config.php names, through the VPC and so past its security groups. */
export function openWay(socketPath: string, root: string, vpc: Vpc): Promise<Server> {
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    const config = readSiteConfig(root, '');
    if (config === undefined) return void near.destroy();
    vpc.connect(config.host, config.port).then(
      (far) => join(near, far),
      () => near.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve(server));
  });
}

function join(near: Socket, far: Socket): void {
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => other.destroy()).on('close', () => other.destroySoon());
    one.pipe(other);
  }
}
