import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeRouteTablesCommand,
  GetConsoleOutputCommand,
  RebootInstancesCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { afterEach, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';
import { eventually, get, login, once, outcome, published, server } from './reach.ts';
import { testKey } from '../../support/keys.ts';

const run = promisify(execFile);

const labs: LabForTest[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

async function base(options: Parameters<typeof labForTest>[0] = {}): Promise<LabForTest> {
  const lab = await labForTest({ reality: 'real', ...options });
  labs.push(lab);
  await lab.lab.settled();
  return lab;
}

/** The instance once it is in this state and what runs agrees. */
async function inState(lab: LabForTest, state: string, name?: string): Promise<Instance> {
  const instance = await eventually(
    () => server(lab, name),
    (one) => one.State?.Name === state,
  );
  expect(instance.State?.Name).toBe(state);
  await lab.lab.settled();
  return instance;
}

const ids = (instance: Instance) => ({ InstanceIds: [instance.InstanceId ?? ''] });
const fromEverywhere = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

describe('a server', () => {
  it('is really away while it is stopped, and comes back elsewhere with its disk and its host key', async () => {
    const lab = await base();
    const before = await server(lab);
    const key = (await login(lab, published(before, 22))).hostKey;
    await once(lab, published(before, 22), 'echo kept > /tmp/kept');
    await lab.ec2.send(new StopInstancesCommand(ids(before)));
    await inState(lab, 'stopped');
    expect(await Promise.all([outcome(published(before, 80)), outcome(published(before, 22))])).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
    await lab.ec2.send(new StartInstancesCommand(ids(before)));
    const after = await inState(lab, 'running');
    expect(published(after, 80)).not.toBe(published(before, 80));
    expect(await outcome(published(after, 80))).toBe(200);
    const { client, hostKey } = await login(lab, published(after, 22));
    client.end();
    expect(hostKey).toBe(key);
    expect((await once(lab, published(after, 22), 'cat /tmp/kept')).stdout).toBe('kept\n');
  });

  it('keeps its address over a reboot, but not its processes', async () => {
    const lab = await base();
    const instance = await server(lab);
    const { client } = await login(lab, published(instance, 22));
    const gone = new Promise<void>((resolve) => client.on('close', () => resolve()));
    client.on('error', () => {});
    await lab.ec2.send(new RebootInstancesCommand(ids(instance)));
    await gone;
    await lab.lab.settled();
    expect(
      await eventually(
        () => outcome(published(instance, 80)),
        (seen) => seen === 200,
      ),
    ).toBe(200);
  });

  it('prints the fingerprint of its host key on its console', async () => {
    const lab = await base();
    const instance = await server(lab);
    const { client, hostKey } = await login(lab, published(instance, 22));
    client.end();
    const said = await lab.ec2.send(new GetConsoleOutputCommand({ InstanceId: instance.InstanceId }));
    const text = Buffer.from(said.Output ?? '', 'base64').toString();
    expect(text).toMatch(/-----BEGIN SSH HOST KEY FINGERPRINTS-----[^]*-----END SSH HOST KEY FINGERPRINTS-----/);
    expect(text).toContain(`SHA256:${hostKey} `);
  });

  it('made from an image has the same blog, and a host key of its own', async () => {
    const lab = await base();
    const first = await server(lab);
    await once(lab, published(first, 22), 'echo mine > /var/www/html/mine.txt');
    const { ImageId = '' } = await lab.ec2.send(new CreateImageCommand({ InstanceId: first.InstanceId, Name: 'Web Server' }));
    await eventually(
      () => lab.ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] })),
      (found) => found.Images?.[0]?.State === 'available',
    );
    await lab.ec2.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId,
        InstanceType: 't3.micro',
        KeyName: 'my-key',
        NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: first.SubnetId, Groups: [first.SecurityGroups?.[0]?.GroupId ?? ''], AssociatePublicIpAddress: true }],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'Web Server2' }] }],
      }),
    );
    const second = await inState(lab, 'running', 'Web Server2');
    expect((await get(published(second, 80), '/mine.txt')).body).toBe('mine\n');
    expect(await outcome(published(second, 80))).toBe(200);
    const keys = await Promise.all([first, second].map(async (one) => login(lab, published(one, 22))));
    for (const { client } of keys) client.end();
    expect(new Set(keys.map(({ hostKey }) => hostKey)).size).toBe(2);
    expect((await once(lab, published(second, 22), 'hostname')).stdout.trim()).toBe(second.PrivateDnsName);
  });

  it('is started again when its process is killed', async () => {
    const lab = await base();
    const instance = await server(lab);
    process.kill(Number((await once(lab, published(instance, 22), 'echo $PPID')).stdout), 'SIGKILL');
    expect(
      await eventually(
        () => outcome(published(instance, 80)),
        (seen) => seen === 200,
      ),
    ).toBe(200);
  });
});

