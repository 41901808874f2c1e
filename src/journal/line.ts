import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { schemaVersion, type Header, type Note, type Written } from './record.ts';

/** Why a line cannot be used. `torn`: it was cut off while being written, which only the last line can be. */
export type LineFault = 'damaged' | 'newer';

const sealed = /^(\{.*),"crc":"([0-9a-f]{8})"\}$/s;

/** One line, without its newline. `prev` chains it to the line before, so that no line can go missing in between. */
export function encodeLine(content: Header | Note, seq: number, ts: string, prev: string): string {
  const body = JSON.stringify({ v: schemaVersion, seq, prev, ts, ...content });
  return `${body.slice(0, -1)},"crc":"${checksum(body.slice(0, -1))}"}`;
}

/** The link that the next line carries. */
export function linkTo(line: string): string {
  return createHash('sha256').update(line).digest('hex').slice(0, 16);
}

/** Reads a line back, or says why not. */
export function decodeLine(line: string, seq: number, prev: string): Written<Header | Note> | LineFault {
  const parsed = parse(line);
  if (parsed === undefined) return 'damaged';
  if (typeof parsed['v'] === 'number' && parsed['v'] > schemaVersion) return 'newer';
  const [, body, crc] = sealed.exec(line) ?? [];
  if (body === undefined || crc !== checksum(body)) return 'damaged';
  const { v, seq: itsSeq, prev: itsPrev, ts, crc: _, ...content } = parsed;
  if (v !== schemaVersion || itsSeq !== seq || itsPrev !== prev || typeof ts !== 'string') return 'damaged';
  // The checksum and the chain say that this is what encodeLine wrote, so its content is what encodeLine was given.
  return { seq, ts, content: content as unknown as Header | Note };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
