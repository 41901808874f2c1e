import { Agent } from 'node:http';
import { connect } from 'node:net';
import { DeleteRouteCommand, DescribeRouteTablesCommand, RevokeSecurityGroupIngressCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { DeleteLoadBalancerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { balanced, named, real } from './scene.ts';

const minute = 60_000;

/** Both servers answer, are registered and healthy. */
async function standing() {
  const found = await balanced();
  await found.serve(found.webId, named('Web Server1'));
  await found.serve(found.second, named('Web Server2'));
  await found.register(found.group, found.webId, found.second);
  await found.pass(4 * minute);
  return found;
}

describe('a balancer', () => {
  it('sends to both servers in turn', async () => {
    const { ask } = await standing();
    const bodies = [];
    for (let times = 0; times < 4; times += 1) bodies.push((await ask()).body);
    expect(bodies.toSorted()).toEqual(['Web Server1', 'Web Server1', 'Web Server2', 'Web Server2']);
    expect(bodies[0]).not.toBe(bodies[1]);
  });

  it('refuses connections before it is active and after it is deleted', async () => {
    const { lab, ask, follow, pass, balancer } = await balanced();
    await follow();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pass(4 * minute);
    expect((await ask()).status).toBe(503);
    await lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer.LoadBalancerArn }));
    await follow();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('refuses connections that its security group does not admit', async () => {
    const { lab, ask, follow, balancerGroup } = await standing();
    await lab.ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId: await balancerGroup(), CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }),
    );
    await follow();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is reached while one of its subnets has a route to the internet gateway, and not when none has', async () => {
    const { lab, ask, follow } = await standing();
    const { RouteTables = [] } = await lab.ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'route.destination-cidr-block', Values: ['0.0.0.0/0'] }] }),
    );
    const took = await ask();
    for (const { RouteTableId } of RouteTables) await lab.ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }));
    await follow();
    expect(took.status).toBe(200);
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('keeps answering when one server is stopped, from the other', async () => {
    const { lab, webId, crash, ask, pass } = await standing();
    await lab.ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    await crash(webId);
    await pass(minute);
    const bodies = new Set<string>();
    for (let times = 0; times < 5; times += 1) bodies.add((await ask()).body);
    expect([...bodies]).toEqual(['Web Server2']);
  });

  it('answers 502 for a server that went down and was not yet found out', async () => {
    const { webId, crash, ask } = await standing();
    await crash(webId);
    const answers = [await ask(), await ask()];
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 502]);
    const own = answers.find(({ status }) => status === 502);
    expect(own?.headers.server).toBe('awselb/2.0');
    expect(own?.body).toContain('<h1>502 Bad Gateway</h1>');
  });

  it('sends to unhealthy servers when there are no others', async () => {
    const { serve, webId, second, ask, pass, stateOf } = await standing();
    const broken = (name: string) => serve(name === '1' ? webId : second, (request, response) => response.writeHead(request.url === '/' ? 200 : 500).end(name));
    await broken('1');
    await broken('2');
    await pass(minute);
    expect([stateOf(webId).state, stateOf(second).state]).toEqual(['unhealthy', 'unhealthy']);
    expect((await ask()).status).toBe(200);
  });

  it('answers 503 with its own page when no server is registered', async () => {
    const { ask, pass } = await balanced();
    await pass(4 * minute);
    const { status, headers, body } = await ask();
    expect([status, headers.server, body.includes('503 Service Temporarily Unavailable')]).toEqual([503, 'awselb/2.0', true]);
  });

  it('answers 504 when a server does not answer in time', async () => {
    const { lab, serve, webId, register, group, pass, ask, world } = await balanced();
    await serve(webId, (request, response) => {
      if (request.url !== '/slow') response.end();
    });
    await register(group, webId);
    await pass(4 * minute);
    const waiting = ask({ path: '/slow' });
    await real(20);
    await lab.advance(world.clock.scaled(minute));
    expect((await waiting).status).toBe(504);
  });

  it('answers 504 when the security group of the server drops the connection', async () => {
    const { lab, webGroup, ask } = await standing();
    await lab.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: webGroup, CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }));
    const waiting = ask();
    await real(20);
    await lab.advance(10_000);
    expect((await waiting).status).toBe(504);
  });

  it('answers 502 when a server breaks off before its answer', async () => {
    const { serve, webId, second, ask } = await standing();
    for (const id of [webId, second]) await serve(id, (request) => request.socket.destroy());
    expect((await ask()).status).toBe(502);
  });

  it('says that it does no WebSockets', async () => {
    const { ask } = await standing();
    expect((await ask({ headers: { Connection: 'Upgrade', Upgrade: 'websocket' } })).status).toBe(501);
  });
});

