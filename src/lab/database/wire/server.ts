import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'mysql2';
import { refusals, type MySqlError } from '../errors.ts';
import { closeSession, openSession, scopeOf, type Server, type Session } from '../session.ts';
import { databaseNamed } from '../sql/from.ts';
import { errorPacket, okPacket, statusOf } from './answers.ts';
import { answer } from './commands.ts';
import { mayEnter, newChallenge, type Plugin, type User } from './login.ts';
import { nullTerminated, packet, uint8, type OutgoingPacket } from './packets.ts';

const capabilities = {
  longPassword: 1,
  foundRows: 2,
  longFlag: 4,
  connectWithDatabase: 8,
  protocol41: 0x200,
  transactions: 0x2000,
  secureConnection: 0x8000,
  multiStatements: 0x10000,
  multiResults: 0x20000,
  preparedMultiResults: 0x40000,
  pluginAuth: 0x80000,
  connectAttributes: 0x100000,
  longAuthAnswer: 0x200000,
  // Nothing is tracked, but with it clients agree how the text in an OK packet is written.
  sessionTrack: 0x800000,
} as const;
const all = Object.values(capabilities).reduce((sum, flag) => sum | flag, 0);

/** What is used of mysql2's server side: sockets, framing, the greeting, and reading the client's reply to it. */
interface WireConnection {
  readonly stream: Socket;
  readonly clientHelloReply: { readonly clientFlags: number; readonly user: string; readonly database?: string; readonly authPluginName?: string };
  sequenceId: number;
  on(event: 'error', listener: (error: Error) => void): void;
  writePacket(packet: OutgoingPacket): void;
  serverHandshake(args: object): void;
  handlePacket(packet: {
    readonly buffer: Buffer;
    readonly offset: number;
    readonly end: number;
    readonly sequenceId: number;
    readonly numPackets: number;
  }): void;
}

interface Greeted {
  readonly authPluginData1: Buffer;
  readonly authPluginData2: Buffer;
  readonly authToken: Buffer;
}

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves MySQL's protocol on loopback. No TLS: clients are told that there is none. */
export function listen(server: Server, users: readonly User[], port = 0): Promise<Listening> {
  const open = new Set<Socket>();
  let connections = 0;
  // mysql2's types leave out its server side.
  const wire = createServer((connection) => {
    const greeted = connection as unknown as WireConnection;
    open.add(greeted.stream);
    greeted.stream.on('close', () => open.delete(greeted.stream));
    greet(greeted, server, users, ++connections);
  }) as unknown as {
    listen(port: number, host: string): void;
    close(done: () => void): void;
    _server: { address(): AddressInfo; once(event: string, listener: (error: Error) => void): void };
  };
  const { _server: sockets } = wire;
  const close = () =>
    new Promise<void>((closed) => {
      wire.close(closed);
      for (const socket of open) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    sockets.once('error', reject);
    sockets.once('listening', () => resolve({ port: sockets.address().port, close }));
    wire.listen(port, '127.0.0.1');
  });
}

function greet(connection: WireConnection, server: Server, users: readonly User[], connectionId: number): void {
  // A client that goes away is no failure of the server.
  connection.on('error', () => undefined);
  connection.stream.setNoDelay(true);
  connection.serverHandshake({
    protocolVersion: 10,
    serverVersion: server.version,
    connectionId,
    statusFlags: 2,
    characterSet: 255,
    capabilityFlags: all,
    authCallback: (greeted: Greeted) =>
      authenticate(connection, greeted, users, (failure) => (failure === undefined ? enter(connection, server, connectionId) : leave(connection, failure))),
  });
}

/** Answers packets from here on, instead of mysql2's own dispatcher. */
function takeOver(connection: WireConnection, onPacket: (body: Buffer) => Promise<void> | void): void {
  let turn = Promise.resolve();
  connection.handlePacket = ({ buffer, offset, end, sequenceId, numPackets }) => {
    const body = Buffer.from(buffer.subarray(offset, end));
    turn = turn.then(async () => {
      connection.sequenceId = (sequenceId + numPackets) % 256;
      connection.stream.cork();
      await onPacket(body);
      connection.stream.uncork();
    });
  };
}

/**
 * The greeting offers mysql_native_password. A client that speaks another method (MySQL 8's own) sends no answer yet and is
 * switched, with a new challenge, to the method it asked for.
 */
function authenticate(connection: WireConnection, greeted: Greeted, users: readonly User[], decide: (failure?: MySqlError) => void): void {
  const { user, authPluginName } = connection.clientHelloReply;
  const denied = (withPassword: boolean) => refusals.accessDenied(user, hostOf(connection), withPassword ? 'YES' : 'NO');
  if (authPluginName === undefined || authPluginName === 'mysql_native_password') {
    const challenge = Buffer.concat([greeted.authPluginData1, greeted.authPluginData2]);
    const token = Buffer.from(greeted.authToken);
    decide(mayEnter(users, user, 'mysql_native_password', token, challenge) ? undefined : denied(token.length > 0));
    return;
  }
  const plugin: Plugin = authPluginName === 'caching_sha2_password' ? authPluginName : 'mysql_native_password';
  const challenge = newChallenge();
  connection.writePacket(packet(uint8(0xfe), nullTerminated(plugin), challenge, uint8(0)));
  let answered = false;
  takeOver(connection, (token) => {
    if (answered) return;
    answered = true;
    // An empty password is one zero byte in this method.
    const given = token.length === 1 && token[0] === 0 ? Buffer.alloc(0) : token;
    const right = mayEnter(users, user, plugin, given, challenge);
    const fastSuccess = packet(uint8(1), uint8(3));
    if (right && plugin === 'caching_sha2_password' && given.length > 0) connection.writePacket(fastSuccess);
    decide(right ? undefined : denied(given.length > 0));
  });
}

const hostOf = (connection: WireConnection) =>
  ((address) => (address === '127.0.0.1' ? 'localhost' : address))(connection.stream.remoteAddress?.replace('::ffff:', '') ?? 'localhost');

function leave(connection: WireConnection, failure: MySqlError): void {
  connection.writePacket(errorPacket(failure));
  connection.stream.end();
}

function enter(connection: WireConnection, server: Server, connectionId: number): void {
  const { clientFlags, user, database } = connection.clientHelloReply;
  const session = openSession(server, { connectionId, user, host: hostOf(connection), countsMatched: (clientFlags & capabilities.foundRows) !== 0 });
  connection.stream.on('close', () => closeSession(session));
  if (database !== undefined && database !== '' && !selected(connection, session, database)) return;
  const conversation = {
    session,
    multiStatements: (clientFlags & capabilities.multiStatements) !== 0,
    prepared: new Map(),
    send: (one: OutgoingPacket) => connection.writePacket(one),
  };
  takeOver(connection, async (body) => {
    const quits = body[0] === 0x01;
    if (quits) connection.stream.end();
    else if (!session.closed) await answer(conversation, body);
  });
  connection.writePacket(okPacket(statusOf(session, false)));
}

function selected(connection: WireConnection, session: Session, database: string): boolean {
  try {
    session.database = databaseNamed(database, scopeOf(session, { nodes: [], source: '' }));
    return true;
  } catch {
    closeSession(session);
    leave(connection, refusals.unknownDatabase(database));
    return false;
  }
}
