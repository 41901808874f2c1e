import { connect, type Socket } from 'node:net';

/** The way from this server into its VPC. */
export interface Vpc {
  /** A connection to a host inside, paused; rejects with ECONNREFUSED, ETIMEDOUT or ENOTFOUND. */
  connect(host: string, port: number): Promise<Socket>;
}

// What is at rest is started first, on a machine that may be busy; whatever refuses says so at once.
const answerMs = 60_000;

/** The VPC behind the fabric's socket (see machines/fabric.ts for its two lines). */
export function openVpc(fabric: { readonly port: number; readonly token: string }): Vpc {
  return {
    connect: (host, port) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port: fabric.port, noDelay: true });
        const fail = (code: string) => {
          socket.destroy();
          reject(Object.assign(new Error(`connect ${code} ${host}:${port}`), { code }));
        };
        const late = setTimeout(() => fail('ETIMEDOUT'), answerMs);
        const settle = (act: () => void) => {
          clearTimeout(late);
          socket.removeAllListeners('error').removeAllListeners('close');
          act();
        };
        socket.once('error', () => settle(() => fail('ECONNREFUSED'))).once('close', () => settle(() => fail('ECONNREFUSED')));
        socket.write(`${JSON.stringify({ token: fabric.token, host, port })}\n`);
        readAnswer(socket, (code) => settle(() => (code === undefined ? resolve(socket) : fail(code))));
      }),
  };
}

function readAnswer(socket: Socket, done: (code: string | undefined) => void): void {
  let said = Buffer.alloc(0);
  const listen = (chunk: Buffer) => {
    said = Buffer.concat([said, chunk]);
    const end = said.indexOf('\n');
    if (end < 0) return;
    socket.off('data', listen);
    socket.pause();
    if (said.length > end + 1) socket.unshift(said.subarray(end + 1));
    const { code } = JSON.parse(said.subarray(0, end).toString()) as { code?: string };
    done(code);
  };
  socket.on('data', listen);
}
