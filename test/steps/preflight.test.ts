import { DescribeTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { findServers, serverName } from '../../src/aws/find/servers.ts';
import { scriptedPrompts } from '../support/prompts.ts';
import { sharedBench, stepNamed, type Wizard } from './bench.ts';

const bench = sharedBench();
const preflight = stepNamed('preflight');

async function server1(wizard: Wizard) {
  const server = (await findServers(wizard)).find((one) => serverName(one) === 'Web Server1');
  if (server === undefined) throw new Error('no Web Server1');
  return server;
}

/** Does something to the server, looks what preflight says, and takes it back. */
async function withScript(script: string, back: string, expected: object): Promise<void> {
  const wizard = bench().wizard();
  const shell = await wizard.blog.shell(await server1(wizard));
  expect(await shell.run(script)).toMatchObject({ code: 0 });
  try {
    await expect(attempt(wizard)).rejects.toMatchObject(expected);
  } finally {
    await shell.run(back);
  }
  expect(await wizard.finding('preflight')).toEqual({ state: 'todo' });
}

async function attempt(wizard: Wizard): Promise<void> {
  const ctx = await wizard.context('preflight');
  await preflight.change(ctx, await preflight.ask(ctx));
}

const config = '/var/www/html/wp-config.php';
const back = `cp -p /tmp/kept.php ${config}`;
const edited = (sed: string) => `cp -p ${config} /tmp/kept.php && sed ${sed} /tmp/kept.php > /tmp/new.php && cat /tmp/new.php > ${config}`;

describe.sequential('preflight', { shuffle: false, timeout: 60_000 }, () => {
  test('finds all of the base by role, without a question, and changes nothing by looking', async () => {
    const wizard = bench().wizard({ prompts: scriptedPrompts() });
    const server = await server1(wizard);
    const ctx = await wizard.context('preflight');
    expect(await preflight.ask(ctx)).toEqual({
      server1: server.InstanceId,
      subnet2: expect.stringMatching(/^subnet-/),
      webGroup: expect.stringMatching(/^sg-/),
      database: 'database-1',
    });
    expect(await wizard.finding('preflight')).toEqual({ state: 'todo' });
    expect(wizard.aws.calls.changes).toBe(0);
  });

  test('asks when two servers have the name', async () => {
    const other = bench().lab.home.table('instance').all()[0];
    const twin = { ...other, id: 'i-0000000000000twin', InstanceId: 'i-0000000000000twin', State: { Name: 'stopped' as const } };
    bench()
      .lab.home.table('instance')
      .put(twin as NonNullable<typeof other>);
    try {
      const wizard = bench().wizard();
      const candidates: string[] = [];
      const asking = {
        ...scriptedPrompts(),
        select: async <Value>(question: { readonly choices: readonly { readonly value: Value; readonly name: string }[] }) => {
          candidates.push(...question.choices.map((choice) => choice.name));
          const [first] = question.choices;
          if (first === undefined) throw new Error('nothing to choose');
          return first.value;
        },
      };
      // The twin stands behind the same firewall, so the choice made, preflight stops.
      await expect(preflight.ask({ ...(await wizard.context('preflight')), prompts: asking })).rejects.toMatchObject({ code: 'preflight-blocked' });
      expect(candidates).toHaveLength(2);
    } finally {
      bench().lab.home.table('instance').remove('i-0000000000000twin');
    }
  });

  test.each(['WP_HOME', 'WP_SITEURL', 'RELOCATE'])('is stopped by %s in wp-config.php', async (name) => {
    await withScript(edited(`-e "1s|$| define( '${name}', 'http://203.0.113.9' );|"`), back, {
      code: 'address-fixed-in-wp-config',
      values: [expect.stringMatching(/^i-/), name],
    });
  });

  test('is stopped by a DB_HOST that is not the endpoint of the database', async () => {
    await withScript(edited(`-e "s/'DB_HOST', *'[^']*'/'DB_HOST', 'localhost'/"`), back, { code: 'database-not-the-blogs' });
  });

  test('is stopped by a web server that does not start by itself', async () => {
    await withScript('systemctl disable httpd', 'systemctl enable httpd', { code: 'web-server-not-enabled', values: [expect.any(String), 'httpd'] });
  });

  test('is stopped where there is no readme.html for the health check', async () => {
    await withScript('mv /var/www/html/readme.html /tmp/', 'mv /tmp/readme.html /var/www/html/', { code: 'health-page-missing' });
  });

  test('is stopped by a database in one zone, and by a cluster', async () => {
    const { home } = bench().lab;
    const wizard = bench().wizard();
    const database = home.table('dbInstance').all()[0];
    const group = database?.DBSubnetGroup;
    if (database === undefined || group === undefined) throw new Error('no base');
    const spoiled = async (spoil: () => void, mend: () => void) => {
      spoil();
      wizard.aws.forget();
      const failure = await attempt(wizard).then(
        () => 'nothing',
        (error: unknown) => (error instanceof Error ? error.message : 'what?'),
      );
      mend();
      return failure;
    };
    const edit = home.table('dbInstance').edit.bind(home.table('dbInstance'));
    expect(
      await spoiled(
        () => edit(database.id, (row) => void (row.DBSubnetGroup = { ...group, Subnets: group.Subnets?.slice(0, 1) })),
        () => edit(database.id, (row) => void (row.DBSubnetGroup = group)),
      ),
    ).toBe('database-in-one-zone');
    expect(
      await spoiled(
        () => edit(database.id, (row) => void (row.DBClusterIdentifier = 'cluster-1')),
        () => edit(database.id, (row) => void delete row.DBClusterIdentifier),
      ),
    ).toBe('database-is-cluster');
  });

  test('is stopped where the second subnet has no way to the internet', async () => {
    const table = bench()
      .lab.home.table('routeTable')
      .all()
      .find((one) => one.Routes?.some((route) => route.GatewayId?.startsWith('igw-')));
    if (table === undefined) throw new Error('no public table');
    const routes = table.Routes;
    bench()
      .lab.home.table('routeTable')
      .edit(table.id, (row) => void (row.Routes = routes?.filter((route) => !route.GatewayId?.startsWith('igw-'))));
    await expect(preflight.ask(await bench().wizard().context('preflight'))).rejects.toMatchObject({ code: 'no-second-public-subnet' });
    bench()
      .lab.home.table('routeTable')
      .edit(table.id, (row) => void (row.Routes = routes));
  });

  test('puts its tags on the first server, which are enough for another machine; twice is fine; undone they are gone', async () => {
    const wizard = bench().wizard();
    await attempt(wizard);
    await attempt(wizard);
    const found = await bench().wizard({ forgetful: true }).finding('preflight');
    expect(found).toMatchObject({
      state: 'done',
      output: { database: { identifier: 'database-1' }, subnets: [{ zone: 'ap-northeast-1a' }, { zone: 'ap-northeast-1c' }] },
    });
    const ctx = await wizard.context('preflight');
    await preflight.undo(ctx);
    wizard.aws.forget();
    await preflight.undo(ctx);
    expect(await wizard.finding('preflight')).toEqual({ state: 'todo' });
    const { Tags = [] } = await bench().hand.ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-type', Values: ['instance'] }] }));
    expect(Tags.map((tag) => tag.Key).filter((key) => key?.startsWith('redundant-blog:') && !key.startsWith('redundant-blog:lab:'))).toEqual([]);
  });

  test('by hand, its commands name what it found', async () => {
    const ctx = await bench().wizard().context('preflight');
    const { commands } = await preflight.byHand(ctx, await preflight.ask(ctx));
    expect(commands.join('\n')).toContain('Key=redundant-blog:run,Value=0badcafe');
    expect(commands.join('\n')).not.toContain('…');
  });
});
