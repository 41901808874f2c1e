import { isUtf8 } from 'node:buffer';
import { refusals } from '../errors.ts';
import type { Parameter } from '../store/sqlite.ts';

export interface Bound {
  readonly values: readonly Parameter[];
  /** Types are sent once and then hold for later executions. */
  readonly types: Buffer;
}

/**
 * The values of COM_STMT_EXECUTE. mysql2's own reader finds the types by looking for bytes that could be types, which
 * misreads values; the protocol says exactly where they are.
 */
export function readParameters(body: Buffer, count: number, knownTypes: Buffer | undefined, long: ReadonlyMap<number, Buffer>): Bound {
  if (count === 0) return { values: [], types: Buffer.alloc(0) };
  const nulls = body.subarray(10, 10 + Math.floor((count + 7) / 8));
  let at = 10 + nulls.length;
  const fresh = body[at++] === 1;
  const types = fresh ? Buffer.from(body.subarray(at, at + count * 2)) : knownTypes;
  if (types === undefined || types.length < count * 2) throw refusals.wrongArguments('mysqld_stmt_execute');
  if (fresh) at += count * 2;
  const reader = readerOf(body, at);
  const values = Array.from({ length: count }, (_, i): Parameter => {
    const sentBefore = long.get(i);
    if (sentBefore !== undefined) return textOrBytes(sentBefore);
    if (((nulls[i >> 3] ?? 0) & (1 << (i & 7))) !== 0) return null;
    return reader(types[i * 2] ?? 0, ((types[i * 2 + 1] ?? 0) & 0x80) !== 0);
  });
  return { values, types };
}

const textOrBytes = (bytes: Buffer): Parameter => (isUtf8(bytes) ? bytes.toString('utf8') : Buffer.from(bytes));
const two = (value: number) => String(value).padStart(2, '0');

/** Reads one value after the other. */
function readerOf(body: Buffer, start: number): (type: number, unsigned: boolean) => Parameter {
  let at = start;
  const take = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  const chunk = (length: number) => {
    const from = take(length);
    return body.subarray(from, from + length);
  };
  const lengthEncoded = (): Buffer => {
    const first = body.readUInt8(take(1));
    const length =
      first < 0xfb ? first : first === 0xfc ? body.readUInt16LE(take(2)) : first === 0xfd ? body.readUIntLE(take(3), 3) : Number(body.readBigUInt64LE(take(8)));
    return chunk(length);
  };
  const short = () => chunk(body.readUInt8(take(1)));
  return (type, unsigned) => {
    switch (type) {
      case 0x01:
        return unsigned ? body.readUInt8(take(1)) : body.readInt8(take(1));
      case 0x02:
      case 0x0d:
        return unsigned ? body.readUInt16LE(take(2)) : body.readInt16LE(take(2));
      case 0x03:
      case 0x09:
        return unsigned ? body.readUInt32LE(take(4)) : body.readInt32LE(take(4));
      case 0x08:
        return unsigned ? body.readBigUInt64LE(take(8)) : body.readBigInt64LE(take(8));
      case 0x04:
        return body.readFloatLE(take(4));
      case 0x05:
        return body.readDoubleLE(take(8));
      case 0x06:
        return null;
      case 0x07:
      case 0x0a:
      case 0x0c:
        return dateOf(short(), type === 0x0a);
      case 0x0b:
        return timeOf(short());
      default:
        return textOrBytes(lengthEncoded());
    }
  };
}

function dateOf(bytes: Buffer, onlyDate: boolean): string {
  if (bytes.length < 4) return onlyDate ? '0000-00-00' : '0000-00-00 00:00:00';
  const date = `${String(bytes.readUInt16LE(0)).padStart(4, '0')}-${two(bytes[2] ?? 0)}-${two(bytes[3] ?? 0)}`;
  if (onlyDate) return date;
  const time = `${two(bytes[4] ?? 0)}:${two(bytes[5] ?? 0)}:${two(bytes[6] ?? 0)}`;
  return `${date} ${time}${bytes.length < 11 || bytes.readUInt32LE(7) === 0 ? '' : `.${String(bytes.readUInt32LE(7)).padStart(6, '0')}`}`;
}

function timeOf(bytes: Buffer): string {
  if (bytes.length < 8) return '00:00:00';
  const hours = bytes.readUInt32LE(1) * 24 + (bytes[5] ?? 0);
  return `${bytes[0] === 1 ? '-' : ''}${two(hours)}:${two(bytes[6] ?? 0)}:${two(bytes[7] ?? 0)}`;
}
