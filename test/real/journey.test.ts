import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOfBalancer, cloudOf, get, inventory } from '../support/cloud.ts';
import { newPlace, type Ended, type Event, type Place } from '../support/program.ts';
import { openBrowser, type Page } from './support/browser.ts';
import { cache } from './support/parts.ts';

const real = { REDUNDANT_BLOG_CACHE_DIR: cache };
let place: Place;
let walked: { readonly ended: Ended; readonly events: readonly Event[] };
let balancer: string;

beforeAll(async () => {
  place = newPlace();
  walked = await place.events(['setup', '--lab', '--yes', '--blog', 'wordpress', '--db', 'mariadb'], real);
  balancer = await addressOfBalancer(await cloudOf(place));
});
afterAll(() => place.clear());

it('walks the whole journey with real WordPress and MariaDB, and proves all of it', async () => {
  const { ended, events } = walked;
  console.info(`setup --lab --yes --blog wordpress --db mariadb: ${(ended.ms / 1_000).toFixed(1)} s`);
  for (const line of ended.said.split('\n').filter((one) => /failed|longest gap|answered \d+ times/.test(one) && !one.startsWith('{')))
    console.info(line.trim());
  expect(ended.code, ended.said).toBe(0);
  expect(events.length).toBeGreaterThan(0);
  expect(ended.said).not.toContain('in the clear');
  expect(await inventory(await cloudOf(place))).toMatchObject({ servers: ['Web Server1 running', 'Web Server2 running'], databases: ['database-1 Multi-AZ'] });
});

it('serves the blog from both servers through the balancer, linking to the balancer and nowhere else', async () => {
  const pages = await Promise.all(Array.from({ length: 6 }, () => get(balancer)));
  const names = pages.map((page) => ('status' in page ? page.servedBy : page.refused));
  expect(new Set(names)).toEqual(new Set(['Web Server1', 'Web Server2']));
  for (const page of pages) {
    const body = 'body' in page ? page.body : '';
    const hosts = new Set([...body.matchAll(/(?:href|src)=["']https?:\/\/([^/"']+)/g)].map((match) => match[1]?.toLowerCase()));
    expect([...hosts].filter((host) => host?.includes('127.0.0.1'))).toEqual([]);
    expect(hosts).toContain(balancer.toLowerCase());
  }
});

it('keeps a login through both servers, and opens the block editor', async () => {
  const [, name = '', password = ''] = readFileSync(join(place.labDir, 'wordpress-login.txt'), 'utf8').split('\n');
  const origin = `http://${balancer.toLowerCase()}`;
  const page = await openBrowser();
  try {
    await logIn(page, origin, name, password);
    const servers = await page.ask(`(async () => {
      const seen = new Set();
      for (let turn = 0; turn < 8; turn += 1) {
        const answer = await fetch('/wp-admin/profile.php', { redirect: 'manual' });
        seen.add(answer.status + ' ' + answer.headers.get('x-served-by'));
      }
      return [...seen].sort();
    })()`);
    expect(servers).toEqual(['200 Web Server1', '200 Web Server2']);
    await page.screenshot(screenshot('dashboard'));
    await page.go(`${origin}/wp-admin/post-new.php`);
    expect(await page.until("document.querySelector('.block-editor-block-list__layout, iframe[name=editor-canvas]') !== null")).toBe(true);
    await page.ask(
      "wp.data.dispatch('core/edit-post').isFeatureActive, wp.data.select('core/edit-post').isFeatureActive('welcomeGuide') && wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')",
    );
    await page.ask(
      "wp.data.dispatch('core/editor').editPost({ title: 'Written through the balancer' }), wp.data.dispatch('core/block-editor').insertBlocks(wp.blocks.createBlock('core/paragraph', { content: 'Saved by whichever server was next. 保存もできます。' }))",
    );
    await page.ask("wp.data.dispatch('core/editor').savePost()");
    expect(await page.ask("wp.data.select('core/editor').didPostSaveRequestSucceed()")).toBe(true);
    await page.screenshot(screenshot('editor'));
    const text = String(await page.ask('document.body.innerText'));
    expect(text).not.toMatch(/not a valid JSON response|encountered an (unexpected )?error/);
    expect(page.complaints.filter((one) => one.includes(balancer.toLowerCase()))).toEqual([]);
  } finally {
    await page.close();
  }
});

const screenshot = (name: string) => join(process.env['REDUNDANT_BLOG_SCREENSHOTS'] ?? tmpdir(), `redundant-blog-${name}.png`);

async function logIn(page: Page, origin: string, name: string, password: string): Promise<void> {
  await page.go(`${origin}/wp-login.php`);
  await page.ask(
    `document.querySelector('#user_login').value = ${JSON.stringify(name)}, document.querySelector('#user_pass').value = ${JSON.stringify(password)}, document.querySelector('#wp-submit').click()`,
  );
  expect(await page.until("document.querySelector('#wpadminbar') !== null"), String(await page.ask('document.body.innerText'))).toBe(true);
}
