import { isIPv4, isIPv6 } from 'node:net';

/** An IPv4 block as numbers. */
export interface Block {
  readonly first: number;
  readonly size: number;
  readonly bits: number;
}

/** `10.0.0.0/16` as numbers, host bits dropped; undefined when it is none. */
export function block(cidr: string): Block | undefined {
  const [address = '', bits = '', ...rest] = cidr.split('/');
  if (rest.length > 0 || !isIPv4(address) || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  return { first: Math.floor(number(address) / size) * size, size, bits: Number(bits) };
}

/** `10.0.0.7` as a number. */
export function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The number written as `10.0.0.7`. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Does the outer block hold all of the inner one? */
export function holds(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

export function overlap(one: Block, other: Block): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** The block as EC2 stores it: `100.68.0.18/18` is `100.68.0.0/18`; undefined when malformed. */
export function canonicalIpv4(cidr: string): string | undefined {
  const parsed = block(cidr);
  return parsed && `${dotted(parsed.first)}/${parsed.bits}`;
}

/** An IPv6 block in its shortest form, host bits dropped; undefined when malformed. */
export function canonicalIpv6(cidr: string): string | undefined {
  const [address = '', bits = '', ...rest] = cidr.split('/');
  if (rest.length > 0 || !isIPv6(address) || address.includes('%') || !/^\d{1,3}$/.test(bits) || Number(bits) > 128) return undefined;
  const groups = sixteenBitGroups(address).map((group, index) => {
    const kept = Math.min(16, Math.max(0, Number(bits) - index * 16));
    return group & (0xffff << (16 - kept));
  });
  return `${shortest(groups)}/${Number(bits)}`;
}

function sixteenBitGroups(address: string): number[] {
  const whole = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...parts: string[]) => {
    const [a, b, c, d] = parts.map(Number);
    return `${(((a ?? 0) << 8) + (b ?? 0)).toString(16)}:${(((c ?? 0) << 8) + (d ?? 0)).toString(16)}`;
  });
  const [head = '', tail] = whole.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function shortest(groups: readonly number[]): string {
  // The URL parser writes IPv6 hosts in the canonical form of RFC 5952.
  return new URL(`http://[${groups.map((group) => (group & 0xffff).toString(16)).join(':')}]`).hostname.slice(1, -1);
}
