import stringWidth from 'string-width';

export type Cell = string | number | bigint | Buffer | Date | null | undefined;
export interface Rows {
  readonly columns: readonly string[];
  /** For each column: are its values numbers (set to the right)? */
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly Cell[])[];
}

const text = (cell: Cell) => (cell === null || cell === undefined ? 'NULL' : Buffer.isBuffer(cell) ? cell.toString('utf8') : String(cell));

/** A table with a frame, as the client draws it on a terminal. */
export function framed({ columns, numeric, rows }: Rows): string {
  const cells = rows.map((row) => row.map(text));
  const widths = columns.map((name, at) => Math.max(stringWidth(name), ...cells.map((row) => stringWidth(row[at] ?? ''))));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (row: readonly string[], right: readonly boolean[]) =>
    `|${row.map((cell, at) => ` ${padded(cell, widths[at] ?? 0, right[at] === true)} `).join('|')}|`;
  return [rule, line(columns, []), rule, ...cells.map((row) => line(row, numeric)), rule].join('\n');
}

/** Each row as its own block (`\G`). */
export function tall({ columns, rows }: Rows): string {
  const width = Math.max(0, ...columns.map((name) => stringWidth(name)));
  return rows
    .map((row, at) =>
      [
        `*************************** ${at + 1}. row ***************************`,
        ...columns.map((name, column) => `${padded(name, width, true)}: ${text(row[column])}`),
      ].join('\n'),
    )
    .join('\n');
}

const safe = (cell: string) => cell.replace(/[\\\t\n\0]/g, (letter) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' })[letter] ?? letter);

/** Tabs between the cells, for other programs. */
export function tabbed({ columns, rows }: Rows, names: boolean): string {
  return [...(names ? [columns.map(safe)] : []), ...rows.map((row) => row.map((cell) => safe(text(cell))))].map((row) => row.join('\t')).join('\n');
}

function padded(cell: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(cell)));
  return right ? blanks + cell : cell + blanks;
}
