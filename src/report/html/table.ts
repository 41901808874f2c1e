import { html, type Markup } from './markup.ts';

export type Cell = string | Markup;

export interface Column {
  readonly title: string;
  /** Figures stand at the right. */
  readonly figures?: boolean;
}

/** A table whose first column names its rows; on a narrow screen each row becomes a block of its own. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], foot: readonly Cell[] = []): Markup {
  const kind = (index: number) => (columns[index]?.figures === true ? 'n' : 'w');
  const cell = (value: Cell, index: number) =>
    index === 0 ? html`<th scope="row">${value}</th>` : html`<td class="${kind(index)}" data-of="${columns[index]?.title ?? ''}">${value}</td>`;
  const head = columns.map(({ title }, index) => html`<th scope="col" class="${kind(index)}">${title}</th>`);
  const last =
    foot.length === 0
      ? ''
      : html`<tfoot>
          <tr>
            ${foot.map(cell)}
          </tr>
        </tfoot>`;
  return html`<div class="scroll">
    <table class="stack">
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )}
      </tbody>
      ${last}
    </table>
  </div>`;
}

/** A table that is there for whoever cannot use the drawing before it, or wants to know exactly. */
export const behind = (summary: string, inside: Markup): Markup =>
  html`<details>
    <summary>${summary}</summary>
    ${inside}
  </details>`;

/** Names with their figures, side by side. */
export function figureList(pairs: readonly (readonly string[])[]): Markup {
  return html`<dl class="figures">
    ${pairs.map(
      ([name = '', value = '']) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
