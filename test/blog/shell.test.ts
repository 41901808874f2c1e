import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '@aws-sdk/client-ec2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findServers, serverName } from '../../src/aws/find/servers.ts';
import { createBlogAccess, type BlogAccess, type BlogAccessSettings } from '../../src/blog/access.ts';
import { consoleFingerprints, rememberHost } from '../../src/blog/host-keys.ts';
import { scriptedPrompts } from '../support/prompts.ts';
import { sharedBench } from '../steps/bench.ts';
import { testKey } from '../support/keys.ts';

const bench = sharedBench();

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'shell-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A way to the lab's first server, with whatever differs in this test. */
async function reaching(
  over: Partial<BlogAccessSettings> = {},
): Promise<{ blog: BlogAccess; server: Instance; stateDir: string; settings: BlogAccessSettings }> {
  const { ports } = bench().wizard({ forgetful: true });
  const server = (await findServers(ports)).find((one) => serverName(one) === 'Web Server1');
  if (server === undefined) throw new Error('no Web Server1');
  const stateDir = folder();
  const { aws, say, words, clock, signal } = ports;
  const settings = { aws, say, words, clock, signal, stateDir, prompts: scriptedPrompts(), keyPath: bench().lab.connection.keyPath, ...over };
  const blog = createBlogAccess(settings);
  onTestFinished(() => blog.close());
  return { blog, server, stateDir, settings };
}

const withoutConsole = (server: Instance) =>
  bench()
    .lab.home.table('instance')
    .edit(server.InstanceId ?? '', (row) => void (row.consoleOutput = ''));

describe.sequential('SSH', { shuffle: false }, () => {
  test('trusts the key that the server printed at its first boot, asks nobody, and remembers it', async () => {
    const { blog, server, stateDir, settings } = await reaching();
    expect(await (await blog.shell(server)).run('echo "from $0"; id -u; exit 3')).toMatchObject({ code: 3, out: expect.stringContaining('from') });
    const [printed] = await consoleFingerprints(settings, server.InstanceId ?? '');
    expect(readFileSync(join(stateDir, 'known-servers'), 'utf8')).toBe(`${server.InstanceId} ${printed}\n`);
  });

  test('one connection serves many commands, and a script of any size', async () => {
    const { blog, server } = await reaching();
    const [one, two] = await Promise.all([blog.shell(server), blog.shell(server)]);
    expect(one).toBe(two);
    const big = randomBytes(200_000).toString('hex');
    expect((await one.run(`cat > /dev/null <<'END'\n${big}\nEND\necho whole\n`)).out).toBe('whole\n');
  });

  test('a server that shows another key than the one remembered is a hard stop', async () => {
    const { blog, server, stateDir } = await reaching();
    await rememberHost(stateDir, server.InstanceId ?? '', `SHA256:${'x'.repeat(43)}`);
    await expect(blog.shell(server)).rejects.toMatchObject({ code: 'host-key-changed' });
  });

  test('without a key file it sends one that lives for a minute', async () => {
    const { blog, server } = await reaching({ keyPath: '' });
    expect((await (await blog.shell(server)).run('echo in')).out).toBe('in\n');
  });

  test('a key that the server does not know is told from every other failure', async () => {
    const keyPath = join(folder(), 'other.pem');
    writeFileSync(keyPath, testKey().private, { mode: 0o600 });
    const { blog, server } = await reaching({ keyPath });
    await expect(blog.shell(server)).rejects.toMatchObject({ code: 'ssh-login-refused', values: ['ec2-user', expect.stringMatching(/^127\.0\.0\.1:/)] });
  });

  test('a locked key asks for its passphrase, and opens with the right one only', async () => {
    const keyPath = join(folder(), 'locked.pem');
    writeFileSync(keyPath, testKey('open').private, { mode: 0o600 });
    const wrong = await reaching({ keyPath, prompts: scriptedPrompts([/passphrase/, 'shut']) });
    await expect(wrong.blog.shell(wrong.server)).rejects.toMatchObject({ code: 'key-passphrase-wrong' });
    const right = await reaching({ keyPath, prompts: scriptedPrompts([/passphrase/, 'open']) });
    await expect(right.blog.shell(right.server)).rejects.toMatchObject({ code: 'ssh-login-refused' });
  });

  test('what is no key, and the public half of one, are said to be none', async () => {
    for (const text of ['not a key', testKey().public]) {
      const keyPath = join(folder(), 'none.pem');
      writeFileSync(keyPath, text);
      chmodSync(keyPath, 0o600);
      const { blog, server } = await reaching({ keyPath });
      await expect(blog.shell(server)).rejects.toMatchObject({ code: 'key-not-a-key' });
    }
  });

  test('nothing listening, and no address at all, are two different sentences', async () => {
    const { blog, server } = await reaching();
    const Tags = [{ Key: 'redundant-blog:lab:22', Value: '127.0.0.1:1' }];
    await expect(blog.shell({ ...server, Tags })).rejects.toMatchObject({ code: 'ssh-refused', values: ['127.0.0.1:1'] });
    await expect(blog.shell({ InstanceId: 'i-stopped' })).rejects.toMatchObject({ code: 'server-without-address' });
  });

  test('a wrong password to the database, and a table that is not there, are told apart', async () => {
    const { blog, server } = await reaching();
    const shell = await blog.shell(server);
    const config = '/var/www/html/wp-config.php';
    const original = (await shell.run(`cat ${config}`)).out;
    const spoiled = async (from: RegExp, to: string) => {
      await shell.run(`cat > ${config} <<'END_OF_CONFIG'\n${original.replace(from, to)}END_OF_CONFIG\n`);
      return blog.database(server, (database) => database.address()).catch((error: unknown) => (error instanceof Error ? error.message : ''));
    };
    expect(await spoiled(/'DB_PASSWORD', *'[^']*'/, "'DB_PASSWORD', 'wrong'")).toBe('database-login-refused');
    expect(await spoiled(/table_prefix = 'wp_'/, "table_prefix = 'other_'")).toBe('database-not-wordpress');
    expect(await spoiled(/$^/, '')).toMatchObject({ siteurl: expect.stringMatching(/^http/) });
  });

  // Last: the lab's server forgets its console with it.
  test('where no console vouches for it, the key is shown and asked about, and no means no', async () => {
    const no = await reaching({ prompts: scriptedPrompts([/SHA256:[A-Za-z0-9+/]{43}/, false]) });
    withoutConsole(no.server);
    expect(await consoleFingerprints(no.settings, no.server.InstanceId ?? '')).toEqual([]);
    await expect(no.blog.shell(no.server)).rejects.toMatchObject({ name: 'Declined' });
    const yes = await reaching({ prompts: scriptedPrompts([/SHA256:/, true]) });
    expect((await (await yes.blog.shell(yes.server)).run('echo in')).out).toBe('in\n');
    expect(readFileSync(join(yes.stateDir, 'known-servers'), 'utf8')).toContain('SHA256:');
  });
});
