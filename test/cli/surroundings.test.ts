import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { falseEndpoint, unusedPort } from '../support/false-endpoint.ts';
import { newPlace } from '../support/program.ts';
import { failsSoftly } from '../support/sentences.ts';

const place = newPlace();
afterAll(() => place.clear());
const somebody = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'ap-northeast-1' };
const file = (name: string) => join(place.home, name);

describe('credentials', () => {
  test('none anywhere and no terminal: says how to practise and how to sign in', async () => {
    failsSoftly(await place.run(['setup']), 4, 'no terminal', 'setup --lab --yes', '--profile');
  });

  test('none anywhere: --yes does not choose the lab by itself', async () => {
    failsSoftly(await place.run(['setup', '--yes']), 4, 'setup --lab --yes');
    expect(existsSync(place.labDir)).toBe(false);
  });

  test('a region but no credentials', async () => {
    failsSoftly(await place.run(['plan', '--region', 'ap-northeast-1']), 4, 'No AWS credentials');
    failsSoftly(await place.run(['setup', '--region', 'ap-northeast-1', '--lang', 'ja']), 4, '認証情報');
  });

  test('a profile that does not exist', async () => {
    failsSoftly(await place.run(['plan', '--region', 'ap-northeast-1', '--profile', 'nobody']), 4, 'nobody');
  });

  test('credentials but no region', async () => {
    failsSoftly(await place.run(['setup', '--yes'], { ...somebody, AWS_REGION: '' }), 2, '--region');
  });
});

describe('an endpoint that is not AWS', () => {
  test('nothing listens there', async () => {
    const endpoint = `http://127.0.0.1:${await unusedPort()}`;
    failsSoftly(await place.run(['setup', '--yes', '--endpoint-url', endpoint], somebody), 1, endpoint, 'ECONNREFUSED');
    failsSoftly(await place.run(['status', '--endpoint-url', endpoint, '--lang', 'ja'], somebody), 1, endpoint);
  });

  test('a web page answers', async () => {
    const page = await falseEndpoint('html');
    failsSoftly(await place.run(['setup', '--yes', '--endpoint-url', page.url], somebody), 1, page.url, 'not AWS');
    expect(page.asked()).toBeLessThan(4);
    await page.close();
  });

  test('it takes the call and says nothing', { timeout: 120_000 }, async () => {
    const silent = await falseEndpoint('never');
    const { child, ended } = place.start(['plan', '--endpoint-url', silent.url], somebody);
    while (silent.asked() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.said).not.toMatch(/^\s+at /m);
    await silent.close();
  });
});

describe('the key file', () => {
  const asked = (path: string, ...more: string[]) => place.run(['setup', '--yes', '--key', path, ...more], somebody);

  test('is missing', async () => failsSoftly(await asked(file('nowhere.pem')), 2, 'nowhere.pem'));

  test('is a folder', async () => {
    mkdirSync(file('folder.pem'), { mode: 0o700 });
    failsSoftly(await asked(file('folder.pem')), 2, 'folder.pem');
  });

  test('can be read by others on this machine', async () => {
    writeFileSync(file('open.pem'), '-----BEGIN OPENSSH PRIVATE KEY-----\n');
    chmodSync(file('open.pem'), 0o644);
    failsSoftly(await asked(file('open.pem')), 2, 'open.pem', '644', 'chmod 600');
    failsSoftly(await asked(file('open.pem'), '--lang', 'ja'), 2, 'open.pem', 'chmod 600');
  });

  test('is not a private key', async () => {
    writeFileSync(file('id.pub'), 'ssh-ed25519 AAAA somebody\n', { mode: 0o600 });
    failsSoftly(await asked(file('id.pub')), 2, 'id.pub');
  });
});

describe('the lab folder and port', () => {
  test('no lab is running', async () => {
    failsSoftly(await place.run(['lab', 'status', '--lab-dir', file('none')]), 1, file('none'), 'lab up');
    failsSoftly(await place.run(['lab', 'env', '--lab-dir', file('none'), '--lang', 'ja']), 1, file('none'), 'lab up');
    expect(existsSync(file('none'))).toBe(false);
  });

  test('to stop what does not run is no failure', async () => {
    expect((await place.run(['lab', 'down', '--lab-dir', file('none')])).code).toBe(0);
  });

  test('a folder with other things in it is left alone', async () => {
    mkdirSync(file('photos'));
    writeFileSync(file('photos/cat.jpg'), 'meow');
    for (const words of [
      ['lab', 'up'],
      ['lab', 'reset', '--yes'],
      ['setup', '--lab', '--yes'],
    ]) {
      failsSoftly(await place.run([...words, '--lab-dir', file('photos')]), 2, file('photos'), '--lab-dir');
    }
    expect(readdirSync(file('photos'))).toEqual(['cat.jpg']);
    expect(readFileSync(file('photos/cat.jpg'), 'utf8')).toBe('meow');
  });

  test('a folder that cannot be made', async () => {
    writeFileSync(file('a-file'), '');
    failsSoftly(await place.run(['lab', 'up', '--lab-dir', file('a-file/lab')]), 1, file('a-file/lab'), '--lab-dir');
  });

  test('a port that somebody else uses', async () => {
    const other = await falseEndpoint('html');
    const port = new URL(other.url).port;
    failsSoftly(await place.run(['lab', 'up', '--lab-dir', file('lab-2'), '--port', port]), 1, port, '--port');
    await other.close();
  });
});

describe('the state folder', () => {
  test('lies under a file: nothing is asked of anybody', async () => {
    const page = await falseEndpoint('html');
    writeFileSync(file('not-a-folder'), '');
    const where = file('not-a-folder/journal');
    failsSoftly(await place.run(['setup', '--yes', '--endpoint-url', page.url, '--state-dir', where], somebody), 1, file('not-a-folder'), '--state-dir');
    expect(page.asked()).toBe(0);
    await page.close();
  });
});
