/** One line of the table: what was measured, what came out, and what it is held against. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly wanted?: string;
  /** Left out: nothing is asked of it. */
  readonly holds?: boolean;
}

/** The part of a list below which this share of it lies; the list is sorted. */
export const quantile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
export const median = (values: readonly number[]) =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

export const atMost = (what: string, value: number, most: number, unit: string): Figure => ({
  what,
  value: `${digits(value)} ${unit}`,
  wanted: `< ${most} ${unit}`,
  holds: value < most,
});

export const atLeast = (what: string, value: number, least: number, unit: string): Figure => ({
  what,
  value: `${digits(value)} ${unit}`,
  wanted: `>= ${least} ${unit}`,
  holds: value >= least,
});

export const plain = (what: string, value: string): Figure => ({ what, value });

export const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** The table as Markdown, its columns in line. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ what, value, wanted = '', holds }) => [what, value, wanted, holds === undefined ? '' : holds ? 'yes' : 'NO']);
  const all = [['measured', 'figure', 'wanted', 'holds'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[], fill = ' ') => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [line(all[0] ?? []), line(['', '', '', ''], '-'), ...rows.map((row) => line(row))].join('\n');
}
