/** A packet for mysql2's `writePacket`: it numbers it, splits what is too long, and sends it. */
export interface OutgoingPacket {
  readonly buffer: Buffer;
  length(): number;
  writeHeader(sequenceId: number): void;
}

/** Frames a payload: mysql2 fills the four bytes before it. */
export function packet(...parts: readonly Uint8Array[]): OutgoingPacket {
  const buffer = Buffer.concat([Buffer.alloc(4), ...parts]);
  return {
    buffer,
    length: () => buffer.length - 4,
    writeHeader(sequenceId) {
      buffer.writeUIntLE(buffer.length - 4, 0, 3);
      buffer.writeUInt8(sequenceId, 3);
    },
  };
}

export const uint8 = (value: number) => Buffer.from([value & 0xff]);
export const uint16 = (value: number) => Buffer.from([value & 0xff, (value >> 8) & 0xff]);

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt.asIntN(64, value));
  return bytes;
}

/** The protocol's length-encoded integer. */
export function encodedNumber(value: number | bigint): Buffer {
  const number = Number(value);
  if (number < 251) return uint8(number);
  if (number < 2 ** 16) return Buffer.concat([uint8(0xfc), uint16(number)]);
  if (number < 2 ** 24) return Buffer.concat([uint8(0xfd), uint16(number), uint8(number >> 16)]);
  return Buffer.concat([uint8(0xfe), int64(BigInt(value))]);
}

/** A text or bytes after its length. */
export function encodedText(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([encodedNumber(bytes.length), bytes]);
}

export const nullByte = uint8(0xfb);
export const nullTerminated = (value: string) => Buffer.from(`${value}\0`, 'utf8');
