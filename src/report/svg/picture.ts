import type { BlogShape, DatabaseShape, ServerShape } from '../../aws/find/shape.ts';
import { singlePoints, type SinglePoint } from '../../ui/picture.ts';
import type { Words } from '../../ui/language/words.ts';
import { html, join, nothing, type Markup } from '../html/markup.ts';
import { rowsOf } from '../parts.ts';
import { cutTo } from './text.ts';

const zoneWidth = 222;
const gap = 16;
const cardHeight = 76;
const between = 12;
const head = 12;
const foot = 26; // of a zone: its name, out of the arrows' way
const busHeight = 30;

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

/** The blog as a drawing, zone by zone, from the readers at the top to the database. Colours come from the page's own style. */
export function pictureSvg(shape: BlogShape, id: string, title: string, words: Words): Markup {
  const zones = zonesIn(shape);
  const width = Math.max(2, zones.length) * (zoneWidth + gap) - gap;
  const columns = Math.max(1, zones.length);
  const w = (width - gap * (columns - 1)) / columns;
  const frames = zones.map((zone, index): Frame & { zone: string } => ({ zone, x: index * (w + gap), y: shape.balancer ? 146 : 84, w }));
  const most = Math.max(1, ...zones.map((zone) => shape.servers.filter((one) => one.zone === zone).length));
  const busY = (frames[0]?.y ?? 0) + head + most * (cardHeight + between) + busHeight / 2;
  const cards = { points: singlePoints(shape), words, databaseY: busY + busHeight / 2 };
  const height = cards.databaseY + cardHeight + foot + 4;
  const told = rowsOf(shape, words).map(({ name, zone, state, reach }) => words.report.picture.part(name, zone, state, reach));
  return html`<svg class="picture" viewBox="-2 -2 ${width + 4} ${height + 4}" role="img" aria-labelledby="${id}-t ${id}-d" xmlns="http://www.w3.org/2000/svg">
    <title id="${id}-t">${title === '' ? words.report.picture.headingNow : `${words.report.picture.heading}: ${title}`}</title>
    <desc id="${id}-d">${words.report.picture.describe(told.join(' '))}</desc>
    ${arrowHead(id)} ${entrance(shape, width, words)} ${frames.map((frame) => zoneFrame(frame, height - frame.y - 4, words))}
    ${lines(shape, frames, width, busY, cards.databaseY, id)} ${frames.map((frame) => contents(shape, frame, cards))}
  </svg>`;
}

function zonesIn({ servers, database }: BlogShape): readonly string[] {
  const named = [
    ...servers.map(({ zone }) => zone),
    ...(database === undefined ? [] : [database.zone, ...(database.multiAz ? [database.standbyZone ?? ''] : [])]),
  ];
  const known = [...new Set(named.filter(Boolean))].toSorted();
  return named.includes('') ? [...known, ''] : known;
}

const arrowHead = (id: string) =>
  html`<defs
    ><marker id="${id}-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0 8 4 0 8z" /></marker
  ></defs>`;

function entrance({ address, balancer }: BlogShape, width: number, words: Words): Markup {
  const middle = width / 2;
  const readers = html`<rect class="readers" x="${middle - 62}" y="0" width="124" height="28" rx="14" />
    <text class="name mid" x="${middle}" y="19">${words.picture.readers}</text>
    <text class="small mid" x="${middle}" y="46">${cutTo(address ?? words.picture.unknownAddress, width, 12)}</text>`;
  if (balancer === undefined) return readers;
  return html`${readers}
    <rect class="card" x="0" y="72" width="${width}" height="44" rx="6" />
    <text class="name" x="12" y="91">${cutTo(`${words.picture.balancer}: ${balancer.name}`, width - 24)}</text>
    <text class="small" x="12" y="107">${cutTo(balancer.state, width - 24, 12)}</text>`;
}

function zoneFrame({ x, y, w, zone }: Frame & { readonly zone: string }, height: number, words: Words): Markup {
  const named = zone === '' ? words.report.picture.unknownZone : zone;
  return html`<rect class="zone" x="${x}" y="${y}" width="${w}" height="${height}" rx="8" /><text class="small" x="${x + 10}" y="${y + height - 9}"
      >${cutTo(named, w - 20, 12)}</text
    >`;
}

