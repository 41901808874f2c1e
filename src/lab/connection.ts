import { join } from 'node:path';
import { LabFailure, type Marker } from './folder.ts';

/** The lab is on loopback and nowhere else. */
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
}

/** How to reach the lab that serves this folder on this port. */
export function connectionOf(dir: string, marker: Marker, port: number, speed: number): LabConnection {
  const [key] = marker.keys;
  if (key === undefined) throw new LabFailure('not-a-lab-dir', { dir });
  const { accessKeyId, secretAccessKey } = key;
  return {
    endpoint: `http://${host}:${port}`,
    region: marker.region,
    accessKeyId,
    secretAccessKey,
    keyPath: join(dir, 'my-key.pem'),
    stateDir: join(dir, 'journal'),
    speed,
  };
}
