import { readVariable, type Session } from '../../session.ts';
import { isWord } from '../../sql/tree.ts';
import { switches } from '../../variables.ts';
import type { Listing, Show } from './listing.ts';

/** What SHOW lists of the server itself. */
export const serverListings: Readonly<Record<string, Show>> = {
  VARIABLES: (session, statement) => ({
    columns: ['Variable_name', 'Value'],
    rows: Object.keys(session.server.variables)
      .toSorted()
      .map((name) => [name, shown(name, readVariable(session, `${isWord(statement.nodes[1], 'GLOBAL') ? '@@global.' : '@@'}${name}`))]),
  }),
  STATUS: status,
  GRANTS: (session) => ({ columns: [`Grants for ${session.user}@%`], rows: [[`GRANT ALL PRIVILEGES ON *.* TO \`${session.user}\`@\`%\``]] }),
  WARNINGS: () => ({ columns: ['Level', 'Code', 'Message'], rows: [] }),
  ERRORS: () => ({ columns: ['Level', 'Code', 'Message'], rows: [] }),
  ENGINES: () => ({
    columns: ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'],
    rows: [['InnoDB', 'DEFAULT', 'The lab keeps tables in SQLite under this name', 'YES', 'NO', 'YES']],
  }),
  'CHARACTER SET': () => ({
    columns: ['Charset', 'Description', 'Default collation', 'Maxlen'],
    rows: [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4n]],
  }),
  CHARSET: () => ({ columns: ['Charset', 'Description', 'Default collation', 'Maxlen'], rows: [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4n]] }),
  COLLATION: () => ({
    columns: ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen', 'Pad_attribute'],
    rows: [
      ['utf8mb4_0900_ai_ci', 'utf8mb4', 255n, 'Yes', 'Yes', 0n, 'NO PAD'],
      ['utf8mb4_bin', 'utf8mb4', 46n, '', 'Yes', 1n, 'PAD SPACE'],
      ['utf8mb4_general_ci', 'utf8mb4', 45n, '', 'Yes', 1n, 'PAD SPACE'],
      ['utf8mb4_unicode_520_ci', 'utf8mb4', 246n, '', 'Yes', 8n, 'PAD SPACE'],
      ['utf8mb4_unicode_ci', 'utf8mb4', 224n, '', 'Yes', 8n, 'PAD SPACE'],
    ],
  }),
  PROCESSLIST: (session) => ({
    columns: ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'],
    rows: [...session.server.sessions].map((one) => [
      BigInt(one.connectionId),
      one.user,
      one.host,
      one.database ?? null,
      one === session ? 'Query' : 'Sleep',
      0n,
      one === session ? 'init' : '',
      one === session ? 'SHOW PROCESSLIST' : null,
    ]),
  }),
  TRIGGERS: () => ({
    columns: [
      'Trigger',
      'Event',
      'Table',
      'Statement',
      'Timing',
      'Created',
      'sql_mode',
      'Definer',
      'character_set_client',
      'collation_connection',
      'Database Collation',
    ],
    rows: [],
  }),
  EVENTS: () => ({ columns: ['Db', 'Name', 'Definer', 'Time zone', 'Type', 'Status'], rows: [] }),
  PROCEDURE: () => ({ columns: ['Db', 'Name', 'Type', 'Definer', 'Modified', 'Created'], rows: [] }),
  FUNCTION: () => ({ columns: ['Db', 'Name', 'Type', 'Definer', 'Modified', 'Created'], rows: [] }),
  PLUGINS: () => ({ columns: ['Name', 'Status', 'Type', 'Library', 'License'], rows: [] }),
  PRIVILEGES: () => ({ columns: ['Privilege', 'Context', 'Comment'], rows: [] }),
};

const shown = (name: string, value: string | number | null): string | null =>
  value === null ? null : switches.has(name) ? (value === 1 ? 'ON' : 'OFF') : String(value);

function status(session: Session): Listing {
  const uptime = Math.floor((Date.now() - session.server.startedAt) / 1000);
  const values: Readonly<Record<string, number | string>> = {
    Ssl_cipher: '',
    Ssl_version: '',
    Threads_connected: session.server.sessions.size,
    Threads_running: 1,
    Uptime: uptime,
  };
  return { columns: ['Variable_name', 'Value'], rows: Object.entries(values).map(([name, value]) => [name, String(value)]) };
}
