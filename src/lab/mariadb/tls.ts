import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { authorityName } from '../folder.ts';
import type { Certificate } from './engine.ts';
import { keptIn } from './template.ts';

const run = promisify(execFile);
const days = '3650';

/** The public half of the lab's own certificate authority. */
export const authorityIn = (dir: string) => join(dir, authorityName);

const privateFolder = (dir: string) => join(dir, 'tls');

/** Makes the lab's certificate authority when there is none, and puts its public half beside a learner's key. */
export async function ensureAuthority(dir: string, openssl: string, folder: string = dir): Promise<void> {
  await keptIn(dir, 'tls', async (made) => {
    const key = join(made, 'ca-key.pem');
    await newKey(openssl, key);
    await run(openssl, ['req', '-x509', '-new', '-key', key, '-days', days, '-subj', '/CN=practice cloud database CA', '-out', join(made, 'ca.pem')]);
  });
  writeFileSync(authorityIn(folder), readFileSync(join(privateFolder(dir), 'ca.pem')), { mode: 0o600 });
}

/** The certificate of the database with this endpoint name; made when there is none yet. */
export async function certificateFor(dir: string, openssl: string, name: string): Promise<Certificate> {
  await ensureAuthority(dir, openssl);
  const folder = privateFolder(dir);
  const paths = { ca: authorityIn(dir), certificate: join(folder, `${name}.pem`), key: join(folder, `${name}-key.pem`) };
  if (existsSync(paths.certificate)) return paths;
  const [request, settings, fresh] = ['csr', 'ext', 'new'].map((end) => join(folder, `${name}.${end}`)) as [string, string, string];
  await newKey(openssl, paths.key);
  // A certificate's common name has room for 64 letters, which an endpoint's name may not; clients read the other one.
  await run(openssl, ['req', '-new', '-key', paths.key, '-subj', '/CN=practice cloud database', '-out', request]);
  writeFileSync(settings, `subjectAltName=DNS:${name}\nextendedKeyUsage=serverAuth\n`);
  const signing = [
    '-CA',
    paths.ca,
    '-CAkey',
    join(folder, 'ca-key.pem'),
    '-set_serial',
    `0x${randomBytes(16).toString('hex')}`,
    '-days',
    days,
    '-extfile',
    settings,
  ];
  await run(openssl, ['x509', '-req', '-in', request, ...signing, '-out', fresh]);
  renameSync(fresh, paths.certificate);
  for (const file of [request, settings]) rmSync(file, { force: true });
  return paths;
}

async function newKey(openssl: string, file: string): Promise<void> {
  await run(openssl, ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', file]);
}
