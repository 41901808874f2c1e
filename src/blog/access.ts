import { setMaxListeners } from 'node:events';
import { homedir } from 'node:os';
import type { Instance } from '@aws-sdk/client-ec2';
import type { Aws } from '../aws/clients.ts';
import type { Clock } from '../clock.ts';
import type { Prompts } from '../ui/prompts.ts';
import type { Say } from '../ui/say.ts';
import type { Words } from '../ui/language/words.ts';
import { keyFileAt, type KeyFile } from './key-file.ts';
import { openDatabase, type BlogDatabase } from './database.ts';
import { probe, type ProbeOptions, type Seen } from './probe.ts';
import { openShell, type Shell } from './shell.ts';
import { readConfig, type BlogConfig } from './wp-config.ts';

/** The ways to the blog that are not the AWS API: HTTP from outside, SSH to a server, SQL through that. */
export interface BlogAccess {
  /** One GET over a connection of its own. Never throws but on abort: a refused connection is an answer too. */
  get(url: string, options?: ProbeOptions): Promise<Seen>;
  /** A form, sent once as a browser sends it; otherwise as `get`. */
  post(url: string, fields: Readonly<Record<string, string>>): Promise<Seen>;
  /** The private key's file, when one is named. */
  readonly keyFile: KeyFile | undefined;
  /** One SSH connection to each server, opened when first asked for and kept until `close`. */
  shell(server: Instance): Promise<Shell>;
  /** wp-config.php as it stands on the server. Its password is in here: never keep, print or log it. */
  config(server: Instance): Promise<BlogConfig>;
  /** Lends a connection to the blog's own database for the time of `use`. */
  database<Result>(server: Instance, use: (database: BlogDatabase) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

export interface BlogAccessSettings {
  readonly aws: Aws;
  readonly prompts: Prompts;
  readonly say: Say;
  readonly words: Words;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The .pem file (`--key`, REDUNDANT_BLOG_KEY); without one: EC2 Instance Connect, then the SSH agent. */
  readonly keyPath?: string;
  /** Who logs in; Amazon Linux's `ec2-user` when not given. */
  readonly user?: string;
  /** Where host keys that were once accepted are remembered; not given: nowhere. */
  readonly stateDir?: string;
  /** A certificate authority file for the database's TLS, in place of the system's trust. */
  readonly databaseCa?: string;
}

// An installer makes a dozen tables before it answers.
const formMs = 60_000;

/** Joins the ways to the blog; opens nothing until it is asked. */
export function createBlogAccess(settings: BlogAccessSettings): BlogAccess {
  const shells = new Map<string, Promise<Shell>>();
  const unencrypted = new Set<string>();
  // In a drill dozens of requests are on their way at once, and each hears of it.
  setMaxListeners(0, settings.signal);

  const shell = (server: Instance): Promise<Shell> => {
    const id = server.InstanceId ?? '';
    const known = shells.get(id);
    if (known) return known;
    const opening = openShell(settings, server, () => shells.delete(id));
    shells.set(id, opening);
    opening.catch(() => shells.delete(id));
    return opening;
  };
  const config = async (server: Instance) => readConfig(await shell(server));
  const tellOnce = (host: string) => {
    if (!unencrypted.has(host)) settings.say.dim(settings.words.access.notEncrypted(host));
    unencrypted.add(host);
  };

  return {
    get: (url, options) => probe(url, { clock: settings.clock, signal: settings.signal, ...options }),
    post: (url, fields) => probe(url, { clock: settings.clock, signal: settings.signal, timeoutMs: formMs, form: new URLSearchParams(fields).toString() }),
    keyFile: keyFileAt(settings),
    shell,
    config,
    async database(server, use) {
      const found = await config(server);
      const database = await openDatabase(settings, await shell(server), found);
      if (!database.encrypted) tellOnce(found.database.host);
      try {
        return await use(database);
      } finally {
        await database.close();
      }
    },
    async close() {
      const open = await Promise.allSettled(shells.values());
      shells.clear();
      for (const one of open) if (one.status === 'fulfilled') one.value.close();
    },
  };
}

/** `~/x` as the shell would read it. */
export const expandHome = (path: string): string => (path.startsWith('~/') ? `${homedir()}${path.slice(1)}` : path);
