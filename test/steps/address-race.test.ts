import type { Instance } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findServers, serverName } from '../../src/aws/find/servers.ts';
import type { SiteAddress } from '../../src/blog/database.ts';
import { UserError } from '../../src/errors.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { connectSql } from '../support/sql.ts';
import { sharedBench, stepNamed, type Wizard, type WizardOptions } from './bench.ts';

const bench = sharedBench();
const step = stepNamed('site-address');
const theirs = 'http://somebody-else.example';
let sql: Connection;
let old: SiteAddress;

const set = (name: keyof SiteAddress, value: string) => sql.query('UPDATE wp_options SET option_value = ? WHERE option_name = ?', [value, name]);

async function stands(): Promise<SiteAddress> {
  const [rows] = await sql.query<RowDataPacket[]>("SELECT option_name, option_value FROM wp_options WHERE option_name IN ('siteurl', 'home')");
  const value = (name: string) => String(rows.find((row) => row['option_name'] === name)?.['option_value']);
  return { siteurl: value('siteurl'), home: value('home') };
}

async function failureOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof UserError) return error;
  throw new Error(`not refused: ${String(error)}`);
}

/** Lets somebody else in after the step has read the rows and before it writes them. */
const between =
  (change: (act: () => Promise<unknown>) => Promise<unknown>): NonNullable<WizardOptions['around']> =>
  (intent, act) =>
    intent.op === 'sql:move-address' ? change(act) : act();

async function undo(wizard: Wizard): Promise<void> {
  wizard.aws.forget();
  await step.undo(await wizard.context('site-address'));
  await wizard.ports.journal.note({ type: 'undone', step: 'site-address' });
}

// Each begins where the one before it ends: at the old address.
describe.sequential('an address that somebody else changes between the look and the write', { shuffle: false, timeout: 60_000 }, () => {
  beforeAll(async () => {
    const wizard = bench().wizard();
    await wizard.walk({ until: 'load-balancer' });
    const server = await server1(wizard);
    sql = await connectSql(wizard.blog, server);
    old = await stands();
  }, 120_000);
  afterAll(() => sql.end());

  test.each(['siteurl', 'home'] as const)('is theirs: %s is left as it is, and so is the other one; both values are told', async (name) => {
    const around = between(async (act) => (await set(name, theirs), act()));
    const refused = await failureOf(bench().wizard({ around }).walk({ only: 'site-address' }));
    const now = { ...old, [name]: theirs };
    expect(await stands()).toEqual(now);
    expect(refused).toMatchObject({ code: 'address-changed-meanwhile', values: [old.siteurl, old.home, now.siteurl, now.home] });
    for (const words of [en, ja]) {
      const { what } = words.failures['address-changed-meanwhile'](old.siteurl, old.home, now.siteurl, now.home);
      for (const value of [old[name], theirs]) expect(what).toContain(value);
    }
    await set(name, old[name]);
  });

  test('is theirs too when they had begun to write before and finish after', async () => {
    const around = between(async (act) => {
      await sql.beginTransaction();
      await set('home', theirs);
      const acting = act();
      await sql.query('SELECT 1');
      await sql.commit();
      return acting;
    });
    expect((await failureOf(bench().wizard({ around }).walk({ only: 'site-address' }))).code).toBe('address-changed-meanwhile');
    expect(await stands()).toEqual({ ...old, home: theirs });
  });

  test.each(['on the balancer', 'in the journal'])('is gone on from by the same command, and is what undo gives back, remembered %s', async (where) => {
    const begun = await stands();
    expect(begun.home).toBe(theirs);
    expect(await bench().wizard().walk({ only: 'site-address' })).toBe('ok');
    expect((await stands()).home).toMatch(/^http:\/\/lb-1-\d+\..*\.elb\.localhost:\d+$/);
    if (where === 'in the journal') await forgetOnBalancer();
    await undo(bench().wizard());
    expect(await stands()).toEqual(begun);
  });

  test('is not overwritten on the way back either', async () => {
    expect(await bench().wizard().walk({ only: 'site-address' })).toBe('ok');
    const { siteurl } = await stands();
    const around = between(async (act) => (await set('home', 'http://a-third.example'), act()));
    const wizard = bench().wizard({ around });
    expect((await failureOf(undo(wizard))).values).toEqual([siteurl, siteurl, siteurl, 'http://a-third.example']);
    expect(await stands()).toEqual({ siteurl, home: 'http://a-third.example' });
  });
});

async function forgetOnBalancer(): Promise<void> {
  const { elb } = bench().hand;
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const ResourceArns = LoadBalancers.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []);
  await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ['redundant-blog:siteurl-before', 'redundant-blog:home-before'] }));
}

async function server1(wizard: Wizard): Promise<Instance> {
  const found = (await findServers(wizard)).find((one) => serverName(one) === 'Web Server1');
  if (found === undefined) throw new Error('no Web Server1');
  return found;
}
