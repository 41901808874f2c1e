import { crc32 } from 'node:zlib';
import type { Moment } from '../functions/function.ts';
import type { Parameter } from './sqlite.ts';

/** One statement as it ran: SQLite's SQL, its parameters, and the time and seed its functions saw. */
export interface Ran {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  readonly moment: Moment;
}

/** One committed transaction. Numbers follow each other without a gap. */
export interface RedoRecord {
  readonly number: number;
  readonly statements: readonly Ran[];
}

/** A line of the redo log: a checksum, then JSON. A torn line is known by its checksum. */
export function recordLine({ number, statements }: RedoRecord): string {
  const text = JSON.stringify([number, statements.map(({ sql, parameters, moment }) => [sql, parameters.map(plain), moment.now, moment.seed])]);
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
}

/**
 * The whole records of a log, in order, and how many bytes they are. Only the last may be torn (the machine stopped while it
 * was written, so nobody was told it was kept); damage before the end is an error.
 */
export function readRecords(log: Buffer): { records: RedoRecord[]; bytes: number } {
  const records: RedoRecord[] = [];
  let at = 0;
  while (at < log.length) {
    const end = log.indexOf(0x0a, at);
    const line = end < 0 ? undefined : parseLine(log.toString('utf8', at, end));
    if (line === undefined) {
      if (end >= 0 && end < log.length - 1) throw new Error(`the redo log is damaged at byte ${at}`);
      break;
    }
    records.push(line);
    at = end + 1;
  }
  return { records, bytes: at };
}

type StoredParameter = null | number | string | { readonly bytes: string } | { readonly big: string };
type StoredLine = [number: number, statements: [sql: string, parameters: StoredParameter[], now: number, seed: number][]];

function parseLine(line: string): RedoRecord | undefined {
  const text = line.slice(9);
  if (crc32(text).toString(16).padStart(8, '0') !== line.slice(0, 8)) return undefined;
  const [number, statements] = JSON.parse(text) as StoredLine;
  return { number, statements: statements.map(([sql, parameters, now, seed]) => ({ sql, parameters: parameters.map(revived), moment: { now, seed } })) };
}

function plain(value: Parameter): StoredParameter {
  if (typeof value === 'bigint') return { big: value.toString() };
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
}

function revived(value: StoredParameter): Parameter {
  if (value === null || typeof value !== 'object') return value;
  return 'big' in value ? BigInt(value.big) : Buffer.from(value.bytes, 'base64');
}
