/** What MySQL answers when it refuses: its number, its SQLSTATE and its own sentence. */
export class MySqlError extends Error {
  readonly number: number;
  readonly state: string;

  constructor(number: number, state: string, message: string) {
    super(message);
    this.name = 'MySqlError';
    this.number = number;
    this.state = state;
  }
}

const refusal =
  <Values extends readonly (string | number)[]>(number: number, state: string, sentence: (...values: Values) => string) =>
  (...values: Values) =>
    new MySqlError(number, state, sentence(...values));

const syntaxAdvice = 'You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near';

/** The refusals that this server can give, each with MySQL 8.4's number, SQLSTATE and sentence. */
export const refusals = {
  accessDenied: refusal(
    1045,
    '28000',
    (user: string, host: string, withPassword: 'YES' | 'NO') => `Access denied for user '${user}'@'${host}' (using password: ${withPassword})`,
  ),
  needsPrivilege: refusal(1227, '42000', (privilege: string) => `Access denied; you need (at least one of) the ${privilege} privilege(s) for this operation`),
  noDatabaseSelected: refusal(1046, '3D000', () => 'No database selected'),
  columnCannotBeNull: refusal(1048, '23000', (column: string) => `Column '${column}' cannot be null`),
  unknownDatabase: refusal(1049, '42000', (database: string) => `Unknown database '${database}'`),
  tableExists: refusal(1050, '42S01', (table: string) => `Table '${table}' already exists`),
  unknownTable: refusal(1051, '42S02', (table: string) => `Unknown table '${table}'`),
  ambiguousColumn: refusal(1052, '23000', (column: string, clause: string) => `Column '${column}' in ${clause} is ambiguous`),
  unknownColumn: refusal(1054, '42S22', (column: string, clause: string) => `Unknown column '${column}' in '${clause}'`),
  duplicateColumn: refusal(1060, '42S21', (column: string) => `Duplicate column name '${column}'`),
  duplicateKeyName: refusal(1061, '42000', (key: string) => `Duplicate key name '${key}'`),
  duplicateEntry: refusal(1062, '23000', (value: string, key: string) => `Duplicate entry '${value}' for key '${key}'`),
  syntax: refusal(1064, '42000', (near: string, line: number) => `${syntaxAdvice} '${near}' at line ${line}`),
  invalidGroupFunction: refusal(1111, 'HY000', () => 'Invalid use of group function'),
  unionColumns: refusal(1222, '21000', () => 'The used SELECT statements have a different number of columns'),
  unknownCharset: refusal(1115, '42000', (name: string) => `Unknown character set: '${name}'`),
  multiplePrimary: refusal(1068, '42000', () => 'Multiple primary key defined'),
  unknownColumnInTable: refusal(1054, '42S22', (column: string, table: string) => `Unknown column '${column}' in '${table}'`),
  emptyQuery: refusal(1065, '42000', () => 'Query was empty'),
  databaseExists: refusal(1007, 'HY000', (database: string) => `Can't create database '${database}'; database exists`),
  noDatabaseToDrop: refusal(1008, 'HY000', (database: string) => `Can't drop database '${database}'; database doesn't exist`),
  unknownKeyColumn: refusal(1072, '42000', (column: string) => `Key column '${column}' doesn't exist in table`),
  cannotDropKey: refusal(1091, '42000', (name: string) => `Can't DROP '${name}'; check that column/key exists`),
  columnCount: refusal(1136, '21S01', (row: number) => `Column count doesn't match value count at row ${row}`),
  noSuchTable: refusal(1146, '42S02', (database: string, table: string) => `Table '${database}.${table}' doesn't exist`),
  unknownVariable: refusal(1193, 'HY000', (name: string) => `Unknown system variable '${name}'`),
  lockWait: refusal(1205, 'HY000', () => 'Lock wait timeout exceeded; try restarting transaction'),
  operandColumns: refusal(1241, '21000', (columns: number) => `Operand should contain ${columns} column(s)`),
  derivedAlias: refusal(1248, '42000', () => 'Every derived table must have its own alias'),
  subqueryRows: refusal(1242, '21000', () => 'Subquery returns more than 1 row'),
  unknownStatement: refusal(1243, 'HY000', (id: string, command: string) => `Unknown prepared statement handler (${id}) given to ${command}`),
  readOnlyVariable: refusal(1238, 'HY000', (name: string) => `Variable '${name}' is a read only variable`),
  unsupported: refusal(1235, '42000', (what: string) => `This version of MySQL doesn't yet support '${what}'`),
  outOfRange: refusal(1264, '22003', (column: string) => `Out of range value for column '${column}' at row 1`),
  unknownFunction: refusal(1305, '42000', (database: string, name: string) => `FUNCTION ${database}.${name} does not exist`),
  noSuchSavepoint: refusal(1305, '42000', (name: string) => `SAVEPOINT ${name} does not exist`),
  noDefault: refusal(1364, 'HY000', (column: string) => `Field '${column}' doesn't have a default value`),
  incorrectInteger: refusal(1366, 'HY000', (value: string, column: string) => `Incorrect integer value: '${value}' for column '${column}' at row 1`),
  incorrectMoment: refusal(1292, '22007', (sentence: string) => sentence),
  dataTooLong: refusal(1406, '22001', (column: string) => `Data too long for column '${column}' at row 1`),
  storage: refusal(1030, 'HY000', (what: string) => `Got error 168 - '${what}' from storage engine`),
  readOnlySystemTable: refusal(1044, '42000', (user: string, database: string) => `Access denied for user '${user}'@'%' to database '${database}'`),
  unknownCommand: refusal(1047, '08S01', () => 'Unknown command'),
  internal: refusal(1815, 'HY000', (what: string) => `Internal error: ${what}`),
  unknownSystemTable: refusal(1109, '42S02', (table: string) => `Unknown table '${table}' in information_schema`),
  wrongArguments: refusal(1210, 'HY000', (to: string) => `Incorrect arguments to ${to}`),
  wrongParameterCount: refusal(1582, '42000', (name: string) => `Incorrect parameter count in the call to native function '${name}'`),
} as const;
