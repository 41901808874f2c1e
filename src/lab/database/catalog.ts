/** A column as MySQL declares it. `type` is MySQL's own spelling (`bigint unsigned`, `varchar(191)`). */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Absent: no default. An `expression` default is kept as MySQL text (`CURRENT_TIMESTAMP`). */
  readonly default?: { readonly value: string | null } | { readonly expression: string };
  readonly autoIncrement?: true;
  readonly onUpdateNow?: true;
  readonly comment?: string;
  /** A collation other than the table's. */
  readonly collation?: string;
}

export interface Key {
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'index' | 'fulltext';
  readonly columns: readonly { readonly name: string; readonly length?: number }[];
}

export interface Table {
  readonly database: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly keys: readonly Key[];
  readonly engine: string;
  readonly collation: string;
  readonly comment: string;
  readonly createdAt: string;
  /** Given as `AUTO_INCREMENT=n`, used when the table is made. */
  readonly firstId?: number;
}

/** What exists: read from the engine's own hidden tables, never changed in place. */
export interface Catalog {
  readonly databases: readonly string[];
  table(database: string, name: string): Table | undefined;
  tables(database: string): readonly Table[];
}

export const defaultCollation = 'utf8mb4_0900_ai_ci';
export const systemDatabases = ['information_schema', 'mysql', 'performance_schema', 'sys'] as const;

/** The name that a MySQL table has inside SQLite: one file holds every database. */
export const storedName = (database: string, table: string) => `${database}.${table}`;

/** A name for SQLite, in backticks: double quotes would turn an unknown column into a string. */
export const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``;

/** A text as a SQLite literal. NUL cannot stand in SQL text, so such a text goes by its bytes. */
export const literal = (text: string) =>
  text.includes('\0') ? `CAST(x'${Buffer.from(text, 'utf8').toString('hex')}' AS TEXT)` : `'${text.replaceAll("'", "''")}'`;

export const charsetOf = (collation: string) => collation.split('_')[0] ?? 'utf8mb4';

export const isText = (type: string) => /^(?:var)?char|text$|^enum|^set|^json/.test(type);
export const isInteger = (type: string) => /^(?:tiny|small|medium|big)?int|^bool|^year|^bit/.test(type);
export const isBinary = (type: string) => /blob$|binary/.test(type);
export const isUnsigned = (type: string) => / unsigned/.test(type);
