import { likeMatcher } from '../functions/matching.ts';
import { refusals } from '../errors.ts';
import { moment, scopeOf, type Answer, type Run, type Session } from '../session.ts';
import { expression } from '../sql/expression.ts';
import { readTableName, tableNamed } from '../sql/from.ts';
import { isWord, syntaxNear, wordOf, type Statement } from '../sql/tree.ts';
import { wireColumn, wireColumns } from '../types.ts';
import type { Listing, Show } from './listings/listing.ts';
import { serverListings } from './listings/server.ts';
import { columnList, tableListings } from './listings/tables.ts';

/** SHOW [FULL|GLOBAL|SESSION|EXTENDED] what [FROM …] [LIKE '…' | WHERE …] */
export const show: Run = async (session, statement) => {
  const { nodes } = statement;
  let at = 1;
  while (isWord(nodes[at], 'FULL', 'GLOBAL', 'SESSION', 'LOCAL', 'EXTENDED', 'STORAGE')) at += 1;
  const what = isWord(nodes[at], 'CREATE', 'CHARACTER', 'TABLE', 'ENGINE', 'BINARY', 'MASTER', 'REPLICA', 'SLAVE')
    ? `${wordOf(nodes[at])} ${wordOf(nodes[at + 1])}`
    : wordOf(nodes[at]);
  const list = shows[what];
  if (list === undefined) {
    if (unsupported.has(what)) throw refusals.unsupported(`SHOW ${what}`);
    throw syntaxNear(statement.source, nodes[at]?.from ?? statement.source.length);
  }
  return chosen(session, statement, list(session, statement, nodes.slice(at + what.split(' ').length)));
};

const shows: Readonly<Record<string, Show>> = { ...tableListings, ...serverListings };
const unsupported = new Set(['BINARY LOGS', 'MASTER STATUS', 'REPLICA STATUS', 'SLAVE STATUS', 'ENGINE INNODB', 'PROFILES', 'OPEN']);

/** Keeps the rows that LIKE or WHERE ask for. */
function chosen(session: Session, statement: Statement, { columns, rows }: Listing): Answer {
  const { nodes } = statement;
  const like = nodes.findIndex((node) => isWord(node, 'LIKE'));
  const where = nodes.findIndex((node) => isWord(node, 'WHERE'));
  let kept = rows;
  const pattern = nodes[like + 1];
  if (like >= 0 && pattern?.kind === 'string') {
    const matches = likeMatcher();
    kept = rows.filter(([first]) => matches(pattern.text, String(first)));
  } else if (where >= 0) {
    const names = columns.map((name, i) => `json_extract(value, '$[${i}]') COLLATE NOCASE AS \`${name}\``).join(', ');
    const condition = expression(nodes.slice(where + 1), scopeOf(session, statement));
    const json = JSON.stringify(rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value))));
    kept = session.server.engine.read(session, `SELECT * FROM (SELECT ${names} FROM json_each(?1)) WHERE ${condition}`, [json], moment()).rows;
  }
  return {
    kind: 'rows',
    columns: wireColumns(
      columns,
      columns.map((name) => ({ type: widths[name] ?? 'varchar(255)' })),
      kept,
    ),
    rows: kept,
  };
}

const widths: Readonly<Record<string, string>> = {
  Cardinality: 'bigint',
  Sub_part: 'bigint',
  Rows: 'bigint unsigned',
  Auto_increment: 'bigint unsigned',
  Non_unique: 'int',
  Seq_in_index: 'int',
  Id: 'bigint unsigned',
  Time: 'int',
  Code: 'int',
  Variable_name: 'varchar(64)',
};

/** DESCRIBE table [column]; for a SELECT it would be EXPLAIN, which has no meaning here. */
export const describeTable: Run = async (session, statement) => {
  const { nodes } = statement;
  if (isWord(nodes[1], 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'FORMAT', 'ANALYZE', 'EXTENDED')) throw refusals.unsupported('EXPLAIN');
  const [database, name, end] = readTableName(nodes, 1, statement);
  const listing = columnList(tableNamed(database, name, scopeOf(session, statement)), false);
  const wanted = nodes[end];
  if (wanted !== undefined && !('text' in wanted)) throw syntaxNear(statement.source, wanted.from);
  const matches = likeMatcher();
  const rows = wanted === undefined || !('text' in wanted) ? listing.rows : listing.rows.filter(([field]) => matches(wanted.text, String(field)));
  return { kind: 'rows', columns: wireColumns(listing.columns, undefined, rows), rows };
};

/** The fields of a table as COM_FIELD_LIST wants them. */
export function fieldsOf(session: Session, name: string) {
  const statement: Statement = { nodes: [], source: name };
  const table = tableNamed(undefined, name, scopeOf(session, statement));
  return table.columns.map((column) => ({
    column: wireColumn(column.name, column.type, { type: column.type, column, table, alias: table.name }),
    fallback: column.default !== undefined && 'value' in column.default ? column.default.value : null,
  }));
}
