import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace, type Ended } from './program.ts';

/** Words that nobody else would write: whoever has them has the secret. */
export type Secret = 'the database password' | 'the private key' | 'the secret access key' | "the blog's own password";

export interface SecretsOf {
  readonly env: Readonly<Record<string, string>>;
  /** Where a secret lives by its nature, and nowhere else, below the place's home. */
  readonly homes: Readonly<Partial<Record<Secret, RegExp>>>;
  /** How often it is to be said that the way to the database is not encrypted. */
  readonly inTheClear: number;
  /** A folder outside the place that the lab keeps things in. */
  readonly cache?: string;
}

type Words = ReadonlyMap<Secret, readonly Buffer[]>;

/** The claims that a full run with `--debug`, the end of the database included, leaves its secrets where they live. Real servers, or the lab's own. */
export function secretsStay(title: string, { env: parts, homes, inTheClear, cache }: SecretsOf): void {
  const place = newPlace();
  const scraps = join(place.home, 'scraps');
  const env = { ...parts, TMPDIR: scraps };
  const seen = { arguments: new Set<string>(), environments: new Set<string>() };
  let secrets: Words;
  let walked: Ended;
  let finished: Ended;

  const tellTale = (bytes: Buffer): Secret[] => [...secrets].flatMap(([secret, words]) => (words.some((word) => bytes.includes(word)) ? [secret] : []));
  const found = (...folders: readonly string[]) =>
    folders.flatMap((folder) => files(folder).flatMap((file) => tellTale(readFileSync(file)).map((secret) => ({ secret, file: relative(place.home, file) }))));
  const astray = (...folders: readonly string[]) => found(...folders).filter(({ secret, file }) => homes[secret]?.test(file) !== true);

  describe.sequential(title, { shuffle: false, timeout: 300_000 }, () => {
    beforeAll(async () => {
      mkdirSync(scraps);
      const up = await place.run(['lab', 'up'], env);
      expect(up.code, up.said).toBe(0);
      const { stdout } = await place.run(['lab', 'env'], env);
      secrets = secretsIn(place.labDir, stdout);
      const watching = { on: true };
      const watcher = watch(place.home, watching, seen);
      walked = await place.run(['setup', '--lab', '--yes', '--debug', '--json'], env);
      finished = await place.run(['finish', '--lab', '--delete-database', '--yes', '--debug'], env);
      watching.on = false;
      await watcher;
    }, 300_000);
    afterAll(() => place.clear());

    test('the run under test went through, and there are secrets to look for', () => {
      expect([walked.code, finished.code], walked.said + finished.said).toEqual([0, 0]);
      expect([...secrets.keys()]).toEqual(Object.keys(homes));
      for (const words of secrets.values()) expect(words.length).toBeGreaterThan(0);
      expect(seen.arguments.size).toBeGreaterThan(3);
    });

    test('are in nothing that was said, with --debug and --json', () => {
      for (const said of [walked.stdout, walked.stderr, finished.stdout, finished.stderr]) expect(tellTale(Buffer.from(said))).toEqual([]);
    });

    test('nor is said twice that the way to the database is not encrypted', () => {
      expect(walked.stderr.split('in the clear')).toHaveLength(1 + inTheClear);
    });

    test("are in no process's arguments or environment", () => {
      for (const text of [...seen.arguments, ...seen.environments]) expect(tellTale(Buffer.from(text)), text).toEqual([]);
    });

    test('are in no file but where they live: no journal, log, state or scrap', () => {
      expect(astray(place.home, ...(cache === undefined ? [] : [cache]))).toEqual([]);
      // And the search does find what is there.
      expect(new Set(found(place.home).map(({ secret }) => secret))).toEqual(new Set(secrets.keys()));
    });

    test('would be found in a file where they do not belong, however they are spelt', () => {
      for (const [secret, words] of secrets) {
        for (const word of words) {
          writeFileSync(join(scraps, 'left-behind'), Buffer.concat([Buffer.from('some words, '), word, Buffer.from(', more words')]));
          expect(astray(scraps)).toEqual([{ secret, file: 'scraps/left-behind' }]);
        }
      }
    });
  });
}

/** The passwords in the plain and as programs pass texts on; of the key, every whole line. */
function secretsIn(labDir: string, labEnv: string): Words {
  const config = files(labDir).find((file) => file.endsWith('/wp-config.php'));
  const password = /'DB_PASSWORD', *'([^']+)'/.exec(readFileSync(config ?? '', 'utf8'))?.[1] ?? '';
  // All of OpenSSH's keys begin alike, so the first line tells nothing.
  const lines = readFileSync(join(labDir, 'my-key.pem'), 'utf8')
    .split('\n')
    .slice(2)
    .filter((line) => line.length > 30 && !line.startsWith('-'));
  const access = /AWS_SECRET_ACCESS_KEY='?([^'\n]+)/.exec(labEnv)?.[1] ?? '';
  const login = files(labDir).find((file) => file.endsWith('/wordpress-login.txt'));
  const [, , admin = ''] = login === undefined ? [] : readFileSync(login, 'utf8').split('\n');
  return new Map<Secret, readonly Buffer[]>([
    ['the database password', spellings(password)],
    ['the private key', lines.flatMap(spellings)],
    ['the secret access key', spellings(access)],
    ...(admin === '' ? [] : ([["the blog's own password", spellings(admin)]] as const)),
  ]);
}

const spellings = (secret: string): Buffer[] =>
  [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1), Buffer.from(secret).toString('hex')].map(
    (text) => Buffer.from(text),
  );

/** Every file below, links not followed. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Reads the arguments and the environment of all processes that work in this place, as often as it can. */
async function watch(
  home: string,
  watching: { readonly on: boolean },
  seen: { readonly arguments: Set<string>; readonly environments: Set<string> },
): Promise<void> {
  for (; watching.on; await pause(20)) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        if (!line.includes(home) && !readlinkSync(`/proc/${pid}/cwd`).startsWith(home)) continue;
        seen.arguments.add(line);
        seen.environments.add(readFileSync(`/proc/${pid}/environ`, 'utf8'));
      } catch {
        // It ended meanwhile, or is somebody else's.
      }
    }
  }
}