/** Who sends to whom: the entrance to each server, the servers to the database, the database to its standby. */
function lines(shape: BlogShape, frames: readonly (Frame & { readonly zone: string })[], width: number, busY: number, databaseY: number, id: string): Markup {
  const { balancer, servers, database } = shape;
  const from = balancer ? 116 : 52;
  const drawn: Markup[] = [line(`M${width / 2} ${balancer ? 52 : 52}V${balancer ? 70 : 52}`, balancer ? 'flow' : 'none', id)];
  for (const frame of frames) {
    const here = servers.filter(({ zone }) => zone === frame.zone);
    const x = frame.x + frame.w / 2;
    if (here.length > 0) {
      const served = here.some((server) => serves(server));
      const start = balancer ? `M${x} ${from}` : `M${width / 2} ${from}V${from + 18}H${x}`;
      drawn.push(line(`${start}V${frame.y + head - 2}`, served ? 'flow' : 'cut', id));
      if (database) drawn.push(line(`M${x} ${frame.y + head + here.length * (cardHeight + between) - between}V${busY}`, 'bus', id));
    }
    if (database?.zone === frame.zone) drawn.push(line(`M${x} ${busY}V${databaseY - 2}`, 'flow', id));
  }
  const centres = frames.filter(({ zone }) => zone === database?.zone || servers.some((one) => one.zone === zone)).map(({ x, w }) => x + w / 2);
  if (database && centres.length > 1) drawn.push(line(`M${Math.min(...centres)} ${busY}H${Math.max(...centres)}`, 'bus', id));
  return html`${drawn}${copying(database, frames, databaseY, id)}`;
}

function copying(database: DatabaseShape | undefined, frames: readonly (Frame & { readonly zone: string })[], databaseY: number, id: string): Markup {
  const [primary, standby] = [frames.find(({ zone }) => zone === database?.zone), frames.find(({ zone }) => zone === database?.standbyZone)];
  if (!database?.multiAz || primary === undefined || standby === undefined || primary === standby) return nothing;
  const y = databaseY + cardHeight / 2;
  const [from, to] = primary.x < standby.x ? [primary.x + primary.w - 8, standby.x + 8] : [primary.x + 8, standby.x + standby.w - 8];
  return line(`M${from} ${y}H${to}`, 'copy', id);
}

const line = (path: string, kind: 'flow' | 'cut' | 'bus' | 'copy' | 'none', id: string): Markup =>
  kind === 'none' ? nothing : html`<path class="line ${kind}" d="${path}" ${kind === 'bus' ? nothing : html`marker-end="url(#${id}-a)"`} />`;

interface Cards {
  readonly points: readonly SinglePoint[];
  readonly words: Words;
  readonly databaseY: number;
}

function contents(shape: BlogShape, frame: Frame & { readonly zone: string }, cards: Cards): Markup {
  const here = shape.servers.filter(({ zone }) => zone === frame.zone);
  return join([
    ...here.map((server, index) => serverCard(server, { ...frame, y: frame.y + head + index * (cardHeight + between) }, cards)),
    databaseCard(shape.database, frame, cards),
  ]);
}

function serverCard(server: ServerShape, frame: Frame, { points, words }: Cards): Markup {
  const single = points.some(({ kind, subject }) => kind === 'oneServer' && subject === server.name);
  const { picture } = words;
  const state = server.health === undefined ? server.state : `${server.state}${picture.joint}${picture.health(server.health)}`;
  const mark = single ? 'single' : serves(server) ? 'well' : 'down';
  return card(frame, mark, server.name, [state, server.open ? picture.openToAll : picture.onlyThroughBalancer], words);
}

function databaseCard(database: DatabaseShape | undefined, frame: Frame & { readonly zone: string }, { points, words, databaseY }: Cards): Markup {
  const at = { ...frame, y: databaseY };
  const { picture } = words;
  if (database === undefined) return nothing;
  if (database.zone === frame.zone) {
    const kinds = points.map(({ kind }) => kind);
    const mark = kinds.includes('downDatabase') ? 'down' : kinds.includes('oneDatabase') ? 'single' : 'well';
    return card(at, mark, database.name, [`${picture.database}${picture.joint}${database.state}`], words);
  }
  return database.multiAz && database.standbyZone === frame.zone ? card(at, 'standby', database.name, [picture.standby, picture.copied], words) : nothing;
}

const badges = { single: '!', down: '✕', well: '✓', standby: '⇄' } as const;

function card({ x, y, w }: Frame, mark: keyof typeof badges, name: string, told: readonly string[], words: Words): Markup {
  const { alone, notServing } = words.report.picture;
  const warning = mark === 'single' ? alone : mark === 'down' ? notServing : '';
  const rows = warning === '' ? told : [...told, warning];
  return html`<g class="is-${mark}"
    ><rect class="card" x="${x + 8}" y="${y}" width="${w - 16}" height="${cardHeight}" rx="6" />
    <circle class="badge" cx="${x + w - 24}" cy="${y + 17}" r="9" /><text class="sign mid" x="${x + w - 24}" y="${y + 21.5}">${badges[mark]}</text>
    <text class="name" x="${x + 18}" y="${y + 21}">${cutTo(name, w - 64)}</text>
    ${rows.map((row, index) => html`<text class="small ${index === rows.length - 1 && warning !== '' ? 'warn' : ''}" x="${x + 18}" y="${y + 38 + index * 15}">${cutTo(row, w - 32, 12)}</text>`)}</g
  >`;
}

const serves = (server: ServerShape) => server.state === 'running' && (server.health === undefined || server.health === 'healthy');
