import type { Instance } from '@aws-sdk/client-ec2';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findServers, serverName } from '../../src/aws/find/servers.ts';
import type { SiteAddress } from '../../src/blog/database.ts';
import type { Prompts } from '../../src/ui/prompts.ts';
import { plantOldRows, planted, widgets } from '../support/old-rows.ts';
import { allTexts, connectSql } from '../support/sql.ts';
import { scriptedPrompts } from '../support/prompts.ts';
import { serialised } from '../blog/php-values.ts';
import { sharedBench, stepNamed, type Wizard, type WizardOptions } from './bench.ts';

const bench = sharedBench();
const step = stepNamed('site-address');
let sql: Connection;
let old: SiteAddress;
let before: Readonly<Record<string, string>>;

let heard = 0;
const rowEvents = () =>
  bench()
    .say.events.slice(heard)
    .filter(({ type }) => type === 'rows')
    .map(({ table, column, rows, left, rewritten }) => ({ table, column, rows, left, rewritten }));

async function undo(wizard: Wizard): Promise<void> {
  wizard.aws.forget();
  await step.undo(await wizard.context('site-address'));
  await wizard.ports.journal.note({ type: 'undone', step: 'site-address' });
}

describe.sequential('other rows that carry the old address', { shuffle: false, timeout: 60_000 }, () => {
  beforeAll(async () => {
    const wizard = bench().wizard();
    await wizard.walk({ until: 'load-balancer' });
    const server = await server1(wizard);
    sql = await connectSql(wizard.blog, server);
    old = await wizard.blog.database(server, (database) => database.address());
    await plantOldRows(sql, old.home);
    before = await allTexts(sql);
  }, 120_000);
  afterAll(() => sql.end());

  test('are listed and left alone unless somebody asks for more; what stands in posts is no fault of the move', async () => {
    heard = bench().say.events.length;
    const wizard = bench().wizard();
    expect(await wizard.walk({ only: 'site-address' })).toBe('ok');
    expect(rowEvents()).toEqual(planted.map((place) => ({ ...place, rewritten: false })));
    expect({ ...(await allTexts(sql)), ...addressRows(before) }).toEqual(before);
    await undo(wizard);
    expect(await allTexts(sql)).toEqual(before);
  });

  test('are rewritten after a yes, guids and broken values left alone; undone, every text is as it was, to the letter', async () => {
    heard = bench().say.events.length;
    const asked: string[] = [];
    const wizard = bench().wizard({ prompts: yes(asked) });
    expect(await wizard.walk({ only: 'site-address' })).toBe('ok');
    expect(asked).toEqual([expect.stringMatching(/^Give the new address to these 4.*false$/)]);
    expect(rowEvents()).toEqual(planted.map((place) => ({ ...place, rewritten: true })));
    const after = await allTexts(sql);
    const address = await homeNow(wizard);
    expect(after['wp_options.option_value.9001']).toBe(serialised(widgets(address)));
    expect(after['wp_posts.guid.9001']).toBe(before['wp_posts.guid.9001']);
    expect(after['wp_posts.post_content.9001']).toContain(`src="${address}/wp-content/a.png"`);
    expect(after['wp_posts.post_content.9001']).toContain(`${old.home}0 and ${address}.`);
    expect(after['wp_postmeta.meta_value.9002']).toBe(before['wp_postmeta.meta_value.9002']);
    await undo(bench().wizard());
    expect(await allTexts(sql)).toEqual(before);
  });

  test.each(['sql:move-address', 'sql:rewrite-rows', 'elasticloadbalancing:AddTags'])(
    'are rewritten once, and come back, when the run is cut short at %s',
    async (op) => {
      for (const moment of ['before', 'after'] as const) {
        await expect(
          bench()
            .wizard({ prompts: yes([]), around: cutAt(op, moment) })
            .walk({ only: 'site-address' }),
        ).rejects.toThrow('cut');
        const wizard = bench().wizard({ prompts: yes([]) });
        expect(await wizard.walk({ only: 'site-address' })).toBe('ok');
        const address = await homeNow(wizard);
        expect((await allTexts(sql))['wp_options.option_value.9001']).toBe(serialised(widgets(address)));
        await undo(bench().wizard());
        expect(await allTexts(sql)).toEqual(before);
      }
    },
  );

  test('stay as they are where the new address is too long for their column', async () => {
    const wizard = bench().wizard();
    const long = { from: [old.home], to: `http://${'x'.repeat(190)}.example` };
    const rewrite = async (move: typeof long) => wizard.blog.database(await server1(wizard), (database) => database.rewriteRows(move));
    const [comments, ...others] = planted;
    expect(await rewrite(long)).toEqual([{ ...comments, left: 1 }, ...others]);
    expect((await allTexts(sql))['wp_comments.comment_author_url.9001']).toBe(`${old.home}/about/`);
    await rewrite({ from: [long.to], to: old.home });
    expect(await allTexts(sql)).toEqual(before);
  });
});

/** Somebody who agrees to everything. */
const yes = (asked: string[]): Prompts => ({
  ...scriptedPrompts(),
  select: async ({ default: usual }) => usual as never,
  confirm: async ({ message, default: usual }) => {
    asked.push(`${message} ${String(usual)}`);
    return true;
  },
});

/** As if the process had ended at the first change of this kind, before or after it had its effect. */
function cutAt(op: string, moment: 'before' | 'after'): NonNullable<WizardOptions['around']> {
  return async (intent, act) => {
    if (intent.op !== op) return act();
    if (moment === 'after') await act();
    throw new Error('cut');
  };
}

async function server1(wizard: Wizard): Promise<Instance> {
  const found = (await findServers(wizard)).find((one) => serverName(one) === 'Web Server1');
  if (found === undefined) throw new Error('no Web Server1');
  return found;
}

async function homeNow(wizard: Wizard): Promise<string> {
  const finding = await wizard.finding('site-address');
  if (finding.state !== 'done') throw new Error('not done');
  return (finding.output as { address: string }).address;
}

/** The rows of the address itself are the step's own. */
const addressRows = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).filter(([place, value]) => place.startsWith('wp_options.') && (value === old.home || value === old.siteurl)));
