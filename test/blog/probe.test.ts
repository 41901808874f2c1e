import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { probe, servedBy } from '../../src/blog/probe.ts';
import { systemClock } from '../../src/clock.ts';

const clock = systemClock();

async function serving(answer: RequestListener): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  const server = createServer(answer).on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections };
}

test('takes a fresh connection each time', async () => {
  const { port, connections } = await serving((_, answer) => answer.end('hello'));
  for (let count = 0; count < 3; count += 1)
    expect(await probe(`http://127.0.0.1:${port}/`, { clock })).toMatchObject({ kind: 'answer', status: 200, body: 'hello' });
  expect(connections()).toBe(3);
});

test('knows that *.localhost is this machine, whatever the resolver says', async () => {
  const { port } = await serving((asked, answer) => answer.end(asked.headers.host));
  const host = `lb-1-123.ap-northeast-1.elb.localhost:${port}`;
  expect(await probe(`http://${host}/`, { clock })).toMatchObject({ kind: 'answer', body: host });
});

test('does not follow a redirect', async () => {
  const { port } = await serving((_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  expect(await probe(`http://127.0.0.1:${port}/`, { clock })).toMatchObject({ kind: 'answer', status: 302 });
});

test('a refused connection is an answer too, with its reason', async () => {
  const { port } = await serving((_, answer) => answer.end());
  expect(await probe(`http://127.0.0.1:${port === 1 ? 2 : 1}/`, { clock })).toMatchObject({ kind: 'none', why: 'ECONNREFUSED' });
});

test('silence ends at the deadline', async () => {
  const { port } = await serving(() => undefined);
  const seen = await probe(`http://127.0.0.1:${port}/`, { clock, timeoutMs: 50 });
  expect(seen).toMatchObject({ kind: 'none', why: 'ETIMEDOUT' });
  expect(seen.endedAt - seen.sentAt).toBeLessThan(1_000);
});

test('a page that breaks off is no page', async () => {
  const { port } = await serving((_, answer) => {
    answer.writeHead(200, { 'content-length': '100' });
    answer.write('half');
    setImmediate(() => answer.destroy());
  });
  expect(await probe(`http://127.0.0.1:${port}/`, { clock })).toMatchObject({ kind: 'none' });
});

test('stops at once when the person does', async () => {
  const { port } = await serving(() => undefined);
  const stop = new AbortController();
  const asking = probe(`http://127.0.0.1:${port}/`, { clock, signal: stop.signal });
  stop.abort(new Error('Ctrl-C'));
  await expect(asking).rejects.toThrow('Ctrl-C');
});

test('tells who served a page: by the header, or by the text that the tutorial puts before the page', async () => {
  const { port } = await serving((asked, answer) => {
    if (asked.url === '/header') answer.setHeader('x-served-by', Buffer.from('サーバー2', 'utf8').toString('latin1'));
    // As bytes: Node would write a text and the header before it in one encoding.
    answer.end(Buffer.from(asked.url === '/text' ? 'Web Server1<!DOCTYPE html><p>Web Server9</p>' : '<!DOCTYPE html>'));
  });
  const at = async (path: string) => servedBy(await probe(`http://127.0.0.1:${port}${path}`, { clock }));
  expect([await at('/header'), await at('/text'), await at('/none')]).toEqual(['サーバー2', 'Web Server1', undefined]);
});
