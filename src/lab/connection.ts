import { existsSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { AccessKey } from './auth.ts';
import { authorityName, LabFailure, type Marker } from './folder.ts';

/** The lab is always to be reached here; elsewhere only when it was told to listen there too. */
export const host = '127.0.0.1';

/** All that is needed to use a lab as one would use AWS. */
export interface LabConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The private key of the base's servers. */
  readonly keyPath: string;
  /** Where journals of this lab's runs belong, so that they are forgotten with it. */
  readonly stateDir: string;
  readonly speed: number;
  /** The certificate authority of its databases, when they are real and so have one. */
  readonly databaseCa?: string;
}

/** Where a key leads, and where its owner's things are kept. */
export interface Place {
  readonly folder: string;
  readonly region: string;
  readonly key: Pick<AccessKey, 'accessKeyId' | 'secretAccessKey'>;
}

/** The place of the account that a lab begins with. */
export function homeOf(dir: string, { keys: [key], region }: Marker): Place {
  if (key === undefined) throw new LabFailure('not-a-lab-dir', { dir });
  return { folder: dir, region, key };
}

/** How to use the lab that serves on this port, from this place. */
export function connectionOf({ folder, region, key: { accessKeyId, secretAccessKey } }: Place, port: number, speed: number): LabConnection {
  const authority = join(folder, authorityName);
  return {
    endpoint: `http://${host}:${port}`,
    region,
    accessKeyId,
    secretAccessKey,
    keyPath: join(folder, 'my-key.pem'),
    stateDir: join(folder, 'journal'),
    speed,
    ...(existsSync(authority) ? { databaseCa: authority } : {}),
  };
}

const everywhere = ['0.0.0.0', '::'];

/** Does listening there let other machines in? */
export const isExposed = (address: string) => !(address.startsWith('127.') || address === '::1' || address === 'localhost');

/** Does listening there take loopback in as well? */
export const takesLoopback = (address: string) => everywhere.includes(address);

/** How another machine writes the address of a lab that listens there. */
export function endpointFor(address: string, port: number): string {
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4');
  const written = takesLoopback(address) ? (outer?.address ?? host) : address;
  return `http://${written.includes(':') ? `[${written}]` : written}:${port}`;
}
