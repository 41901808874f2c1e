/** PHP's serialize(): WordPress keeps lists and settings as such texts. */
export function serialized(value: unknown): string {
  if (value === null || value === undefined) return 'N;';
  if (typeof value === 'boolean') return `b:${value ? 1 : 0};`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i:${value};` : `d:${value};`;
  if (typeof value === 'string') return `s:${Buffer.byteLength(value, 'utf8')}:"${value}";`;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return `a:${entries.length}:{${entries.map(([key, item]) => serialized(phpKey(key)) + serialized(item)).join('')}}`;
}

/** A key that looks like a whole number is one in PHP. */
const phpKey = (key: string | number) => (typeof key === 'string' && /^(0|-?[1-9]\d*)$/.test(key) ? Number(key) : key);
