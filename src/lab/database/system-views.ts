import { quoted, storedName, systemDatabases, type Table } from './catalog.ts';

/** The databases that every server has, as rows. */
const systemRows = systemDatabases.map((name) => `SELECT '${name}', 'utf8mb3_general_ci'`).join(' UNION ALL ');
const everyColumn = "`lab.tables` AS t, json_each(t.definition, '$.columns') AS c";
const field = (name: string) => `json_extract(c.value, '$.${name}')`;
const bare = `substr(${field('type')}, 1, instr(${field('type')} || '(', '(') - 1)`;
const dataType = `iif(instr(${bare}, ' ') > 0, substr(${bare}, 1, instr(${bare}, ' ') - 1), ${bare})`;
const everyKey = "`lab.tables` AS t, json_each(t.definition, '$.keys') AS k, json_each(k.value, '$.columns') AS p";
const keyOf = `(SELECT CASE json_extract(k.value, '$.kind') WHEN 'primary' THEN 'PRI' WHEN 'unique' THEN 'UNI' ELSE 'MUL' END FROM json_each(t.definition, '$.keys') AS k WHERE json_extract(k.value, '$.columns[0].name') = ${field('name')} LIMIT 1)`;

interface View {
  readonly columns: readonly (readonly [name: string, type: string, value: string])[];
  readonly from: string;
}

/** information_schema's basics: name, columns with their types, and where the rows come from. */
const described: Readonly<Record<string, View>> = {
  SCHEMATA: {
    columns: [
      ['CATALOG_NAME', 'varchar(64)', "'def'"],
      ['SCHEMA_NAME', 'varchar(64)', 'd.name'],
      ['DEFAULT_CHARACTER_SET_NAME', 'varchar(64)', "substr(d.collation, 1, instr(d.collation, '_') - 1)"],
      ['DEFAULT_COLLATION_NAME', 'varchar(64)', 'd.collation'],
    ],
    from: `(SELECT name, collation FROM \`lab.databases\` UNION ALL ${systemRows}) AS d`,
  },
  TABLES: {
    columns: [
      ['TABLE_CATALOG', 'varchar(64)', "'def'"],
      ['TABLE_SCHEMA', 'varchar(64)', 't.database'],
      ['TABLE_NAME', 'varchar(64)', 't.name'],
      ['TABLE_TYPE', 'varchar(11)', "'BASE TABLE'"],
      ['ENGINE', 'varchar(64)', "json_extract(t.definition, '$.engine')"],
      ['TABLE_ROWS', 'bigint unsigned', 'NULL'],
      ['AUTO_INCREMENT', 'bigint unsigned', 'NULL'],
      ['CREATE_TIME', 'timestamp', "json_extract(t.definition, '$.createdAt')"],
      ['TABLE_COLLATION', 'varchar(64)', "json_extract(t.definition, '$.collation')"],
      ['TABLE_COMMENT', 'text', "json_extract(t.definition, '$.comment')"],
    ],
    from: '`lab.tables` AS t',
  },
  COLUMNS: {
    columns: [
      ['TABLE_CATALOG', 'varchar(64)', "'def'"],
      ['TABLE_SCHEMA', 'varchar(64)', 't.database'],
      ['TABLE_NAME', 'varchar(64)', 't.name'],
      ['COLUMN_NAME', 'varchar(64)', field('name')],
      ['ORDINAL_POSITION', 'int unsigned', 'c.key + 1'],
      ['COLUMN_DEFAULT', 'text', `coalesce(${field('default.value')}, ${field('default.expression')})`],
      ['IS_NULLABLE', 'varchar(3)', `iif(${field('nullable')}, 'YES', 'NO')`],
      ['DATA_TYPE', 'longtext', dataType],
      [
        'CHARACTER_MAXIMUM_LENGTH',
        'bigint',
        `iif(${dataType} IN ('varchar', 'char'), CAST(substr(${field('type')}, instr(${field('type')}, '(') + 1) AS INTEGER), NULL)`,
      ],
      [
        'COLLATION_NAME',
        'varchar(64)',
        `iif(${dataType} LIKE '%char' OR ${dataType} LIKE '%text', coalesce(${field('collation')}, json_extract(t.definition, '$.collation')), NULL)`,
      ],
      ['COLUMN_TYPE', 'mediumtext', field('type')],
      ['COLUMN_KEY', 'varchar(3)', `coalesce(${keyOf}, '')`],
      ['EXTRA', 'varchar(256)', `iif(${field('autoIncrement')}, 'auto_increment', '')`],
      ['COLUMN_COMMENT', 'text', `coalesce(${field('comment')}, '')`],
      ['GENERATION_EXPRESSION', 'longtext', "''"],
    ],
    from: everyColumn,
  },
  STATISTICS: {
    columns: [
      ['TABLE_SCHEMA', 'varchar(64)', 't.database'],
      ['TABLE_NAME', 'varchar(64)', 't.name'],
      ['NON_UNIQUE', 'int', "json_extract(k.value, '$.kind') NOT IN ('primary', 'unique')"],
      ['INDEX_NAME', 'varchar(64)', "json_extract(k.value, '$.name')"],
      ['SEQ_IN_INDEX', 'int unsigned', 'p.key + 1'],
      ['COLUMN_NAME', 'varchar(64)', "json_extract(p.value, '$.name')"],
      ['SUB_PART', 'bigint', "json_extract(p.value, '$.length')"],
      ['INDEX_TYPE', 'varchar(11)', "iif(json_extract(k.value, '$.kind') = 'fulltext', 'FULLTEXT', 'BTREE')"],
    ],
    from: everyKey,
  },
};

