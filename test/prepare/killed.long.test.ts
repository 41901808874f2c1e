import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpAddress } from '../../src/blog/reach.ts';
import type { Kind } from '../../src/lab/world.ts';
import { preparation } from '../../src/preparation.ts';
import { undoAll } from '../../src/runner.ts';
import { openBench, type Bench } from '../steps/bench.ts';
import { dyingEverywhere, type Memory } from '../steps/dying.ts';

let dir: string;
let bench: Bench;

const rows = (kind: Kind) => bench.lab.home.table(kind).all();

/** How many there are of everything; terminated servers and Amazon's own image are nobody's. */
const counted = () => ({
  networks: rows('vpc').length,
  subnets: rows('subnet').length,
  gateways: rows('internetGateway').length,
  routeTables: rows('routeTable').length,
  keyPairs: rows('keyPair').length,
  groups: rows('securityGroup').length,
  rules: rows('securityGroupRule').length,
  subnetGroups: rows('dbSubnetGroup').length,
  databases: rows('dbInstance').length,
  servers: bench.lab.home
    .table('instance')
    .all()
    .filter(({ State }) => State?.Name !== 'terminated').length,
  interfaces: rows('networkInterface').length,
  disks: rows('volume').length,
});

describe.each<Memory>(['kept', 'lost each time'])('killed at every change, before it is sent and after it had its effect, the journal %s,', (memory) => {
  describe.sequential('once at each', { shuffle: false, timeout: 240_000 }, () => {
    beforeAll(async () => {
      dir = mkdtempSync(join(tmpdir(), 'prepare-killed-'));
      bench = await openBench(dir, 600, { empty: true, steps: preparation });
    }, 60_000);
    afterAll(async () => {
      await bench.close();
      rmSync(dir, { recursive: true, force: true });
    });

    test('prepare ends with one of everything, and a blog that answers', async () => {
      const points = await dyingEverywhere(bench, memory, async (wizard) => expect(await wizard.walk()).toBe('ok'));
      expect(points.length).toBeGreaterThan(40);
      expect(counted()).toEqual({
        networks: 1,
        subnets: 4,
        gateways: 1,
        routeTables: 2,
        keyPairs: 1,
        groups: 3,
        rules: 8,
        subnetGroups: 1,
        databases: 1,
        servers: 1,
        interfaces: 1,
        disks: 1,
      });
      const [server] = bench.lab.home.table('instance').all();
      const page = await bench.wizard().blog.get(`${server === undefined ? '' : httpAddress(server)}/`);
      expect(page).toMatchObject({ kind: 'answer', status: 200, body: expect.stringContaining('Hello world!') });
    });

    test('and taken down, with nothing left', async () => {
      const points = await dyingEverywhere(bench, memory, (wizard) => undoAll(wizard.ports));
      expect(points.length).toBeGreaterThan(15);
      expect(
        Object.values(counted()).every((count) => count === 0),
        JSON.stringify(counted()),
      ).toBe(true);
    });
  });
});
