import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An endpoint in front of another one, that writes down every call that passes. */
export interface Recorder {
  readonly endpoint: string;
  /** As IAM writes them, `ec2:RunInstances`; each once, since it was last asked. */
  take(): readonly string[];
  close(): Promise<void>;
}

/** Passes every request on as it is, so that its signature holds: it covers the host's name. */
export async function record(target: string): Promise<Recorder> {
  const seen = new Set<string>();
  const to = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      seen.add(actionIn(incoming.headers, body.toString('utf8')));
      const passed = request({ host: to.hostname, port: to.port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = [...seen].toSorted();
      seen.clear();
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function actionIn(headers: NodeJS.Dict<string | string[]>, body: string): string {
  const [, service = ''] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(String(headers['authorization'])) ?? [];
  const [, target] = String(headers['x-amz-target'] ?? '').split('.');
  return `${service}:${new URLSearchParams(body).get('Action') ?? target ?? ''}`;
}
