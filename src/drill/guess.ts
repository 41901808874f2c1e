const perUnit: Readonly<Record<string, number>> = { ms: 1, s: 1_000, sec: 1_000, 秒: 1_000, m: 60_000, min: 60_000, 分: 60_000, h: 3_600_000, 時間: 3_600_000 };
const longest = 86_400_000;

/** `30s`, `90`, `1m30s`, `2 min`, `1分30秒` in ms; a bare number is seconds. Undefined for anything else, and for more than a day. */
export function parseTime(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
  if (/^\d+(\.\d+)?$/.test(plain)) return within(Number(plain) * 1_000);
  const parts = [...plain.matchAll(/(\d+(?:\.\d+)?)(ms|sec|min|s|m|h|秒|分|時間)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== plain) return undefined;
  return within(parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (perUnit[unit] ?? 0), 0));
}

const within = (ms: number) => (ms <= longest ? Math.round(ms) : undefined);