/** Both servers answer with what they were sent. */
async function echoing() {
  const found = await standing();
  for (const id of [found.webId, found.second]) {
    await found.serve(id, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(201, 'Made', { 'Set-Cookie': ['a=1', 'b=2'], 'Content-Type': 'application/json', 'Keep-Alive': 'timeout=7' });
        response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }));
      });
    });
  }
  return found;
}

describe('a request through a balancer', () => {
  it('comes with the headers of the balancer and its own Host', async () => {
    const { ask, port } = await echoing();
    const { headers } = JSON.parse((await ask({ headers: { 'X-Forwarded-For': '192.0.2.1', 'X-Forwarded-Proto': 'https' } })).body);
    expect(headers).toMatchObject({
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
      host: `127.0.0.1:${port}`,
    });
    expect(headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it('comes without the headers that are the first hop’s', async () => {
    const { ask } = await echoing();
    const { headers } = JSON.parse((await ask({ headers: { Connection: 'close, X-Private', 'X-Private': 'yes', 'Proxy-Authorization': 'secret' } })).body);
    expect([headers['x-private'], headers['proxy-authorization']]).toEqual([undefined, undefined]);
  });

  it('brings its body, with a length or in chunks', async () => {
    const { ask } = await echoing();
    for (const headers of [{ 'Content-Length': '11' }, { 'Transfer-Encoding': 'chunked' }]) {
      const { status, body } = await ask({ method: 'POST', path: '/wp-login.php?a=b', headers }, 'hello world');
      expect([status, JSON.parse(body)]).toMatchObject([201, { method: 'POST', url: '/wp-login.php?a=b', body: 'hello world' }]);
    }
  });

  it('without a body arrives without one', async () => {
    const { ask } = await echoing();
    const { headers } = JSON.parse((await ask({ method: 'DELETE' })).body);
    expect([headers['transfer-encoding'], headers['content-length']]).toEqual([undefined, '0']);
  });

  it('gets the answer as it was: status, words, repeated headers', async () => {
    const { ask } = await echoing();
    const { status, headers } = await ask();
    expect([status, headers['set-cookie'], headers['content-type'], headers['keep-alive']]).toEqual([201, ['a=1', 'b=2'], 'application/json', undefined]);
  });

  it('gets a long answer as it comes, not at its end', async () => {
    const { serve, webId, second, port } = await standing();
    let finish: (() => void) | undefined;
    for (const id of [webId, second]) {
      await serve(id, (_request, response) => {
        response.write('first');
        finish = () => response.end('last');
      });
    }
    const socket = connect(port, '127.0.0.1');
    const heard = new Promise<string>((resolve) => void socket.once('data', (chunk) => resolve(chunk.toString())));
    socket.write('GET / HTTP/1.1\r\nHost: blog\r\n\r\n');
    expect(await heard).toContain('first');
    finish?.();
    socket.destroy();
  });

  it('is one of 500 on kept connections that all arrive, though servers close theirs', async () => {
    const { serve, webId, second, ask } = await standing();
    let closed = 0;
    for (const id of [webId, second]) {
      await serve(id, (request, response) => {
        response.end('ok');
        // A server that drops kept connections without a word, as servers do at their timeout.
        closed += 1;
        if (closed % 7 === 0) response.on('finish', () => request.socket.end());
      });
    }
    const agent = new Agent({ keepAlive: true, maxSockets: 10 });
    const answers = await Promise.all(Array.from({ length: 500 }, () => ask({ agent })));
    agent.destroy();
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