describe('a server and a database that nobody talks to', () => {
  it('have no process, and AWS says of them what it said before', async () => {
    const lab = await base();
    const before = await childrenOf(process.pid);
    const instance = await server(lab);
    const { InstanceStatuses } = await lab.ec2.send(new DescribeInstanceStatusCommand(ids(instance)));
    expect(InstanceStatuses?.[0]).toMatchObject({ InstanceState: { Name: 'running' }, InstanceStatus: { Status: 'ok' }, SystemStatus: { Status: 'ok' } });
    expect(lab.lab.home.table('dbInstance').all()[0]?.DBInstanceStatus).toBe('available');
    expect(await childrenOf(process.pid)).toEqual(before);
    expect(await outcome(published(instance, 80))).toBe(200);
    const awake = await childrenOf(process.pid);
    expect(awake.filter((pid) => !before.includes(pid))).toHaveLength(2);
  });

  it('let in the key that was sent to them while they were at rest', async () => {
    const lab = await base();
    const instance = await server(lab);
    const { public: publicKey, private: privateKey } = testKey();
    await lab.eic.send(new SendSSHPublicKeyCommand({ InstanceId: instance.InstanceId, InstanceOSUser: 'ec2-user', SSHPublicKey: publicKey }));
    const { client } = await login(lab, published(instance, 22), { privateKey });
    client.end();
  });
});

async function childrenOf(pid: number): Promise<string[]> {
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '--ppid', String(pid)]);
  return stdout.split('\n').filter((line) => /lab-(guest|database)/.test(line));
}

it('its servers and databases leave the processor to the daemon first, through which all of them are reached', async () => {
  const lab = await base();
  await outcome(published(await server(lab), 80));
  const { stdout } = await run('ps', ['-o', 'ni=,args=', '--ppid', String(process.pid)]);
  const niceness = stdout.split('\n').flatMap((line) => (/lab-(guest|database)/.test(line) ? [Number.parseInt(line, 10)] : []));
  expect(niceness.length).toBeGreaterThan(0);
  expect(Math.min(...niceness)).toBeGreaterThanOrEqual(constants.priority.PRIORITY_BELOW_NORMAL);
});

describe('a route to the internet gateway', () => {
  it('that is missing keeps the world outside from the server, and not the server from its database', async () => {
    const lab = await base();
    const instance = await server(lab);
    const { RouteTables = [] } = await lab.ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.subnet-id', Values: [instance.SubnetId ?? ''] }] }),
    );
    const table = RouteTables[0];
    const way = { RouteTableId: table?.RouteTableId, DestinationCidrBlock: '0.0.0.0/0' };
    const GatewayId = table?.Routes?.find((route) => route.DestinationCidrBlock === '0.0.0.0/0')?.GatewayId;
    await lab.ec2.send(new DeleteRouteCommand(way));
    await lab.lab.settled();
    expect(await outcome(published(instance, 80))).toBe('ECONNREFUSED');
    const { home } = lab.lab;
    const groupIds = instance.SecurityGroups?.map((group) => group.GroupId ?? '') ?? [];
    const endpoint = home.table('dbInstance').all()[0]?.Endpoint?.Address ?? '';
    (await home.reality.network.connect(home, { kind: 'inside', groupIds, privateIp: '10.0.0.9' }, endpoint, 3306)).destroy();
    await lab.ec2.send(new CreateRouteCommand({ ...way, GatewayId }));
    await lab.lab.settled();
    expect(await outcome(published(instance, 80))).toBe(200);
  });
});

