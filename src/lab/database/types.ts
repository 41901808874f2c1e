import { isBinary, isUnsigned } from './catalog.ts';
import type { ResultColumn } from './sql/select-list.ts';
import type { Value } from './store/sqlite.ts';

/** The protocol's numbers for column types. */
export const typeCodes = {
  tinyint: 1,
  smallint: 2,
  int: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  bigint: 8,
  mediumint: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  bit: 16,
  json: 245,
  decimal: 246,
  blob: 252,
  varchar: 253,
  char: 254,
} as const;

const flags = { notNull: 1, primary: 2, unique: 4, multiple: 8, blob: 16, unsigned: 32, binary: 128, autoIncrement: 512, number: 32768 } as const;
const utf8mb4 = 255;
const binary = 63;

/** A result column as the wire describes it. */
export interface WireColumn {
  readonly name: string;
  readonly originalName: string;
  readonly schema: string;
  readonly table: string;
  readonly originalTable: string;
  readonly typeCode: number;
  readonly characterSet: number;
  readonly length: number;
  readonly flags: number;
  readonly decimals: number;
}

/** Describes the columns of a result: by what is known of each, else by its values. */
export function wireColumns(names: readonly string[], known: readonly ResultColumn[] | undefined, rows: readonly (readonly Value[])[]): WireColumn[] {
  const usable = known?.length === names.length ? known : undefined;
  return names.map((name, i) => {
    const hint = usable?.[i];
    return wireColumn(name, hint?.type ?? typeOfValues(rows, i), hint);
  });
}

/** The MySQL type that fits all values of a column. */
function typeOfValues(rows: readonly (readonly Value[])[], at: number): string {
  let type = '';
  for (const row of rows) {
    const value = row[at] ?? null;
    if (value === null) continue;
    const one = typeof value === 'bigint' ? 'bigint' : typeof value === 'number' ? 'double' : typeof value === 'string' ? 'varchar(255)' : 'longblob';
    if (one.startsWith('varchar')) return one;
    type = type === '' || type === 'bigint' ? one : type;
  }
  return type === '' ? 'varchar(0)' : type;
}

/** One column from its MySQL type. */
export function wireColumn(name: string, type: string, from?: ResultColumn): WireColumn {
  const base = /^[a-z]+/.exec(type)?.[0] ?? 'varchar';
  const [size, scale] = (/\((\d+)(?:,(\d+))?\)/.exec(type) ?? []).slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  const number = /^(tiny|small|medium|big)?int$|^(decimal|float|double|year|bit)$/.test(base);
  const bytes = number || isBinary(type) || /^(date|datetime|timestamp|time)$/.test(base);
  const code = codeOf(base);
  return {
    name,
    originalName: from?.column?.name ?? '',
    schema: from?.table?.database ?? '',
    table: from?.alias ?? '',
    originalTable: from?.table?.name ?? '',
    typeCode: code,
    characterSet: bytes ? binary : utf8mb4,
    length: lengthOf(base, size, bytes),
    flags: flagsOf(type, from) | (number ? flags.number : 0) | (bytes ? flags.binary : 0) | (code === typeCodes.blob ? flags.blob : 0),
    decimals: base === 'double' || base === 'float' ? 31 : (scale ?? 0),
  };
}

function codeOf(base: string): number {
  if (base in typeCodes) return typeCodes[base as keyof typeof typeCodes];
  if (/text$|blob$/.test(base)) return typeCodes.blob;
  return base === 'enum' || base === 'set' || base === 'binary' ? typeCodes.char : typeCodes.varchar;
}

const widths: Readonly<Record<string, number>> = {
  tinyint: 4,
  smallint: 6,
  mediumint: 9,
  int: 11,
  bigint: 20,
  float: 12,
  double: 22,
  decimal: 43,
  date: 10,
  datetime: 19,
  timestamp: 19,
  time: 10,
  year: 4,
  longtext: 2 ** 32 - 1,
  longblob: 2 ** 32 - 1,
  text: 262_140,
  blob: 65_535,
  mediumtext: 67_108_860,
};

const lengthOf = (base: string, size: number | undefined, bytes: boolean) => widths[base] ?? (size ?? 255) * (bytes ? 1 : 4);

function flagsOf(type: string, from: ResultColumn | undefined): number {
  const { column, table } = from ?? {};
  let all = isUnsigned(type) ? flags.unsigned : 0;
  if (column === undefined || table === undefined) return all;
  if (!column.nullable) all |= flags.notNull;
  if (column.autoIncrement === true) all |= flags.autoIncrement;
  for (const key of table.keys) {
    if (key.columns[0]?.name !== column.name) continue;
    all |= key.kind === 'primary' ? flags.primary : key.kind === 'unique' && key.columns.length === 1 ? flags.unique : flags.multiple;
  }
  return all;
}

/** A value as the text protocol writes it; decimals get their scale. */
export function textOfValue(value: Value, column: WireColumn): string | Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value;
  if (column.typeCode === typeCodes.decimal && column.decimals > 0) return Number(value).toFixed(column.decimals);
  return String(value);
}
