import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRules, sourceOf } from '../../src/aws/find/firewalls.ts';
import { findServers, groupIdsOf, serverName } from '../../src/aws/find/servers.ts';
import { servedBy } from '../../src/blog/probe.ts';
import { httpAddress } from '../../src/blog/reach.ts';
import { undoAll } from '../../src/runner.ts';
import { openBench, type Bench } from './bench.ts';
import { dyingEverywhere, type Memory } from './dying.ts';

let dir: string;
let bench: Bench;
let atFirst: Awaited<ReturnType<typeof base>>;

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

const ofARun = (tags: Tags) => tags?.some((tag) => tag.Key?.startsWith('redundant-blog:') && !tag.Key.startsWith('redundant-blog:lab:')) ?? false;

/** All that carries a run's tags, and what hangs on it; terminated and deregistered things are gone. */
function made() {
  const world = bench.lab.home;
  const servers = world
    .table('instance')
    .all()
    .filter((one) => one.State?.Name !== 'terminated' && ofARun(one.Tags));
  return {
    servers: servers.map((one) => one.State?.Name),
    images: world
      .table('image')
      .all()
      .filter((one) => one.State === 'available' && ofARun(one.Tags)).length,
    snapshots: world
      .table('snapshot')
      .all()
      .filter((one) => ofARun(one.Tags)).length,
    groups: world
      .table('securityGroup')
      .all()
      .filter((one) => ofARun(one.Tags))
      .map((one) => one.GroupName),
    targetGroups: world.table('targetGroup').all().length,
    balancers: world.table('loadBalancer').all().length,
    listeners: world.table('listener').all().length,
    databases: world
      .table('dbInstance')
      .all()
      .map((one) => `${one.MultiAZ === true ? 'two' : 'one'} ${ofARun(one.TagList) ? 'tagged' : 'plain'}`),
  };
}

/** What the journey changes at the base and must give back. */
async function base() {
  const wizard = bench.wizard();
  const server = (await findServers(wizard)).find((one) => serverName(one) === 'Web Server1');
  if (server === undefined) throw new Error('no Web Server1');
  const rules = (await Promise.all(groupIdsOf(server).map((id) => findRules(wizard, id)))).flat();
  return {
    address: await wizard.blog.database(server, (database) => database.address()),
    rules: rules.map((rule) => `${rule.FromPort} ${sourceOf(rule)} ${rule.Description ?? ''}`).toSorted(),
    served: servedBy(await wizard.blog.get(httpAddress(server) ?? '')),
  };
}

describe.each<Memory>(['kept', 'lost each time'])('killed at every change, before it is sent and after it had its effect, the journal %s,', (memory) => {
  describe.sequential('once at each', { shuffle: false, timeout: 300_000 }, () => {
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'steps-killed-'));
      bench = await openBench(dir);
      atFirst = await base();
    }, 60_000);
    afterAll(async () => {
      await bench.close();
      rmSync(dir, { recursive: true, force: true });
    });

    test('the journey ends with exactly one of everything, and one failover', async () => {
      const points = await dyingEverywhere(bench, memory, async (wizard) => expect(await wizard.walk()).toBe('ok'));
      expect(points.length).toBeGreaterThan(40);
      expect(made()).toEqual({
        servers: ['running', 'running'],
        images: 1,
        snapshots: 1,
        groups: expect.arrayContaining(['LB-SG-1', 'web-sg']),
        targetGroups: 1,
        balancers: 1,
        listeners: 1,
        databases: ['two tagged'],
      });
      const failovers = bench.lab.home
        .table('dbEvent')
        .all()
        .filter((event) => event.Message?.includes('failover completed'));
      expect(failovers).toHaveLength(1);
    });

    test('and on the way back, with nothing of it left', async () => {
      const points = await dyingEverywhere(bench, memory, (wizard) => undoAll(wizard.ports));
      expect(points.length).toBeGreaterThan(30);
      expect(made()).toEqual({ servers: [], images: 0, snapshots: 0, groups: [], targetGroups: 0, balancers: 0, listeners: 0, databases: ['one plain'] });
      expect(await base()).toEqual(atFirst);
    });
  });
});