describe('a security group', () => {
  it('closes and opens a port at once, and cuts nobody off who is in', async () => {
    const lab = await base();
    const instance = await server(lab);
    const GroupId = instance.SecurityGroups?.[0]?.GroupId;
    const open = connect(published(instance, 80), '127.0.0.1');
    await new Promise((resolve) => open.once('connect', resolve));
    await lab.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [fromEverywhere] }));
    await lab.lab.settled();
    expect(await outcome(published(instance, 80))).toBe('ECONNREFUSED');
    const { client } = await login(lab, published(instance, 22));
    client.end();
    const answered = new Promise<string>((resolve) => open.once('data', (said: Buffer) => resolve(said.toString())));
    open.write('GET /readme.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(await answered).toContain('200 OK');
    await lab.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [fromEverywhere] }));
    await lab.lab.settled();
    expect(await outcome(published(instance, 80))).toBe(200);
  });

  it('decides who reaches the database from inside, and nobody does from outside', async () => {
    const lab = await base();
    const { home } = lab.lab;
    const { network } = home.reality;
    const host = home.table('dbInstance').all()[0]?.Endpoint?.Address ?? '';
    const groupIds = (await server(lab)).SecurityGroups?.map((group) => group.GroupId ?? '') ?? [];
    const member = { kind: 'inside', groupIds, privateIp: '10.0.0.9' } as const;
    (await network.connect(home, member, host.toUpperCase(), 3306)).destroy();
    await expect(network.connect(home, { ...member, groupIds: [] }, host, 3306)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(network.connect(home, { kind: 'internet', address: '127.0.0.1' }, host, 3306)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(network.connect(home, member, host, 3307)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await expect(network.connect(home, member, 'nowhere.test', 80)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('a database', () => {
  it('that does not run is what WordPress says it is, and comes back', async () => {
    const lab = await base();
    const { home } = lab.lab;
    const port = published(await server(lab), 80);
    const become = async (status: string) => {
      home.table('dbInstance').edit(home.table('dbInstance').all()[0]?.id ?? '', (row) => (row.DBInstanceStatus = status));
      await lab.lab.worlds.changed(home);
      await lab.lab.settled();
    };
    await become('stopped');
    expect(await get(port)).toMatchObject({ status: 500, body: expect.stringContaining('Error establishing a database connection') });
    expect(await outcome(port, '/readme.html')).toBe(200);
    await become('available');
    expect(await outcome(port)).toBe(200);
  });

  it('whose engine moves to another boot loses nothing that was written', async () => {
    const lab = await base();
    const { home } = lab.lab;
    const instance = await server(lab);
    const [database] = home.table('dbInstance').all();
    const sql = (text: string) =>
      once(lab, published(instance, 22), `mysql -h ${database?.Endpoint?.Address} -u wordpress -p'${database?.masterUserPassword}' wordpress -Ne "${text}"`);
    expect(await sql("UPDATE wp_options SET option_value = 'Moved' WHERE option_name = 'blogname'")).toMatchObject({ code: 0 });
    // The blog keeps a connection to the engine that is about to go.
    expect(await outcome(published(instance, 80))).toBe(200);
    home.table('dbInstance').edit(database?.id ?? '', (row) => (row.boot += 1));
    await lab.lab.worlds.changed(home);
    await lab.lab.settled();
    expect((await get(published(instance, 80))).body).toContain('Moved');
  });
});

describe('a lab that ends', () => {
  it('takes its processes with it, and has everything where it was when it starts again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-'));
    try {
      const before = await labForTest({ reality: 'real', dir });
      await before.lab.settled();
      const port = published(await server(before), 80);
      const guest = Number((await once(before, published(await server(before), 22), 'echo $PPID')).stdout);
      await before.close();
      expect(await outcome(port)).toBe('ECONNREFUSED');
      expect(() => process.kill(guest, 0)).toThrow();
      const after = await labForTest({ reality: 'real', dir });
      await after.lab.settled();
      expect(published(await server(after), 80)).toBe(port);
      expect(await outcome(port)).toBe(200);
      await after.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a disk', () => {
  it('is copied whole, replacing what was there, and removed', async () => {
    const lab = await base();
    const { home } = lab.lab;
    const { disks } = home.reality;
    const [instance] = home.table('instance').all();
    await disks.copy(home, instance?.id ?? '', 'a/b');
    await disks.copy(home, instance?.id ?? '', 'a/b');
    expect(readFileSync(join(disks.path(home, 'a/b'), 'var/www/html/index.php'), 'utf8')).toContain('wp-blog-header.php');
    await disks.remove(home, 'a/b');
    await disks.remove(home, 'a/b');
    expect(() => readFileSync(join(disks.path(home, 'a/b'), 'var/www/html/index.php'))).toThrow(/ENOENT/);
  });
});
