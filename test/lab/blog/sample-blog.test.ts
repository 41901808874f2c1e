import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';
import { get, login, once, outcome, published, run, server } from '../machines/reach.ts';
import { testKey } from '../../support/keys.ts';

const strangersKey = testKey().private;

let lab: LabForTest;
let web: number;
let ssh: number;
let address: string;

beforeAll(async () => {
  lab = await labForTest({ reality: 'real' });
  await lab.lab.settled();
  const instance = await server(lab);
  web = published(instance, 80);
  ssh = published(instance, 22);
  address = `http://127.0.0.1:${web}`;
});
afterAll(() => lab.close());

/** Changes the blog's files over SSH for as long as `look` takes. */
async function changing<Value>(change: string, look: () => Promise<Value>, back: string): Promise<Value> {
  const changed = await once(lab, ssh, 'sudo -n sh -es', `cd /var/www/html\n${change}\n`);
  expect(changed).toMatchObject({ code: 0, stderr: '' });
  try {
    return await look();
  } finally {
    await once(lab, ssh, 'sudo -n sh -es', `cd /var/www/html\n${back}\n`);
  }
}

describe('the sample blog', () => {
  it('shows the posts of the database, and links built from home and siteurl', async () => {
    const page = await get(web);
    expect(page.status).toBe(200);
    expect(page.headers.server).toBe('Apache/2.4.62 (Amazon Linux)');
    expect(page.body).toContain(`<link rel="canonical" href="${address}/">`);
    expect(page.body).toContain(`href="${address}/wp-content/themes/harbour/style.css"`);
    const post = new RegExp(`href="${address}(/\\?p=\\d+)"[^>]*>([^<]+)<`).exec(page.body);
    expect((await get(web, post?.[1])).body).toContain(post?.[2]);
  });

  it('keeps the addresses of the database whatever host it is asked by', async () => {
    expect((await get(web, '/', { host: 'elsewhere.test' })).body).not.toContain('elsewhere.test');
  });

  it.each([
    ['/readme.html', 200, 'text/html; charset=UTF-8'],
    ['/wp-content/themes/harbour/style.css', 200, 'text/css'],
    ['/wp-json/', 200, 'application/json; charset=UTF-8'],
    ['/wp-json/nothing', 404, 'application/json; charset=UTF-8'],
    ['/feed/', 200, 'application/rss+xml; charset=UTF-8'],
    ['/wp-sitemap.xml', 200, 'application/xml; charset=UTF-8'],
    ['/wp-login.php', 200, 'text/html; charset=UTF-8'],
    ['/nothing/', 404, 'text/html; charset=UTF-8'],
    ['/?p=99999', 404, 'text/html; charset=UTF-8'],
    ['/.htaccess', 403, 'text/html; charset=iso-8859-1'],
    ['/..%2f..%2f..%2fetc/os-release', 403, 'text/html; charset=iso-8859-1'],
  ])('answers %s with %i %s', async (path, status, type) => {
    const page = await get(web, path);
    expect([page.status, page.headers['content-type']]).toEqual([status, type]);
  });

  it('never shows the text of wp-config.php', async () => {
    expect(await get(web, '/wp-config.php')).toMatchObject({ status: 200, body: '' });
  });

  it('says in its API where it lives', async () => {
    expect(JSON.parse((await get(web, '/wp-json/')).body)).toMatchObject({ url: address, home: address });
  });

  it('sends who opens the dashboard to the login of siteurl', async () => {
    const page = await get(web, '/wp-admin/');
    expect([page.status, page.headers.location?.startsWith(`${address}/wp-login.php`)]).toEqual([302, true]);
  });

  it('names itself in a header of every dynamic answer, and on HTML pages, when a must-use plugin says so', async () => {
    const plugin = `mkdir -p wp-content/mu-plugins; printf '%s\\n' '<?php' "define( 'REDUNDANT_BLOG_SERVER', 'Web Server1 日本' );" > wp-content/mu-plugins/redundant-blog-marker.php`;
    const seen = await changing(
      plugin,
      () => Promise.all(['/', '/wp-json/', '/readme.html'].map((path) => get(web, path))),
      'rm wp-content/mu-plugins/redundant-blog-marker.php',
    );
    expect(seen.map((page) => page.headers['x-served-by'] && Buffer.from(String(page.headers['x-served-by']), 'latin1').toString())).toEqual([
      'Web Server1 日本',
      'Web Server1 日本',
      undefined,
    ]);
    expect(seen.map((page) => page.body.includes('Web Server1 日本'))).toEqual([true, false, false]);
    expect((await get(web)).headers['x-served-by']).toBeUndefined();
  });

  it("breaks its API when index.php has text of its own, as the tutorial's marker does", async () => {
    const seen = await changing(
      `cp index.php /tmp/index.php; { echo '<h1>Web Server1</h1>'; cat /tmp/index.php; } > index.php`,
      () => Promise.all([get(web), get(web, '/wp-json/')]),
      'cp /tmp/index.php index.php',
    );
    expect(seen[0].body.startsWith('<h1>Web Server1</h1>\n<!DOCTYPE html>')).toBe(true);
    expect(() => JSON.parse(seen[1].body)).toThrow();
  });

  it('is an empty 500 when index.php is no PHP any more', async () => {
    expect(await changing(`cp index.php /tmp/index.php; echo '<?php if (' > index.php`, () => get(web), 'cp /tmp/index.php index.php')).toMatchObject({
      status: 500,
      body: '',
    });
  });

  it('obeys WP_HOME before the database', async () => {
    const seen = await changing(
      `cp wp-config.php /tmp/c; echo "define( 'WP_HOME', 'http://fixed.test/' );" >> wp-config.php`,
      () => get(web, '/wp-json/'),
      'cp /tmp/c wp-config.php',
    );
    expect(JSON.parse(seen.body)).toMatchObject({ home: 'http://fixed.test', url: address });
  });

  it("says WordPress's words when the password is wrong, while files are still served", async () => {
    const seen = await changing(
      `cp wp-config.php /tmp/c; sed -i "s/'DB_PASSWORD', '/&x/" wp-config.php`,
      () => Promise.all([get(web), get(web, '/readme.html')]),
      'cp /tmp/c wp-config.php',
    );
    expect(seen.map((page) => page.status)).toEqual([500, 200]);
    expect(seen[0].body).toContain('Error establishing a database connection');
  });

  it('stops with httpd, and with php-fpm as far as PHP goes', async () => {
    expect(await changing('systemctl stop php-fpm', () => Promise.all([outcome(web), outcome(web, '/readme.html')]), 'systemctl start php-fpm')).toEqual([
      503, 200,
    ]);
    expect(await changing('systemctl stop httpd', () => outcome(web), 'systemctl start httpd')).not.toBe(200);
    expect(await outcome(web)).toBe(200);
  });

  it('writes who asked into its access log', async () => {
    await get(web, '/?seen=1', { 'user-agent': 'a "b' });
    expect((await once(lab, ssh, 'tail -n 20 /var/log/httpd/access_log')).stdout).toMatch(/"GET \/\?seen=1 HTTP\/1\.1" 200 \d+ "-" "a \.b"/);
  });
});

