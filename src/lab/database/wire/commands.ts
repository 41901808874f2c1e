import { MySqlError, refusals } from '../errors.ts';
import { resetSession, scopeOf, type Session } from '../session.ts';
import { databaseNamed } from '../sql/from.ts';
import type { Statement } from '../sql/tree.ts';
import { describe } from '../statements/data.ts';
import { isQuery, parse, placeholdersIn, runStatement } from '../statements/run.ts';
import { fieldsOf } from '../statements/show.ts';
import { wireColumn } from '../types.ts';
import { answerPackets, columnPacket, eofPacket, errorPacket, okPacket, statusOf } from './answers.ts';
import { packet, uint16, uint32, uint8, type OutgoingPacket } from './packets.ts';
import { readParameters } from './parameters.ts';

interface Prepared {
  readonly statement: Statement;
  readonly parameters: number;
  /** Sent piece by piece with COM_STMT_SEND_LONG_DATA. */
  readonly long: Map<number, Buffer>;
  types: Buffer | undefined;
}

/** A client's end of the conversation after login. */
export interface Conversation {
  readonly session: Session;
  readonly multiStatements: boolean;
  readonly prepared: Map<number, Prepared>;
  send(packet: OutgoingPacket): void;
}

type Command = (conversation: Conversation, body: Buffer) => Promise<void> | void;

const textOf = (body: Buffer) => body.toString('utf8', 1);
const ok = ({ session, send }: Conversation) => send(okPacket(statusOf(session, false)));

/** By the first byte of a command packet. Those that MySQL does not answer send nothing. */
const commands: Readonly<Record<number, Command>> = {
  0x02: (conversation, body) => {
    const { session } = conversation;
    session.database = databaseNamed(textOf(body), scopeOf(session, { nodes: [], source: '' }));
    ok(conversation);
  },
  0x03: query,
  0x04: fieldList,
  0x09: ({ session, send }) => {
    const uptime = Math.floor((Date.now() - session.server.startedAt) / 1000);
    send(
      packet(
        Buffer.from(
          `Uptime: ${uptime}  Threads: ${session.server.sessions.size}  Questions: 0  Slow queries: 0  Opens: 0  Flush tables: 0  Open tables: 0  Queries per second avg: 0`,
          'utf8',
        ),
      ),
    );
  },
  0x0d: ok,
  0x0e: ok,
  0x16: prepare,
  0x17: execute,
  0x18: ({ prepared }, body) => {
    const long = prepared.get(body.readUInt32LE(1))?.long;
    const at = body.readUInt16LE(5);
    long?.set(at, Buffer.concat([long.get(at) ?? Buffer.alloc(0), body.subarray(7)]));
  },
  0x19: ({ prepared }, body) => {
    prepared.delete(body.readUInt32LE(1));
  },
  0x1a: (conversation, body) => {
    conversation.prepared.get(body.readUInt32LE(1))?.long.clear();
    ok(conversation);
  },
  0x1b: ({ session, send }) => send(eofPacket(statusOf(session, false))),
  0x1f: (conversation) => {
    resetSession(conversation.session);
    conversation.prepared.clear();
    ok(conversation);
  },
};

/** Answers one command packet; a refusal becomes an error packet. */
export async function answer(conversation: Conversation, body: Buffer): Promise<void> {
  try {
    const command = commands[body[0] ?? -1];
    if (command === undefined) throw refusals.unknownCommand();
    await command(conversation, body);
  } catch (error) {
    conversation.send(errorPacket(error instanceof MySqlError ? error : refusals.internal(error instanceof Error ? error.message : String(error))));
  }
}

async function query({ session, multiStatements, send }: Conversation, body: Buffer): Promise<void> {
  const statements = parse(textOf(body));
  const second = statements[1]?.nodes[0];
  if (second !== undefined && !multiStatements) throw refusals.syntax(textOf(body).slice(second.from, second.from + 80), 1);
  for (const [i, statement] of statements.entries()) {
    const result = await runStatement(session, statement, []);
    for (const one of answerPackets(result, statusOf(session, i + 1 < statements.length), 'text')) send(one);
  }
}

/** The columns of a table, for clients that complete names. */
function fieldList({ session, send }: Conversation, body: Buffer): void {
  const table = body.toString('utf8', 1, body.indexOf(0, 1));
  for (const { column, fallback } of fieldsOf(session, table)) send(columnPacket(column, fallback));
  send(eofPacket(statusOf(session, false)));
}

function prepare({ session, prepared, send }: Conversation, body: Buffer): void {
  const [statement, second] = parse(textOf(body));
  if (statement === undefined) throw refusals.emptyQuery();
  if (second !== undefined)
    throw refusals.syntax(
      textOf(body)
        .slice(second.nodes[0]?.from ?? 0)
        .slice(0, 80),
      1,
    );
  const parameters = placeholdersIn(textOf(body));
  const described = isQuery(statement) ? describe(session, statement) : undefined;
  const columns = described?.kind === 'rows' ? described.columns : [];
  const id = (Math.max(0, ...prepared.keys()) % 0x7fffffff) + 1;
  prepared.set(id, { statement, parameters, long: new Map(), types: undefined });
  send(packet(uint8(0), uint32(id), uint16(columns.length), uint16(parameters), uint8(0), uint16(0)));
  const status = statusOf(session, false);
  for (let i = 0; i < parameters; i += 1) send(columnPacket(wireColumn('?', 'varchar(0)')));
  if (parameters > 0) send(eofPacket(status));
  for (const column of columns) send(columnPacket(column));
  if (columns.length > 0) send(eofPacket(status));
}

async function execute({ session, prepared, send }: Conversation, body: Buffer): Promise<void> {
  const id = body.readUInt32LE(1);
  const one = prepared.get(id);
  if (one === undefined) throw refusals.unknownStatement(String(id), 'mysqld_stmt_execute');
  const { values, types } = readParameters(body, one.parameters, one.types, one.long);
  one.types = types;
  one.long.clear();
  const result = await runStatement(session, one.statement, values);
  for (const each of answerPackets(result, statusOf(session, false), 'binary')) send(each);
}
