import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FalseEndpoint {
  readonly url: string;
  /** How many requests came. */
  readonly asked: () => number;
  close(): Promise<void>;
}

/** Something on a port that is not AWS: a web page, or nothing at all after the connection. */
export async function falseEndpoint(answers: 'html' | 'never'): Promise<FalseEndpoint> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (answers === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Please sign in</body></html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, asked: () => asked, close: () => closed(server) };
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await closed(server);
  return port;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
