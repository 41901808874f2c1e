import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../../src/lab/server.ts';
import type { World } from '../../src/lab/world.ts';
import { inertReality } from '../lab/support/inert.ts';

/** A lab of records only, in a process of its own: `stage '{"instances":50,"groups":0,"targetGroups":0}'`. Says how to reach it, once. */
interface Size {
  readonly instances: number;
  readonly groups: number;
  readonly targetGroups: number;
}

const size = JSON.parse(process.argv[2] ?? '{}') as Size;
const dir = mkdtempSync(join(tmpdir(), 'lab-bench-'));
const lab = await startLab({ dir, port: 0, reality: inertReality, disks: false });
fill(lab.home, size);
await lab.worlds.changed(lab.home);
process.stdout.write(`${JSON.stringify({ ...lab.connection, pid: process.pid })}\n`);
process.stdin.resume().once('end', () => {
  rmSync(dir, { recursive: true, force: true });
  process.exit();
});

function fill(world: World, { instances, groups, targetGroups }: Size): void {
  copies(world, 'instance', 'i', instances, (row, id, at) => ({
    ...row,
    id,
    InstanceId: id,
    reservationId: world.newId('r'),
    Tags: [{ Key: 'Name', Value: `server-${at}` }],
  }));
  copies(world, 'securityGroup', 'sg', groups, (row, id, at) => ({ ...row, id, GroupId: id, GroupName: `group-${at}` }));
  for (let at = 0; at < targetGroups; at += 1) {
    const id = `arn:aws:elasticloadbalancing:${world.region}:${world.account}:targetgroup/group-${at}/${world.random(16, '0123456789abcdef')}`;
    world
      .table('targetGroup')
      .put({ id, TargetGroupArn: id, TargetGroupName: `group-${at}`, Protocol: 'HTTP', Port: 80, attributes: {}, tags: [], targets: [], draining: [] });
  }
}

/** Until there are `count`: copies of the first one that is there. */
function copies<Kind extends 'instance' | 'securityGroup'>(
  world: World,
  kind: Kind,
  prefix: string,
  count: number,
  copy: (
    row: ReturnType<ReturnType<typeof world.table<Kind>>['all']>[number],
    id: string,
    at: number,
  ) => ReturnType<ReturnType<typeof world.table<Kind>>['all']>[number],
): void {
  const table = world.table(kind);
  const [first] = table.all();
  if (first === undefined) return;
  for (let at = table.all().length; at < count; at += 1) table.put(copy(first, world.newId(prefix), at));
}
