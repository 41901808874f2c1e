import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint, makeHostKey } from './hostkey.ts';

export interface Identity {
  readonly instanceId: string;
  readonly hostname: string;
  /** The key pair's public key, which cloud-init lets in as ec2-user. */
  readonly publicKey?: string | undefined;
  /** The script of its first boot, base64 as the API has it. */
  readonly userData?: string | undefined;
}

/** Where a disk keeps what makes a server itself. */
export const places = {
  hostKey: 'etc/ssh/ssh_host_ed25519_key',
  hostKeyPublic: 'etc/ssh/ssh_host_ed25519_key.pub',
  instanceId: 'var/lib/cloud/data/instance-id',
  console: 'var/log/cloud-init-output.log',
  hostname: 'etc/hostname',
  authorizedKeys: 'home/ec2-user/.ssh/authorized_keys',
  userData: 'var/lib/cloud/instance/user-data.txt',
  userDataDone: 'var/lib/cloud/instance/sem/config_scripts_user',
} as const;

export const services = ['httpd', 'php-fpm'] as const;
export type Service = (typeof services)[number];

/** The file that is there while a service runs. */
export const pidOf = (service: Service) => `run/${service}/${service}.pid`;
/** The file that says that a service is started at boot. */
export const wantOf = (service: Service) => `etc/systemd/system/multi-user.target.wants/${service}.service`;

/** What init does at every boot, and cloud-init on a disk that has not been this instance before (a clone gets a new host key). */
export function boot(disk: string, identity: Identity): void {
  if (!isThisInstance(disk, identity.instanceId)) becomeInstance(disk, identity);
  for (const folder of ['tmp', 'root', 'run', 'var/log/httpd', 'var/www/html']) mkdirSync(join(disk, folder), { recursive: true });
  for (const service of services) {
    rmSync(join(disk, pidOf(service)), { force: true });
    if (existsSync(join(disk, wantOf(service)))) write(disk, pidOf(service), '1\n');
  }
}

/** Is there a script for the first boot that has not run yet? */
export const isNew = (disk: string) => existsSync(join(disk, places.userData)) && !existsSync(join(disk, places.userDataDone));

/** What the serial console showed when the server was new. */
export function consoleOf(disk: string): string {
  return read(disk, places.console) ?? '';
}

function isThisInstance(disk: string, instanceId: string): boolean {
  return read(disk, places.instanceId)?.trim() === instanceId && existsSync(join(disk, places.hostKey));
}

function becomeInstance(disk: string, identity: Identity): void {
  const owner = `root@${identity.hostname}`;
  const key = makeHostKey(owner);
  write(disk, places.hostKey, key.privateKey, 0o600);
  write(disk, places.hostKeyPublic, `${key.publicKey}\n`);
  write(disk, places.hostname, `${identity.hostname}\n`);
  if (identity.publicKey) admitOwner(disk, identity.publicKey);
  write(disk, places.console, consoleText(identity, key.publicKey, owner));
  placeUserData(disk, identity.userData);
  // Last, so that a boot cut short is done again.
  write(disk, places.instanceId, `${identity.instanceId}\n`);
}

/** Where cloud-init keeps it, for the server to run once it is up; what the disk had of another instance goes. */
function placeUserData(disk: string, userData: string | undefined): void {
  for (const place of [places.userData, places.userDataDone]) rmSync(join(disk, place), { force: true });
  if (userData !== undefined) write(disk, places.userData, Buffer.from(userData, 'base64'), 0o600);
}

function admitOwner(disk: string, publicKey: string): void {
  const known = read(disk, places.authorizedKeys) ?? '';
  const blob = publicKey.trim().split(/\s+/)[1] ?? publicKey;
  if (!known.includes(blob)) write(disk, places.authorizedKeys, `${known}${publicKey.trim()}\n`, 0o600);
}

function consoleText(identity: Identity, publicKey: string, owner: string): string {
  const rule = `ec2: ${'#'.repeat(61)}`;
  return [
    `cloud-init: instance ${identity.instanceId} is new on this disk`,
    rule,
    'ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----',
    `ec2: 256 ${fingerprint(publicKey)} ${owner} (ED25519)`,
    'ec2: -----END SSH HOST KEY FINGERPRINTS-----',
    rule,
    '-----BEGIN SSH HOST KEY KEYS-----',
    publicKey,
    '-----END SSH HOST KEY KEYS-----',
    '',
    `${identity.hostname.split('.')[0]} login: `,
  ].join('\r\n');
}

function read(disk: string, place: string): string | undefined {
  try {
    return readFileSync(join(disk, place), 'utf8');
  } catch {
    return undefined;
  }
}

function write(disk: string, place: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(join(disk, place)), { recursive: true });
  writeFileSync(join(disk, place), content, { mode });
}
