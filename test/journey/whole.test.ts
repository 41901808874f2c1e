import { AuthorizeSecurityGroupIngressCommand, DescribeSecurityGroupsCommand, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepIds } from '../../src/commands/step-ids.ts';
import { addressOfBalancer, addressOfServer, cloudOf, get, inventory, type Cloud } from '../support/cloud.ts';
import { newPlace, type Ended, type Event } from '../support/program.ts';

const place = newPlace();
const minutes = 60_000;
let cloud: Cloud;
let base: Awaited<ReturnType<typeof inventory>>;
let first: { readonly ended: Ended; readonly events: readonly Event[] };

const singlePointsNow = async () => (await place.events(['status', '--lab'])).events.find(({ type }) => type === 'status')?.['singlePoints'];

// One journey, then what it promises, in the order in which it would be used: so these tests stand in a row.
describe.sequential('the whole journey in the lab', { shuffle: false, timeout: 4 * minutes }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up']);
    cloud = await cloudOf(place);
    base = await inventory(cloud);
    first = await place.events(['setup', '--lab', '--yes']);
  }, 4 * minutes);
  afterAll(() => place.clear());

  test('ends well, in less than 90 seconds', () => {
    expect({ code: first.ended.code, said: first.ended.stderr }).toEqual({ code: 0, said: first.ended.stderr });
    expect(first.ended.ms).toBeLessThan(90_000);
  });

  test('proves every step from outside', () => {
    const claims = first.events.filter(({ type }) => type === 'claim');
    expect(claims.filter(({ held }) => held !== 'yes')).toEqual([]);
    expect([...new Set(claims.map(({ step }) => step))].toSorted()).toEqual([...stepIds].toSorted());
  });

  test('shows the blog before with its single points of failure, and after without any', () => {
    expect(first.ended.stderr).toMatch(/\(!\) SINGLE/);
    expect(first.ended.stderr).toMatch(/A server, the database or a whole zone may fail now/);
    expect(first.ended.stderr.split('\n').filter((line) => /^[+|]/.test(line) && line.length > 80)).toEqual([]);
  });

  test('leaves exactly one of everything', async () => {
    expect(await inventory(cloud)).toEqual({
      ...base,
      servers: ['Web Server1 running', 'Web Server2 running'],
      images: ['Web Server'],
      snapshots: base.snapshots + 1,
      groups: [...base.groups, 'LB-SG-1'].toSorted(),
      balancers: ['LB-1'],
      targets: ['TG-1'],
      databases: ['database-1 Multi-AZ'],
    });
  });

  test('readers meet both servers through the load balancer, and neither directly', async () => {
    const entrance = await addressOfBalancer(cloud);
    const met = new Set<string | undefined>();
    for (let visit = 0; visit < 8; visit++) {
      const page = await get(entrance);
      if ('servedBy' in page) met.add(page.servedBy);
    }
    expect([...met].toSorted()).toEqual(['Web Server1', 'Web Server2']);
    for (const name of ['Web Server1', 'Web Server2']) expect(await get(await addressOfServer(cloud, name))).toHaveProperty('refused');
  });

  test('run again it changes nothing, in at most 20 calls', async () => {
    const { ended, events } = await place.events(['setup', '--lab', '--yes']);
    expect(ended.code).toBe(0);
    const calls = events.find(({ type }) => type === 'end')?.['calls'] as { reads: number; changes: number };
    expect(calls.changes).toBe(0);
    expect(calls.reads).toBeLessThanOrEqual(20);
    expect(ended.ms).toBeLessThan(6_000);
  });

  test('plan finds nothing to do, status no drift, and check all of it proved', async () => {
    const [plan, status, check] = [await place.events(['plan', '--lab']), await place.events(['status', '--lab']), await place.run(['check', '--lab'])];
    expect(plan.events.find(({ type }) => type === 'plan')?.['open']).toEqual([]);
    expect(status.ended.code).toBe(0);
    expect(status.events.find(({ type }) => type === 'status')).toMatchObject({ begun: true, drifted: [], singlePoints: [] });
    expect({ code: check.code, said: check.said }).toEqual({ code: 0, said: check.said });
  });

  test('a firewall that somebody opens again is drift, and setup closes it', async () => {
    const { SecurityGroups = [] } = await cloud.ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['web-sg'] }] }));
    const open = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: SecurityGroups[0]?.GroupId, IpPermissions: [open] }));
    const status = await place.events(['status', '--lab']);
    expect(status.ended.code).toBe(6);
    expect(status.events.find(({ type }) => type === 'status')?.['drifted']).toEqual(['web-firewall']);
    expect((await place.run(['setup', '--lab', '--yes'])).code).toBe(0);
    expect((await place.run(['status', '--lab'])).code).toBe(0);
  });

  test('an entrance that lets nobody in is a single point of failure, one that only goes over to HTTPS is none', async () => {
    const { SecurityGroups = [] } = await cloud.ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['LB-SG-1'] }] }));
    const { GroupId, IpPermissions } = SecurityGroups[0] ?? {};
    await cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(await singlePointsNow()).toEqual([{ kind: 'shutBalancer', subject: 'LB-1' }]);
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await cloud.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [https] }));
    expect(await singlePointsNow()).toEqual([]);
    await cloud.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [https] }));
    expect((await place.run(['setup', '--lab', '--yes'])).code).toBe(0);
    expect(await singlePointsNow()).toEqual([]);
  });

  test('one step is taken back and done again', async () => {
    const undone = await place.run(['undo', 'web-firewall', '--lab', '--yes']);
    expect({ code: undone.code, said: undone.said }).toEqual({ code: 0, said: undone.said });
    expect(await get(await addressOfServer(cloud, 'Web Server2'))).toMatchObject({ status: 200 });
    expect((await place.run(['check', 'web-firewall', '--lab'])).code).toBe(1);
    expect((await place.run(['setup', '--lab', '--yes'])).code).toBe(0);
    expect(await get(await addressOfServer(cloud, 'Web Server2'))).toHaveProperty('refused');
  });

  test('finish by itself deletes nothing, and --yes does not either', async () => {
    const before = await inventory(cloud);
    const { code, said } = await place.run(['finish', '--lab', '--yes']);
    expect({ code, said }).toEqual({ code: 0, said });
    expect(said).toMatch(/--everything/);
    expect(await inventory(cloud)).toEqual(before);
  });

  test('finish --everything leaves the base and nothing else, and the blog answers as it did', async () => {
    const { code, said } = await place.run(['finish', '--everything', '--lab', '--yes']);
    expect({ code, said }).toEqual({ code: 0, said });
    expect(await inventory(cloud)).toEqual(base);
    const server1 = await addressOfServer(cloud, 'Web Server1');
    const page = await get(server1);
    expect(page).toMatchObject({ status: 200, servedBy: undefined });
    expect('body' in page ? page.body : '').toContain(`http://${server1}`);
  });
});
