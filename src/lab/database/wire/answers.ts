import type { MySqlError } from '../errors.ts';
import { parseDate } from '../functions/time.ts';
import type { Answer, Session } from '../session.ts';
import type { Value } from '../store/sqlite.ts';
import { textOfValue, typeCodes, type WireColumn } from '../types.ts';
import { encodedNumber, encodedText, int64, nullByte, packet, uint16, uint32, uint8, type OutgoingPacket } from './packets.ts';

const inTransaction = 1;
const autocommit = 2;
const moreResults = 8;

/** The server status that goes with every answer. */
export const statusOf = (session: Session, more: boolean) =>
  (session.inTransaction ? inTransaction : 0) | (session.autocommit ? autocommit : 0) | (more ? moreResults : 0);

export const okPacket = (status: number, affectedRows = 0, insertId = 0n, info = '') =>
  packet(uint8(0), encodedNumber(affectedRows), encodedNumber(insertId), uint16(status), uint16(0), ...(info === '' ? [] : [encodedText(info)]));

export const eofPacket = (status: number) => packet(uint8(0xfe), uint16(0), uint16(status));

export const errorPacket = ({ number, state, message }: Pick<MySqlError, 'number' | 'state' | 'message'>) =>
  packet(uint8(0xff), uint16(number), Buffer.from(`#${state}${message}`, 'utf8'));

/** A column definition; `fallback` only for COM_FIELD_LIST. */
export function columnPacket(column: WireColumn, fallback?: string | null): OutgoingPacket {
  const names = ['def', column.schema, column.table, column.originalTable, column.name, column.originalName].map(encodedText);
  const fixed = [
    uint8(0x0c),
    uint16(column.characterSet),
    uint32(column.length),
    uint8(column.typeCode),
    uint16(column.flags),
    uint8(column.decimals),
    uint16(0),
  ];
  const rest = fallback === undefined ? [] : [fallback === null ? nullByte : encodedText(fallback)];
  return packet(...names, ...fixed, ...rest);
}

/** An answer as packets, rows as text or (for a prepared statement) binary. */
export function* answerPackets(answer: Answer, status: number, format: 'text' | 'binary'): Generator<OutgoingPacket> {
  if (answer.kind === 'ok') {
    yield okPacket(status, answer.affectedRows, answer.insertId, answer.info);
    return;
  }
  yield packet(encodedNumber(answer.columns.length));
  for (const column of answer.columns) yield columnPacket(column);
  yield eofPacket(status);
  for (const row of answer.rows) yield format === 'text' ? textRow(row, answer.columns) : binaryRow(row, answer.columns);
  yield eofPacket(status);
}

function textRow(row: readonly Value[], columns: readonly WireColumn[]): OutgoingPacket {
  return packet(
    ...columns.map((column, i) => {
      const text = textOfValue(row[i] ?? null, column);
      return text === null ? nullByte : encodedText(text);
    }),
  );
}

function binaryRow(row: readonly Value[], columns: readonly WireColumn[]): OutgoingPacket {
  const nulls = Buffer.alloc(Math.floor((columns.length + 9) / 8));
  const values: Buffer[] = [];
  columns.forEach((column, i) => {
    const value = row[i] ?? null;
    const written = value === null ? undefined : binaryValue(value, column);
    if (written === undefined) nulls[(i + 2) >> 3] = (nulls[(i + 2) >> 3] ?? 0) | (1 << ((i + 2) & 7));
    else values.push(written);
  });
  return packet(uint8(0), nulls, ...values);
}

/** Undefined for what the type cannot say (a zero date): it goes as NULL. */
function binaryValue(value: NonNullable<Value>, column: WireColumn): Buffer | undefined {
  switch (column.typeCode) {
    case typeCodes.tinyint:
      return uint8(Number(value));
    case typeCodes.smallint:
    case typeCodes.year:
      return uint16(Number(value));
    case typeCodes.int:
    case typeCodes.mediumint:
      return uint32(Number(value));
    case typeCodes.bigint:
      return int64(typeof value === 'bigint' ? value : BigInt(Math.trunc(Number(value))));
    case typeCodes.float: {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(Number(value));
      return bytes;
    }
    case typeCodes.double: {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value));
      return bytes;
    }
    case typeCodes.date:
    case typeCodes.datetime:
    case typeCodes.timestamp:
      return binaryDate(String(value), column.typeCode === typeCodes.date);
    case typeCodes.time:
      return binaryTime(String(value));
    default:
      return encodedText(textOfValue(value, column) ?? '');
  }
}

function binaryDate(text: string, onlyDate: boolean): Buffer {
  const date = parseDate(text);
  // '0000-00-00 00:00:00', which WordPress writes for drafts, is no date of any calendar: length 0 says so.
  if (date === undefined) return uint8(0);
  const day = [uint16(date.getUTCFullYear()), uint8(date.getUTCMonth() + 1), uint8(date.getUTCDate())];
  if (onlyDate) return Buffer.concat([uint8(4), ...day]);
  return Buffer.concat([uint8(7), ...day, uint8(date.getUTCHours()), uint8(date.getUTCMinutes()), uint8(date.getUTCSeconds())]);
}

function binaryTime(text: string): Buffer | undefined {
  const found = /^(-?)(\d+):(\d{2})(?::(\d{2}))?/.exec(text);
  if (found === null) return undefined;
  const hours = Number(found[2]);
  return Buffer.concat([
    uint8(8),
    uint8(found[1] === '-' ? 1 : 0),
    uint32(Math.floor(hours / 24)),
    uint8(hours % 24),
    uint8(Number(found[3])),
    uint8(Number(found[4] ?? 0)),
  ]);
}
