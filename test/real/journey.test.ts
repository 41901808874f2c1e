import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DescribeLoadBalancersCommand, DescribeTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOfBalancer, cloudOf, get, inventory } from '../support/cloud.ts';
import { plantOldRows, planted, widgets } from '../support/old-rows.ts';
import { newPlace, type Ended, type Place } from '../support/program.ts';
import { allTexts, connectSql } from '../support/sql.ts';
import { wayInto } from './support/blog.ts';
import { readDuringDrills, type Drill } from './support/readers.ts';
import { openBrowser, type Page } from './support/browser.ts';
import { cache } from './support/parts.ts';

// The lab is made of what is asked for once, and stays so.
const real = { REDUNDANT_BLOG_CACHE_DIR: cache, REDUNDANT_BLOG_LAB_BLOG: 'wordpress', REDUNDANT_BLOG_LAB_DB: 'mariadb' };
// More readers than the drills' own: for a machine that has nothing else to do.
const measuring = process.env['MEASURE'] === '1';
let place: Place;
let walked: { readonly ended: Ended; readonly upMs: number; readonly drills: readonly Drill[] };
let balancer: string;

beforeAll(async () => {
  place = newPlace();
  const up = await place.run(['lab', 'up'], real);
  const cloud = await cloudOf(place);
  const program = place.start(['setup', '--lab', '--yes', '--json'], real);
  const readers = measuring ? readDuringDrills(cloud, program) : undefined;
  walked = { ended: await program.ended, upMs: up.ms, drills: (await readers?.met()) ?? [] };
  balancer = await addressOfBalancer(cloud);
}, 300_000);
afterAll(() => place.clear());

it('walks the whole journey with real WordPress and MariaDB, and proves all of it', async () => {
  const { ended, upMs, drills } = walked;
  console.info(`lab up: ${(upMs / 1_000).toFixed(1)} s; setup --lab --yes: ${(ended.ms / 1_000).toFixed(1)} s`);
  for (const line of ended.stderr.split('\n').filter((one) => one.includes('longest gap'))) console.info(line.trim());
  for (const { id, sent, failed, longestGapMs } of drills) console.info(`${id}: ${failed} of ${sent} reads failed, longest gap ${longestGapMs} ms`);
  expect(ended.code, ended.said).toBe(0);
  if (measuring) expect(drills.map(({ id }) => id)).toEqual(['drill-web', 'drill-database']);
  for (const { sent, failed } of drills) expect(failed).toBeLessThan(sent / 2);
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

it('rewrites what still names the old address so that WordPress can read it, and undo brings every text back', async () => {
  const { blog, server1, close } = await wayInto(place);
  const sql = await connectSql(blog, server1);
  try {
    const old = await addressBefore();
    await plantOldRows(sql, old);
    const before = await allTexts(sql);
    const { ended, events } = await place.events(['setup', '--lab', '--yes', '--only', 'site-address', '--rewrite-rows'], real);
    expect(ended.code, ended.said).toBe(0);
    const rows = events.filter(({ type }) => type === 'rows').map(({ table, column, rows: count, left }) => ({ table, column, rows: count, left }));
    expect(rows).toEqual(planted);
    const address = `http://${balancer.toLowerCase()}`;
    const shown = await get(balancer, '/2026/01/02/an-old-picture/');
    expect('body' in shown ? shown.body : '').toContain(`src="${address}/wp-content/a.png"`);
    expect(asPhpReads((await allTexts(sql))['wp_options.option_value.9001'] ?? '')).toEqual(widgets(address));

    expect(await place.run(['undo', 'web-firewall', '--lab', '--yes'], real)).toMatchObject({ code: 0 });
    expect(await place.run(['undo', 'site-address', '--lab', '--yes'], real)).toMatchObject({ code: 0 });
    const after = await allTexts(sql);
    const moved = Object.keys(before).filter((key) => after[key] !== before[key]);
    expect(moved.map((key) => [before[key], after[key]])).toEqual([
      [address, old],
      [address, old],
    ]);
  } finally {
    await sql.end();
    await close();
  }
});

it('leaves an address alone that somebody else is writing at that moment, says both, and goes on from theirs', async () => {
  const { blog, server1, close } = await wayInto(place);
  const [theirs, watcher] = [await connectSql(blog, server1), await connectSql(blog, server1)];
  const home = async () => (await watcher.query<RowDataPacket[]>("SELECT option_value FROM wp_options WHERE option_name = 'home'"))[0][0]?.['option_value'];
  const alone = 'http://somebody-else.example';
  try {
    const old = await home();
    await theirs.beginTransaction();
    await theirs.query("UPDATE wp_options SET option_value = ? WHERE option_name = 'home'", [alone]);
    // It reads what stood before, and then waits at the row that is being written.
    const refused = place.start(['setup', '--lab', '--yes', '--only', 'site-address'], real).ended;
    await untilWaiting(watcher);
    await theirs.commit();
    const { code, said } = await refused;
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/in this very moment/) });
    for (const value of [old, alone]) expect(said.replaceAll(/\s+/g, ' ')).toContain(String(value));
    expect(await home()).toBe(alone);
    expect(await place.run(['setup', '--lab', '--yes', '--only', 'site-address'], real)).toMatchObject({ code: 0 });
    expect(await home()).toBe(`http://${balancer.toLowerCase()}`);
    expect(await place.run(['undo', 'site-address', '--lab', '--yes'], real)).toMatchObject({ code: 0 });
    expect(await home()).toBe(alone);
  } finally {
    await Promise.all([theirs.end(), watcher.end()]);
    await close();
  }
});

/** Until a statement waits for another one's lock. */
async function untilWaiting(sql: Connection): Promise<void> {
  for (let [tries, seen] = [0, 0]; tries < 300; tries += 1) {
    const [rows] = await sql.query<RowDataPacket[]>('SHOW FULL PROCESSLIST');
    seen = rows.some(({ Info }) => String(Info).startsWith('UPDATE `wp_options`')) ? seen + 1 : 0;
    // One that is seen again and again is not just passing.
    if (seen === 3) return;
    await pause(100);
  }
  throw new Error('nobody waits');
}

/** What undo will give back, as the balancer's own tags remember it. */
async function addressBefore(): Promise<string> {
  const { elb } = await cloudOf(place);
  const { LoadBalancers: [found] = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const { TagDescriptions: [described] = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns: [found?.LoadBalancerArn ?? ''] }));
  return described?.Tags?.find(({ Key }) => Key === 'redundant-blog:home-before')?.Value ?? '';
}

/** Through PHP's own unserialize. */
const asPhpReads = (value: string): unknown =>
  JSON.parse(
    execFileSync('php', ['-r', 'echo json_encode(unserialize(stream_get_contents(STDIN)), JSON_THROW_ON_ERROR);'], { input: value, encoding: 'utf8' }),
  );

const screenshot = (name: string) => join(process.env['REDUNDANT_BLOG_SCREENSHOTS'] ?? tmpdir(), `redundant-blog-${name}.png`);

async function logIn(page: Page, origin: string, name: string, password: string): Promise<void> {
  await page.go(`${origin}/wp-login.php`);
  await page.ask(
    `document.querySelector('#user_login').value = ${JSON.stringify(name)}, document.querySelector('#user_pass').value = ${JSON.stringify(password)}, document.querySelector('#wp-submit').click()`,
  );
  expect(await page.until("document.querySelector('#wpadminbar') !== null"), String(await page.ask('document.body.innerText'))).toBe(true);
}
