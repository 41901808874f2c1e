import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type Connection, type Server, type ServerChannel } from 'ssh2';
import { places } from '../firstboot.ts';
import type { Vpc } from '../vpc.ts';
import type { Admitted } from './admitted.ts';
import { judge } from './auth.ts';
import type { Ground } from './ground.ts';
import { openSession } from './session.ts';

export interface SshParts {
  readonly disk: string;
  readonly hostname: string;
  readonly privateIp: string;
  readonly fabric: { readonly port: number; readonly token: string };
  readonly vpc: Vpc;
  readonly admitted: Admitted;
  /** What must be ended when the server ends. */
  readonly endings: Set<() => void>;
  readonly ground: Ground;
}

/** The SSH server of one instance: sessions on its disk, and connections into its VPC. */
export function sshServer(parts: SshParts): Server {
  const hostKey = readFileSync(join(parts.disk, places.hostKey), 'utf8');
  return new ssh2.Server({ hostKeys: [hostKey], ident: 'OpenSSH_8.7' }, (client) => welcome(client, parts));
}

function welcome(client: Connection, parts: SshParts): void {
  client.on('error', () => {});
  client.on('authentication', (context) => judge(context, parts.disk, parts.admitted));
  client.on('session', (accept) => openSession(accept(), { ...parts, closed: (act) => client.once('close', act) }));
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const host = ['localhost', '127.0.0.1'].includes(destIP) ? parts.privateIp : destIP;
    parts.vpc.connect(host, destPort).then(
      (far) => {
        const near: ServerChannel = accept();
        near.on('error', () => far.destroy()).on('close', () => far.destroy());
        far.on('error', () => near.close()).on('close', () => near.end());
        near.pipe(far).pipe(near);
      },
      () => reject(),
    );
  });
}
