import type { BlogShape } from '../../aws/find/shape.ts';
import { explain, singlePoints } from '../../ui/picture.ts';
import { rowsOf } from '../parts.ts';
import type { Report } from '../report.ts';
import type { Telling } from '../show.ts';
import { pictureSvg } from '../svg/picture.ts';
import { html, nothing, type Markup } from './markup.ts';
import { behind, table } from './table.ts';

/** The blog before and now, side by side where there is room. */
export function pictureSection({ before, now }: Report, telling: Telling): Markup {
  const { picture } = telling.words.report;
  if (now === undefined) return nothing;
  if (before === undefined)
    return html`<section>
      <h2>${picture.headingNow}</h2>
      ${figure(now, 'now', '', '', telling)}
    </section>`;
  return html`<section>
    <h2>${picture.heading}</h2>
    <div class="pair drawn">${figure(before, 'before', picture.before, picture.beforeNote, telling)} ${figure(now, 'now', picture.now, '', telling)}</div>
  </section>`;
}

function figure(shape: BlogShape, id: string, title: string, note: string, { words }: Telling): Markup {
  const { picture } = words.report;
  const { columns } = picture;
  const rows = rowsOf(shape, words).map(({ name, zone, state, reach }) => [name, zone, state, reach]);
  const points = singlePoints(shape);
  const said =
    points.length === 0
      ? html`<p class="note">${picture.noPoints}</p>`
      : html`<ul class="points" aria-label="${picture.points}">
          ${points.map((point) => html`<li>${explain(point, shape, words.picture)}</li>`)}
        </ul>`;
  return html`<figure>
    ${title === '' ? nothing : html`<h3>${title}</h3>`} ${pictureSvg(shape, id, title, words)} ${note === '' ? nothing : html`<figcaption>${note}</figcaption>`}
    ${said} ${behind(picture.table, table([{ title: columns.thing }, { title: columns.zone }, { title: columns.state }, { title: columns.reach }], rows))}
  </figure>`;
}
