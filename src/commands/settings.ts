import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { loadSharedConfigFiles } from '@smithy/core/config';
import { expandHome } from '../blog/access.ts';
import { readKeyFile } from '../blog/key.ts';
import { UserError } from '../errors.ts';
import type { Flags } from './flags.ts';
import { stateFolder } from './folders.ts';

/** Where to go and as whom: flags first, then the environment. The lab speaks through the environment too. */
export interface Settings {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly profile: string | undefined;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string } | undefined;
  readonly keyPath: string | undefined;
  /** A certificate authority for the database's TLS. */
  readonly databaseCa: string | undefined;
  readonly stateDir: string;
  /** How many AWS minutes pass in one minute here. */
  readonly pace: number;
  readonly prefix: string;
  readonly apiOnly: boolean;
}

/** Reads the settings; a value that cannot be right is refused here, before anything is asked of anybody. */
export async function settingsFrom(flags: Flags, env: NodeJS.ProcessEnv, key: 'there' | 'to-be-made' = 'there'): Promise<Settings> {
  const profile = flags.profile ?? (env['AWS_PROFILE'] || undefined);
  const region = flags.region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await regionOfProfile(profile, env)));
  return {
    region: region === undefined ? undefined : checkedRegion(region),
    endpoint: checkedEndpoint(flags.endpointUrl ?? (env['AWS_ENDPOINT_URL'] || undefined)),
    profile,
    credentials: flags.profile === undefined ? credentialsIn(env) : undefined,
    keyPath: key === 'there' ? await keyIn(flags, env) : keyToMake(flags, env),
    databaseCa: await checkedCa(flags.rdsCa ?? (env['REDUNDANT_BLOG_RDS_CA'] || undefined)),
    stateDir: stateFolder(flags.stateDir, env),
    pace: paceIn(env),
    prefix: flags.prefix ?? '',
    apiOnly: flags.apiOnly ?? false,
  };
}

/** Is there any sign of an AWS account on this machine? Asks no one. */
export async function anyAccount({ profile, credentials }: Settings, env: NodeJS.ProcessEnv): Promise<boolean> {
  if (profile !== undefined || credentials !== undefined) return true;
  const named = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (named.some((name) => env[name])) return true;
  const { configFile, credentialsFile } = await sharedFiles(env);
  const entries = [configFile, credentialsFile].flatMap((file) => Object.values(file));
  return entries.some((entry) => Object.keys(entry).some((key) => /^(aws_access_key_id|role_arn|sso_|credential_process|login_)/.test(key)));
}

async function regionOfProfile(profile: string | undefined, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { configFile } = await sharedFiles(env);
  return configFile[profile ?? 'default']?.['region'];
}

const sharedFiles = (env: NodeJS.ProcessEnv) =>
  loadSharedConfigFiles({
    ...(env['AWS_CONFIG_FILE'] ? { configFilepath: env['AWS_CONFIG_FILE'] } : {}),
    ...(env['AWS_SHARED_CREDENTIALS_FILE'] ? { filepath: env['AWS_SHARED_CREDENTIALS_FILE'] } : {}),
  });

function credentialsIn(env: NodeJS.ProcessEnv): Settings['credentials'] {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

function checkedRegion(region: string): string {
  if (/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region)) return region;
  throw new UserError('region-malformed', [region], { outcome: 'wrongUse' });
}

function checkedEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint === undefined || (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))) return endpoint;
  throw new UserError('endpoint-malformed', [endpoint], { outcome: 'wrongUse' });
}

async function keyIn({ key }: Flags, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = key ?? (env['REDUNDANT_BLOG_KEY'] || undefined);
  return path === undefined ? undefined : checkedKey(expandHome(path));
}

/** Where the private key goes that is about to be made, as an absolute path: it is named again in what the person is told. */
const keyToMake = ({ keyOut }: Flags, env: NodeJS.ProcessEnv): string => resolve(expandHome(keyOut ?? (env['REDUNDANT_BLOG_KEY'] || 'my-key.pem')));

async function checkedCa(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const file = expandHome(path);
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes('BEGIN CERTIFICATE')) return file;
  throw new UserError('rds-ca-unreadable', [path], { outcome: 'wrongUse' });
}

/** Looked at before anything is changed: a step that finds the key unusable half-way would be late. */
async function checkedKey(path: string): Promise<string> {
  const bytes = await readKeyFile(path);
  if (!bytes.includes('PRIVATE KEY')) throw new UserError('key-not-a-key', [path], { outcome: 'wrongUse' });
  return path;
}

function paceIn(env: NodeJS.ProcessEnv): number {
  const pace = Number(env['REDUNDANT_BLOG_PACE'] || 1);
  return Number.isFinite(pace) && pace >= 1 ? pace : 1;
}
