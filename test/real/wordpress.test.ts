import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markerText, removeMarker, writeMarker } from '../../src/blog/marker.ts';
import type { Shell } from '../../src/blog/shell.ts';
import { servedBy, type Seen } from '../../src/blog/probe.ts';
import { get, login, published, run, server, type Page } from '../lab/machines/reach.ts';
import { labForTest, type LabForTest } from '../lab/support/lab.ts';
import { cache } from './support/parts.ts';

const name = 'Web Server 壱';
let lab: LabForTest;
let port: number;
let shell: Shell;

beforeAll(async () => {
  lab = await labForTest({ reality: 'real', kinds: { blog: 'wordpress', db: 'mariadb' }, cache });
  await lab.lab.settled();
  const instance = await server(lab);
  port = published(instance, 80);
  const { client } = await login(lab, published(instance, 22));
  shell = {
    instanceId: instance.InstanceId ?? '',
    run: async (script) => {
      const { code, stdout, stderr } = await run(client, 'sudo -n sh -s', script);
      return { code: code ?? -1, out: stdout, err: stderr };
    },
    forward: () => Promise.reject(new Error('not here')),
    close: () => client.end(),
  };
});
afterAll(async () => {
  shell.close();
  await lab.close();
});

const host = () => ({ host: `127.0.0.1:${port}` });
const ask = (path: string, headers: Record<string, string> = {}): Promise<Page> => get(port, path, { ...host(), ...headers });
const nameOn = ({ status, headers, body }: Page) => servedBy({ kind: 'answer', status, headers, body, sentAt: 0, endedAt: 0 } as Seen);

describe('with the marker on it', () => {
  beforeAll(() => writeMarker(shell, '/var/www/html', name));

  it('every page says the name of the server, in its header and at its foot', async () => {
    for (const path of ['/', '/2026/01/26/what-a-health-check-sees/', '/wp-login.php', '/no-such-page/']) {
      const page = await ask(path);
      expect(nameOn(page), path).toBe(name);
      expect(page.body, path).toContain(`class="redundant-blog-marker"`);
      expect(page.body.trimStart(), path).toMatch(/^<!DOCTYPE html>/i);
    }
  });

  it('what programs read stays whole: JSON parses, feeds and sitemaps begin as XML does', async () => {
    for (const path of ['/wp-json/', '/wp-json/wp/v2/posts?_fields=id,title', '/index.php?rest_route=/']) {
      const answer = await ask(path);
      expect(answer.headers['content-type'], path).toContain('application/json');
      expect(() => JSON.parse(answer.body), path).not.toThrow();
      expect(nameOn(answer), path).toBe(name);
    }
    for (const path of ['/feed/', '/comments/feed/', '/wp-sitemap.xml', '/wp-sitemap-posts-post-1.xml']) {
      const answer = await ask(path);
      expect(answer.headers['content-type'], path).toContain('xml');
      expect(answer.body, path).toMatch(/^<\?xml /);
      expect(answer.body, path).not.toContain('redundant-blog-marker');
      expect(nameOn(answer), path).toBe(name);
    }
    expect((await ask('/robots.txt')).body).toMatch(/^User-agent:/);
  });

  it('redirects and cookies still work: nothing is sent before them', async () => {
    const admin = await ask('/wp-admin/');
    expect(admin.status).toBe(302);
    expect(admin.headers.location).toContain('/wp-login.php?redirect_to=');
    expect((await ask('/wp-login.php')).headers['set-cookie']?.join()).toContain('wordpress_test_cookie');
    expect((await ask('/2026/01/26/what-a-health-check-sees')).headers.location).toBe(`http://127.0.0.1:${port}/2026/01/26/what-a-health-check-sees/`);
  });

  it('goes away without a trace', async () => {
    await removeMarker(shell, '/var/www/html');
    expect(nameOn(await ask('/'))).toBeUndefined();
    expect((await shell.run('ls /var/www/html/wp-content/mu-plugins')).code).not.toBe(0);
    await writeMarker(shell, '/var/www/html', name);
  });

  it('is PHP that WordPress can read, whatever the name', async () => {
    for (const odd of [`it's "quoted" \\ <b>`, '$dollar {$x}', "');exit;//"]) {
      await writeMarker(shell, '/var/www/html', odd);
      expect(nameOn(await ask('/')), markerText(odd)).toBe(odd);
    }
    await writeMarker(shell, '/var/www/html', name);
  });
});

describe('as behind Apache', () => {
  it('serves files as they are, and PHP by WordPress', async () => {
    expect(await ask('/readme.html')).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=UTF-8' } });
    expect((await ask('/wp-includes/css/dashicons.min.css')).headers['content-type']).toContain('text/css');
    expect((await ask('/wp-admin')).headers.location).toBe(`http://127.0.0.1:${port}/wp-admin/`);
    expect((await ask('/.htaccess')).status).toBe(403);
    expect((await ask('/wp-includes/css/')).status).toBe(403);
    expect((await ask('/wp-config.php')).body).toBe('');
  });

  it('does not send a reader from one address of the blog to another', async () => {
    expect((await get(port, '/', { host: 'lb-1-123.ap-northeast-1.elb.localhost:9' })).status).toBe(200);
  });

  it('takes no header of ours from outside', async () => {
    expect((await ask('/', { 'x-lab-file': '/etc/passwd', 'x-lab-script': '/x' })).body).not.toContain('root:');
  });

  it("stops and starts with the server's services", async () => {
    await shell.run('systemctl stop php-fpm');
    expect((await ask('/')).status).toBe(503);
    expect((await ask('/readme.html')).status).toBe(200);
    await shell.run('systemctl start php-fpm');
    expect((await ask('/')).status).toBe(200);
  });

  it('says that the database is away, in the words of WordPress', async () => {
    await shell.run("sed -i.before 's/rds.localhost/elsewhere.localhost/' /var/www/html/wp-config.php");
    const page = await ask('/');
    await shell.run('mv /var/www/html/wp-config.php.before /var/www/html/wp-config.php');
    expect(page.status).toBe(500);
    expect(page.body).toContain('Error establishing a database connection');
    expect((await ask('/')).status).toBe(200);
  });
});
