import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace, type Ended } from '../support/program.ts';

/** Words that nobody else would write: whoever has them has the secret. */
type Secret = 'the database password' | 'the private key' | 'the secret access key';

const place = newPlace();
const scraps = join(place.home, 'scraps');
const seenInArguments = new Set<string>();
let secrets: ReadonlyMap<Secret, readonly Buffer[]>;
let walked: Ended;
let finished: Ended;

const env = { TMPDIR: scraps };

/**
 * Where a secret lives by its nature, and nowhere else: wp-config.php on the servers' disks (and the disks of images), the lab's record
 * of its databases' users, and the lab's own key ring.
 */
const homes: Readonly<Record<Secret, RegExp>> = {
  'the database password': /^lab\/(disks\/.+\/wp-config\.php|worlds\/\d{12}-[a-z0-9-]+\.jsonl)$/,
  'the private key': /^lab\/my-key\.pem$/,
  'the secret access key': /^lab\/redundant-blog-lab\.json$/,
};

describe.sequential('secrets', { shuffle: false, timeout: 300_000 }, () => {
  beforeAll(async () => {
    mkdirSync(scraps);
    await place.run(['lab', 'up'], env);
    secrets = await secretsOf();
    const watching = { on: true };
    const watcher = watchArguments(watching);
    walked = await place.run(['setup', '--lab', '--yes', '--debug', '--json'], env);
    finished = await place.run(['finish', '--lab', '--delete-database', '--yes', '--debug'], env);
    watching.on = false;
    await watcher;
  }, 300_000);
  afterAll(() => place.clear());

  test('the run under test went through, and there are secrets to look for', () => {
    expect([walked.code, finished.code], walked.said + finished.said).toEqual([0, 0]);
    for (const words of secrets.values()) expect(words.length).toBeGreaterThan(0);
    expect(seenInArguments.size).toBeGreaterThan(3);
  });

  test('are in nothing that was said, with --debug and --json', () => {
    for (const said of [walked.stdout, walked.stderr, finished.stdout, finished.stderr]) expect(tellTale(Buffer.from(said))).toEqual([]);
  });

  test('nor is said twice that the way to the database is not encrypted', () => {
    expect(walked.stderr.split('in the clear')).toHaveLength(2);
  });

  test("are in no process's arguments", () => {
    for (const argument of seenInArguments) expect(tellTale(Buffer.from(argument)), argument).toEqual([]);
  });

  test('are in no file but where they live: no journal, log, state or scrap', () => {
    const found = files(place.home).flatMap((file) => tellTale(readFileSync(file)).map((secret) => ({ secret, file: relative(place.home, file) })));
    expect(found.filter(({ secret, file }) => !homes[secret].test(file))).toEqual([]);
    // And the search does find what is there.
    for (const secret of secrets.keys()) expect(found.map((one) => one.secret)).toContain(secret);
  });
});

/** The password in the plain and as programs pass texts on; of the key, every whole line. */
async function secretsOf(): Promise<ReadonlyMap<Secret, readonly Buffer[]>> {
  const config = files(place.labDir).find((file) => file.endsWith('/wp-config.php'));
  const password = /'DB_PASSWORD', *'([^']+)'/.exec(readFileSync(config ?? '', 'utf8'))?.[1] ?? '';
  // All of OpenSSH's keys begin alike, so the first line tells nothing.
  const lines = readFileSync(join(place.labDir, 'my-key.pem'), 'utf8')
    .split('\n')
    .slice(2)
    .filter((line) => line.length > 30 && !line.startsWith('-'));
  const { stdout } = await place.run(['lab', 'env'], env);
  const access = /AWS_SECRET_ACCESS_KEY='?([^'\n]+)/.exec(stdout)?.[1] ?? '';
  return new Map<Secret, readonly Buffer[]>([
    ['the database password', spellings(password)],
    ['the private key', lines.flatMap(spellings)],
    ['the secret access key', spellings(access)],
  ]);
}

const spellings = (secret: string): Buffer[] =>
  [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1), Buffer.from(secret).toString('hex')].map(
    (text) => Buffer.from(text),
  );

const tellTale = (bytes: Buffer): Secret[] => [...secrets].flatMap(([secret, words]) => (words.some((word) => bytes.includes(word)) ? [secret] : []));

/** Every file below, links not followed. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Reads the arguments of all processes that work in this place, as often as it can. */
async function watchArguments(watching: { readonly on: boolean }): Promise<void> {
  for (; watching.on; await pause(20)) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        if (line.includes(place.home) || readlinkSync(`/proc/${pid}/cwd`).startsWith(place.home)) seenInArguments.add(line);
      } catch {
        // It ended meanwhile, or is somebody else's.
      }
    }
  }
}
