import type { Connection, FieldPacket, ResultSetHeader } from 'mysql2/promise';
import { createInterface, type Interface } from 'node:readline';
import { open } from '../database.ts';
import type { Vpc } from '../vpc.ts';
import { readOptions, type ClientOptions } from './mysql-options.ts';
import { askPassword } from './secret.ts';
import { split } from './statements.ts';
import { framed, tabbed, tall, type Cell, type Rows } from './tables.ts';

const out = (text: string) => void process.stdout.write(text === '' ? '' : `${text}\n`);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

/** A small `mysql` client: -e, a script on stdin, or a prompt. Returns the exit code. */
export async function runClient(args: readonly string[], vpc: Vpc): Promise<number> {
  if (args.includes('--version') || args.includes('-V')) return (out('mysql  Ver 8.4, as far as the lab plays it'), 0);
  const options = readOptions(args, process.env['LAB_USER'] ?? 'ec2-user');
  if ('unknown' in options) return (complain(`mysql: [ERROR] unknown option '${options.unknown}'.`), 2);
  const password = options.password === 'ask' ? await askPassword('Enter password: ') : (options.password ?? '');
  const connection = await connected(vpc, options, password);
  if (!connection) return 1;
  try {
    return await talk(connection, options);
  } finally {
    connection.destroy();
  }
}

async function talk(connection: Connection, options: ClientOptions): Promise<number> {
  if (options.execute !== undefined) return runAll(connection, options, options.execute);
  if (process.stdin.isTTY) return converse(connection, options);
  return runAll(connection, { ...options, batch: true }, await everything());
}

async function connected(vpc: Vpc, options: ClientOptions, password: string): Promise<Connection | undefined> {
  const { host, port, user, database } = options;
  if (host === 'localhost') return void complain("ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/lib/mysql/mysql.sock' (2)");
  try {
    return await open(vpc, { host, port, user, password, ...(database === undefined ? {} : { database }) });
  } catch (error) {
    return void complain(refusal(error, host, port));
  }
}

function refusal(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOTFOUND') return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`;
  if (code === 'ECONNREFUSED') return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (111)`;
  if (code === 'ETIMEDOUT') return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${port}' (110)`;
  return said(error);
}

function said(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 2013;
  const state = 'sqlState' in error && typeof error.sqlState === 'string' && error.sqlState !== '' ? error.sqlState : 'HY000';
  const text = 'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message;
  return `ERROR ${errno} (${state}): ${text}`;
}

async function runAll(connection: Connection, options: ClientOptions, text: string): Promise<number> {
  const { statements, rest } = split(text);
  const last = rest.trim() === '' ? [] : [{ sql: rest.trim(), tall: false }];
  let code = 0;
  for (const { sql, tall: upright } of [...statements, ...last]) {
    if (await run(connection, options, sql, upright)) continue;
    code = 1;
    if (!options.force) break;
  }
  return code;
}

async function run(connection: Connection, { names, batch }: ClientOptions, sql: string, upright: boolean): Promise<boolean> {
  const started = performance.now();
  const onTerminal = !batch && process.stdout.isTTY === true;
  try {
    const [result, fields] = await connection.query({ sql, rowsAsArray: true });
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    if (!Array.isArray(fields)) return (onTerminal && out(changed(result as ResultSetHeader, sql, seconds)), true);
    const rows = tableOf(fields, result as Cell[][]);
    if (!onTerminal) return (out(upright ? tall(rows) : rows.rows.length === 0 ? '' : tabbed(rows, names)), true);
    const count = rows.rows.length;
    if (count > 0) out(upright ? tall(rows) : framed(rows));
    out(count === 0 ? `Empty set (${seconds} sec)\n` : `${count} row${count === 1 ? '' : 's'} in set (${seconds} sec)\n`);
    return true;
  } catch (error) {
    complain(said(error));
    return false;
  }
}

const numberTypes = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);

function tableOf(fields: readonly FieldPacket[], rows: Cell[][]): Rows {
  return { columns: fields.map((field) => field.name), numeric: fields.map((field) => numberTypes.has(field.type ?? field.columnType ?? -1)), rows };
}

function changed(result: ResultSetHeader, sql: string, seconds: string): string {
  if (/^use\b/i.test(sql)) return 'Database changed';
  const { affectedRows, info } = result;
  return `Query OK, ${affectedRows} row${affectedRows === 1 ? '' : 's'} affected (${seconds} sec)${info ? `\n${info.replace(/^#/, '').trim()}` : ''}\n`;
}

/** The prompt: statements may go over several lines. */
async function converse(connection: Connection, options: ClientOptions): Promise<number> {
  out(`Welcome to the lab's small MySQL client. Commands end with ; or \\g.\nType 'help' for help, 'exit' to leave.\n`);
  const lines = createInterface({ input: process.stdin, output: process.stdout, historySize: 500 });
  let text = '';
  let gone = false;
  connection.on('end', () => (gone = true));
  for await (const line of prompted(lines, () => promptFor(text))) {
    const word = line.trim().replace(/;$/, '');
    if (text === '' && /^(?:exit|quit|\\q)$/i.test(word)) break;
    if (text === '' && /^(?:help|\\h|\?)$/i.test(word))
      out('USE name; SHOW TABLES; SELECT …; UPDATE …; \\c gives up a statement, \\G shows rows upright, exit leaves.\n');
    else if (text === '' && /^use\s+\S+$/i.test(word)) await run(connection, options, word, false);
    else if (/\\c\s*$/.test(line)) text = '';
    else text = await runWhole(connection, options, text === '' ? line : `${text}\n${line}`);
    if (gone) return (complain('ERROR 2013 (HY000): Lost connection to MySQL server during query'), 1);
  }
  out('Bye');
  lines.close();
  return 0;
}

async function runWhole(connection: Connection, options: ClientOptions, text: string): Promise<string> {
  const { statements, rest } = split(text);
  for (const { sql, tall: upright } of statements) await run(connection, options, sql, upright);
  return rest.trim() === '' ? '' : rest;
}

function promptFor(text: string): string {
  const { quote } = split(text);
  return text === '' ? 'mysql> ' : quote === '' ? '    -> ' : `    ${quote}> `;
}

async function* prompted(lines: Interface, prompt: () => string): AsyncGenerator<string> {
  const iterator = lines[Symbol.asyncIterator]();
  for (;;) {
    lines.setPrompt(prompt());
    lines.prompt();
    const next = await iterator.next();
    if (next.done === true) return;
    yield next.value;
  }
}

async function everything(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