/** Things that no database here has: their tables are there, and empty. */
const empty: Readonly<Record<string, readonly string[]>> = {
  TRIGGERS: ['TRIGGER_SCHEMA', 'TRIGGER_NAME', 'EVENT_MANIPULATION', 'EVENT_OBJECT_SCHEMA', 'EVENT_OBJECT_TABLE', 'ACTION_STATEMENT', 'ACTION_TIMING'],
  VIEWS: ['TABLE_SCHEMA', 'TABLE_NAME', 'VIEW_DEFINITION'],
  ROUTINES: ['ROUTINE_SCHEMA', 'ROUTINE_NAME', 'ROUTINE_TYPE', 'ROUTINE_DEFINITION'],
  EVENTS: ['EVENT_SCHEMA', 'EVENT_NAME', 'EVENT_DEFINITION'],
  REFERENTIAL_CONSTRAINTS: ['CONSTRAINT_SCHEMA', 'CONSTRAINT_NAME', 'TABLE_NAME', 'REFERENCED_TABLE_NAME'],
};

const views: Readonly<Record<string, View>> = {
  ...described,
  ...Object.fromEntries(
    Object.entries(empty).map(([name, columns]) => [
      name,
      { columns: columns.map((column) => [column, 'varchar(64)', 'NULL'] as const), from: '(SELECT 1 WHERE false)' },
    ]),
  ),
};

/** Made in each connection when it opens: they are no part of what is kept on disk. */
export const systemViews: readonly string[] = Object.entries(views).map(
  ([name, { columns, from }]) =>
    `CREATE TEMP VIEW ${quoted(storedName('information_schema', name))} AS SELECT ${columns.map(([column, type, value]) => `${value}${/char|text/.test(type) ? ' COLLATE NOCASE' : ''} AS ${quoted(column)}`).join(', ')} FROM ${from}`,
);

const tables = new Map(Object.entries(views).map(([name, { columns }]): [string, Table] => [name, viewTable(name, columns)]));

function viewTable(name: string, columns: readonly (readonly [name: string, type: string, value: string])[]): Table {
  return {
    database: 'information_schema',
    name,
    columns: columns.map(([column, type]) => ({ name: column, type, nullable: true })),
    keys: [],
    engine: 'MEMORY',
    collation: 'utf8mb3_general_ci',
    comment: '',
    createdAt: '1970-01-01 00:00:00',
  };
}

/** A table of information_schema; its name is known in any case. */
export const systemTable = (database: string, name: string): Table | undefined =>
  database.toLowerCase() === 'information_schema' ? tables.get(name.toUpperCase()) : undefined;

export const systemTables = (database: string): readonly Table[] => (database === 'information_schema' ? [...tables.values()] : []);
