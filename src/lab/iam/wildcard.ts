/** IAM's patterns: `*` any run of characters, `?` any one. */
export function wildcard(pattern: string, flags = 's'): (text: string) => boolean {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern) && !flags.includes('i')) return (text) => text === pattern;
  const source = pattern.replaceAll(/[*?]|[^\w\s]/g, (sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`));
  const regular = new RegExp(`^${source}$`, flags);
  return (text) => regular.test(text);
}
