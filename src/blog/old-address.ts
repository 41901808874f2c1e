import { looksSerialised, rewriteSerialised } from './serialised.ts';

/** From some addresses (`http://host[:port]`) to another; the way back leads to the first of them. */
export interface Move {
  readonly from: readonly string[];
  readonly to: string;
}

/** What becomes of one value of the database. `left`: it holds an old address, and could not be given the new one so that undo finds the way back. */
export type Rewriting = 'none' | 'left' | { readonly value: string };

/** An address as texts write it: plain, in JSON (block attributes), and inside another address. */
const forms: readonly ((address: string) => string)[] = [
  (address) => address,
  (address) => address.replaceAll('/', String.raw`\/`),
  (address) => encodeURIComponent(address),
  (address) => encodeURIComponent(address).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
];

// The host must end there: 192.0.2.1 is no part of 192.0.2.10, nor of 192.0.2.1:8080.
const end = String.raw`(?![\w-]|\.\w|:\d|%3[aA]\d)`;

/** Does this value hold one of the old addresses, and what would it be with the new one? */
export function rewriting(value: string, move: Move): Rewriting {
  if (!holds(value, move)) return 'none';
  const written = rewritten(value, move);
  if (written === undefined || holds(written, move)) return 'left';
  // The way back is proved before the way there is gone: what would not come back to the letter stays.
  return rewritten(written, wayBack(move)) === value ? { value: written } : 'left';
}

/** What takes a move back. */
export const wayBack = ({ from: [first = ''], to }: Move): Move => ({ from: [to], to: first });

function holds(value: string, { from }: Move): boolean {
  return from.some((address) => forms.some((form) => patternOf(form(address)).test(value)));
}

/** Undefined: it looks serialised and is not whole. */
function rewritten(value: string, move: Move): string | undefined {
  const bytes = binary(value);
  const written = looksSerialised(bytes) ? rewriteSerialised(bytes, (text) => replaced(text, move)) : replaced(bytes, move);
  return written === undefined ? undefined : Buffer.from(written, 'latin1').toString('utf8');
}

function replaced(bytes: string, { from, to }: Move): string {
  let text = bytes;
  for (const address of from) for (const form of forms) text = text.replace(patternOf(binary(form(address))), () => binary(form(to)));
  return text;
}

/** One character a byte, as lengths are counted. */
const binary = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const patternOf = (text: string) => new RegExp(`${text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}${end}`, 'g');