describe('a login', () => {
  it('is one of ec2-user with the key pair, and of nobody else', async () => {
    const { client } = await login(lab, ssh);
    client.end();
    await expect(login(lab, ssh, { username: 'root' })).rejects.toThrow(/authentication/);
    await expect(login(lab, ssh, { privateKey: strangersKey })).rejects.toThrow(/authentication/);
  });

  it('is none of who only knows the public key', async () => {
    const known = ssh2.utils.parseKey(readFileSync(join(lab.dir, 'my-key.pem')));
    const stranger = ssh2.utils.parseKey(strangersKey);
    if (known instanceof Error || stranger instanceof Error) throw new Error('the keys cannot be read');
    const agent = new (class extends ssh2.BaseAgent {
      override getIdentities(callback: ssh2.IdentityCallback<ssh2.ParsedKey>): void {
        callback(undefined, [known]);
      }
      override sign(_key: unknown, data: Buffer, options: unknown, callback?: ssh2.SignCallback): void {
        (callback ?? (options as ssh2.SignCallback))(undefined, stranger.sign(data));
      }
    })();
    await expect(login(lab, ssh, { privateKey: '', agent })).rejects.toThrow(/authentication/);
  });

  it('runs a script as root with its own output, errors and exit code', async () => {
    const script = 'set -eu\nid -un\ncd /var/www/html\npwd\ncat wp-includes/version.php >/dev/null\necho oops >&2\nexit 7\n';
    expect(await once(lab, ssh, 'sudo -n sh -s', script)).toEqual({ code: 7, stdout: 'root\n/var/www/html\n', stderr: 'oops\n' });
  });

  it('finds itself on the disk of the server', async () => {
    const { client } = await login(lab, ssh);
    expect((await run(client, 'whoami; pwd; . /etc/os-release; echo $PRETTY_NAME; ls /; cat $HOME/.ssh/authorized_keys | wc -l')).stdout).toMatch(
      /^ec2-user\n\/home\/ec2-user\nAmazon Linux 2023\n[^]*var\n1\n$/,
    );
    expect((await run(client, 'cat /nothing /tmp/nothing')).stderr).toContain('/tmp/nothing: No such file');
    client.end();
  });

  it('lints PHP', async () => {
    const { client } = await login(lab, ssh);
    expect(await run(client, 'php -l /var/www/html/index.php')).toMatchObject({ code: 0, stdout: 'No syntax errors detected in /var/www/html/index.php\n' });
    expect((await run(client, 'echo "<?php (" > /tmp/x.php; php -l /tmp/x.php')).code).toBe(255);
    client.end();
  });

  it('knows nothing secret of the lab', async () => {
    const seen = (await once(lab, ssh, 'env')).stdout;
    expect(seen).not.toMatch(/AWS_/);
    expect(seen).not.toContain(lab.lab.connection.secretAccessKey);
  });

  it('reaches the database, and nothing that is not there', async () => {
    const config = await once(lab, ssh, `sed -n "s/.*'DB_\\(HOST\\|PASSWORD\\)', '\\(.*\\)'.*/\\2/p" /var/www/html/wp-config.php`);
    const [password, host] = config.stdout.trim().split('\n');
    const asked = `mysql -h ${host} -u wordpress -p wordpress -Ne "SELECT option_value FROM wp_options WHERE option_name = 'siteurl'"`;
    expect(await once(lab, ssh, asked, `${password}\n`)).toMatchObject({ code: 0, stdout: `${address}\n` });
    expect(await once(lab, ssh, asked, 'wrong\n')).toMatchObject({ code: 1, stdout: '' });
    expect((await once(lab, ssh, 'mysql -h nowhere.test -u x -e "SELECT 1"')).stderr).toContain('ERROR 2005');
  });

  it('carries a tunnel to the database', async () => {
    const { client } = await login(lab, ssh);
    const host = lab.lab.home.table('dbInstance').all()[0]?.Endpoint?.Address ?? '';
    const greeting = await new Promise<Buffer>((resolve, reject) => {
      client.forwardOut('127.0.0.1', 1, host, 3306, (error, channel) => (error ? reject(error) : channel.once('data', resolve)));
    });
    expect(greeting[4]).toBe(10);
    await expect(
      new Promise((resolve, reject) => client.forwardOut('127.0.0.1', 1, host, 3307, (error) => (error ? reject(error) : resolve(undefined)))),
    ).rejects.toThrow();
    client.end();
  });

  it('ends what it started when it ends', async () => {
    const { client } = await login(lab, ssh);
    const pid = await new Promise<number>((resolve, reject) => {
      client.exec('echo $$; exec sleep 300', (error, channel) =>
        error ? reject(error) : channel.once('data', (said: Buffer) => resolve(Number(said.toString()))),
      );
    });
    client.destroy();
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
