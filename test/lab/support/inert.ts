import { PassThrough } from 'node:stream';
import type { Reality } from '../../../src/lab/reality.ts';

/** A reality in which nothing is: records only. */
export function inertReality(): Reality {
  const ports = new Map<string, number>();
  return {
    follow: () => undefined,
    settled: async () => undefined,
    close: async () => undefined,
    disks: { copy: async () => undefined, remove: async () => undefined, path: (_world, disk) => `/nowhere/${disk}` },
    network: { admits: () => true, connect: async () => new PassThrough() },
    targetHealth: () => ({ state: 'healthy' }),
    instanceAnswers: async () => true,
    consoleOutput: () => '',
    admitKey: () => undefined,
    portFor: (_world, owner) => {
      const port = ports.get(owner) ?? 40_000 + ports.size;
      ports.set(owner, port);
      return port;
    },
    releasePort: (_world, owner) => void ports.delete(owner),
  };
}
