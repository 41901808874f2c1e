import { createServer, get, request, type IncomingHttpHeaders, type RequestListener, type RequestOptions, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { CreateSecurityGroupCommand, AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { ModifyTargetGroupCommand, type TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach } from 'vitest';
import { createBalancers, type BalancerPorts } from '../../../src/lab/balancer/index.ts';
import { admits } from '../../../src/lab/machines/admits.ts';
import type { Network } from '../../../src/lab/reality.ts';
import { present, scene } from '../elbv2/scene.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Patience in real time, short enough for a test. */
const floors = { checkTimeoutMs: 60, checkIntervalMs: 5, connectMs: 30, answerMs: 120 };

/**
 * LB-1 before TG-1 with Web Server1 and a second server in it, whose processes are small servers of this test.
 * `serve` says what a server answers; a server that was never told refuses connections.
 */
export async function balanced(ports: Partial<BalancerPorts> = {}) {
  const found = await scene();
  const { lab } = found;
  const world = lab.lab.home;
  const processes = new Map<string, Server>();
  const network: Network = {
    admits,
    connect: async (inWorld, source, host, port) => {
      const instance = present(
        inWorld
          .table('instance')
          .all()
          .find((row) => row.PrivateIpAddress === host),
      );
      const groups = (instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId ?? '');
      if (!admits(inWorld, groups, port, source)) throw failed('ETIMEDOUT');
      return dial(processes.get(instance.id));
    },
  };
  const balancers = createBalancers({ network, floors, ...ports });
  ends.push(() => balancers.close());

  const second = present((await found.runServer({ SubnetId: found.subnet('public-subnet-2'), SecurityGroupIds: [found.webGroup] })).InstanceId);
  await lab.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId: await balancerGroup(), CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }),
  );
  await lab.advance(60_000);
  const group = await found.makeTargets({ HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 5, HealthyThresholdCount: 2 });
  const balancer = await found.makeBalancer({ SecurityGroups: [await balancerGroup()] });
  const port = await freePort();
  world.table('loadBalancer').edit(present(balancer.LoadBalancerArn), (row) => void (row.publishedPort = port));
  await found.listen(balancer, group);

  async function balancerGroup(): Promise<string> {
    const known = world
      .table('securityGroup')
      .all()
      .find((row) => row.GroupName === 'LB-SG-1')?.id;
    return known ?? present((await lab.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'LB-SG-1', VpcId: found.vpcId }))).GroupId);
  }

  const follow = async () => {
    balancers.follow(world);
    await balancers.settled();
  };
  /** Lets AWS time pass, and what checks there are in it. */
  const pass = async (awsMs: number) => {
    const steps = Math.max(1, Math.ceil(awsMs / 10_000));
    for (let step = 0; step < steps; step += 1) {
      await lab.advance(awsMs / steps);
      await follow();
      await real(8);
    }
  };
  return {
    ...found,
    world,
    second,
    group,
    balancer,
    port,
    balancers,
    follow,
    pass,
    balancerGroup,
    serve: async (instanceId: string, answer: RequestListener) => {
      await stop(processes.get(instanceId));
      processes.set(instanceId, await listening(createServer(answer)));
      ends.push(() => stop(processes.get(instanceId)));
    },
    crash: async (instanceId: string) => {
      await stop(processes.get(instanceId));
      processes.delete(instanceId);
    },
    stateOf: (instanceId: string) => balancers.targetHealth(world, present(group.TargetGroupArn), instanceId, 80),
    /** As a call is told for whom reads lag: it looks at a view of the world. */
    stateInView: (instanceId: string) => balancers.targetHealth({ ...world }, present(group.TargetGroupArn), instanceId, 80),
    tune: (more: object) => lab.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn: group.TargetGroupArn, ...more })),
    ask: (options: RequestOptions = {}, body = '') => ask({ host: '127.0.0.1', port, agent: false, ...options }, body),
  };
}

export type Group = TargetGroup;

/** A server that answers everything with its name. */
export const named =
  (name: string): RequestListener =>
  (_request, response) => {
    response.setHeader('X-Served-By', name);
    response.end(name);
  };

export const real = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function ask(options: RequestOptions, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = (options.method === undefined ? get : request)(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const failed = (code: string) => Object.assign(new Error(code), { code });

function dial(server: Server | undefined): ReturnType<Network['connect']> {
  if (server === undefined) return Promise.reject(failed('ECONNREFUSED'));
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(socket));
    socket.once('error', reject);
  });
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function stop(server: Server | undefined): Promise<void> {
  if (server === undefined || !server.listening) return;
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
