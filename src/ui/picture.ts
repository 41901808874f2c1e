import type { BlogShape, DatabaseShape, ServerShape } from '../aws/find/shape.ts';
import { clean } from './clean.ts';
import type { Words } from './language/words.ts';
import { cut, padTo, widthOf, wrap } from './width.ts';

type PictureWords = Words['picture'];

/** A thing whose loss alone stops the blog, with the word that says why. */
export interface SinglePoint {
  readonly kind: keyof PictureWords['spof'];
  readonly subject: string;
}

const width = 78;
const zonesInARow = 3;
const gap = '  ';

/** What could stop the whole blog by failing alone; empty once the blog is redundant. */
export function singlePoints(shape: BlogShape): readonly SinglePoint[] {
  const up = shape.servers.filter(serves);
  const points: SinglePoint[] = shape.servers.filter((server) => !serves(server)).map((server) => ({ kind: 'downServer', subject: server.name }));
  const entrance = entrancePoints(shape, up);
  // Behind an entrance that leads nowhere, all that are up are as good as each other.
  const passedOver = up.filter(({ name }) => entrance.some(({ kind, subject }) => kind === 'unlistedServer' && subject === name));
  const serving = up.filter((server) => !passedOver.includes(server));
  const [only] = serving;
  if (serving.length === 1 && only) points.push({ kind: 'oneServer', subject: only.name });
  if (serving.length > 1 && new Set(serving.map(({ zone }) => zone)).size === 1 && only) points.push({ kind: 'oneZone', subject: only.zone });
  if (serving.length > 1 && shape.address && ownedByServer(shape.address, shape.servers)) points.push({ kind: 'oneAddress', subject: shape.address });
  return [...points, ...entrance, ...databasePoints(shape)];
}

/** No balancer, one that nobody reaches, one that leads nowhere (no listener, an empty list), or one that passes a server over. */
function entrancePoints({ balancer }: BlogShape, up: readonly ServerShape[]): SinglePoint[] {
  if (balancer === undefined) return up.length > 1 ? [{ kind: 'noBalancer', subject: '' }] : [];
  const shut: SinglePoint[] = balancer.open ? [] : [{ kind: 'shutBalancer', subject: balancer.name }];
  const unlisted = up.filter(({ health }) => health === undefined);
  const idle = up.length > 0 && unlisted.length === up.length;
  return idle
    ? [...shut, { kind: 'idleBalancer', subject: balancer.name }]
    : [...shut, ...unlisted.map(({ name }) => ({ kind: 'unlistedServer' as const, subject: name }))];
}

function databasePoints({ database }: BlogShape): SinglePoint[] {
  if (database === undefined) return [{ kind: 'noDatabase', subject: '' }];
  const down: SinglePoint[] = isDown(database.state) ? [{ kind: 'downDatabase', subject: database.name }] : [];
  return database.multiAz ? down : [...down, { kind: 'oneDatabase', subject: database.name }];
}

/** In none of these does RDS let anybody in, and none ends by itself in a moment. */
const isDown = (state: string) => /^(stopp|delet|fail|storage-full|inaccessible|incompatible|restore-error)/.test(state);

/** The blog as text, zone by zone, 80 columns at most. ASCII lines: box characters are two columns wide in some CJK terminals. */
export function drawBlog(found: BlogShape, words: PictureWords): string {
  const shape = cleaned(found);
  const points = singlePoints(shape);
  const zones = zonesOf(shape);
  const columns = Math.max(1, Math.min(zones.length, zonesInARow));
  const rows = chunks(zones, columns).map((row) => drawZones(row, columns, shape, points, words));
  return [...drawEntrance(shape, words), ...rows.flat(), '', ...legend(shape, points, words)].join('\n');
}

/** Names and addresses come from outside. */
function cleaned(shape: BlogShape): BlogShape {
  // A copy of the very same form, so its type is the same.
  return JSON.parse(JSON.stringify(shape), (_, value: unknown) => (typeof value === 'string' ? clean(value) : value)) as BlogShape;
}

const serves = (server: ServerShape) => server.state === 'running' && (server.health === undefined || server.health === 'healthy');

function ownedByServer(address: string, servers: readonly ServerShape[]): boolean {
  return servers.some((server) => server.address !== undefined && hostOf(server.address) === hostOf(address));
}

function hostOf(address: string): string {
  const url = address.includes('://') ? address : `http://${address}`;
  return URL.canParse(url) ? new URL(url).host : address;
}

function zonesOf({ servers, database, balancer }: BlogShape): readonly string[] {
  const named = [...servers.map(({ zone }) => zone), database?.zone, database?.standbyZone, ...(balancer?.zones ?? [])];
  return [...new Set(named.filter((zone) => zone !== undefined))].toSorted();
}

function drawEntrance({ address, balancer }: BlogShape, words: PictureWords): string[] {
  const entrance = [`  ${words.readers}`, `     |  ${cut(address ?? words.unknownAddress, width - 8)}`, '     v'];
  if (!balancer) return entrance;
  return [...entrance, ...box(`${words.balancer}: ${balancer.name}`, [`${balancer.state}   ${balancer.dnsName}`], width), '     |'];
}

function drawZones(zones: readonly string[], columns: number, shape: BlogShape, points: readonly SinglePoint[], words: PictureWords): string[] {
  const boxWidth = Math.floor((width - gap.length * (columns - 1)) / columns);
  const contents = zones.map((zone) => linesIn(zone, shape, points, words));
  const height = Math.max(...contents.map((lines) => lines.length));
  const boxes = zones.map((zone, index) => box(zone, padded(contents[index] ?? [], height), boxWidth));
  return Array.from({ length: height + 2 }, (_, line) => boxes.map((lines) => lines[line] ?? '').join(gap));
}

function linesIn(zone: string, { servers, database }: BlogShape, points: readonly SinglePoint[], words: PictureWords): string[] {
  const here = servers.filter((server) => server.zone === zone).map((server) => serverLines(server, points, words));
  const data = database ? databaseLines(database, zone, points, words) : [];
  return [...here, data].filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function serverLines(server: ServerShape, points: readonly SinglePoint[], words: PictureWords): string[] {
  const single = points.some(({ kind, subject }) => kind === 'oneServer' && subject === server.name);
  const seen = server.health === undefined ? server.state : `${server.state}${words.joint}${words.health(server.health)}`;
  const reach = server.open ? [words.openToAll, server.address].filter(Boolean).join(': ') : words.onlyThroughBalancer;
  return [marked(`[${server.name}]`, single, words), `  ${seen}`, `  ${reach}`];
}

function databaseLines(database: DatabaseShape, zone: string, points: readonly SinglePoint[], words: PictureWords): string[] {
  if (database.zone === zone) {
    const single = points.some(({ kind }) => kind === 'oneDatabase');
    return [marked(`(${database.name})`, single, words), `  ${words.database}${words.joint}${database.state}`];
  }
  const standsBy = database.multiAz && database.standbyZone === zone;
  return standsBy ? [`(${database.name})`, `  ${words.standby}${words.joint}${words.copied}`] : [];
}

const marked = (name: string, single: boolean, words: PictureWords) => (single ? `${name} ${words.single}` : name);

function legend(shape: BlogShape, points: readonly SinglePoint[], words: PictureWords): string[] {
  if (points.length === 0) return wrapped(words.noneLeft, '  ');
  return [`  ${words.listTitle}`, ...points.flatMap((point) => wrapped(`(!) ${explain(point, shape, words)}`, '  '))];
}

/** Why this point is one, as a sentence. */
export function explain({ kind, subject }: SinglePoint, shape: BlogShape, { spof }: PictureWords): string {
  const short = cut(subject, 60);
  switch (kind) {
    case 'downServer':
      return spof.downServer(short, stateOf(subject, shape));
    case 'downDatabase':
      return spof.downDatabase(short, shape.database?.state ?? '');
    case 'noBalancer':
    case 'noDatabase':
      return spof[kind];
    default:
      return spof[kind](short);
  }
}

function stateOf(name: string, { servers }: BlogShape): string {
  const server = servers.find((one) => one.name === name);
  return server?.health ?? server?.state ?? '';
}

function box(title: string, lines: readonly string[], boxWidth: number): string[] {
  const inner = boxWidth - 4;
  const head = `+- ${cut(title, inner - 2)} `;
  const rule = '-'.repeat(boxWidth - 2);
  return [`${head}${'-'.repeat(Math.max(0, boxWidth - 1 - widthOf(head)))}+`, ...lines.map((line) => `| ${fit(line, inner)} |`), `+${rule}+`];
}

const fit = (text: string, columns: number) => padTo(cut(text, columns), columns);

const wrapped = (text: string, indent: string) => wrap(indent + text, width).split('\n');

const padded = (lines: readonly string[], height: number) => [...lines, ...Array.from({ length: height - lines.length }, () => '')];

const chunks = <Item>(items: readonly Item[], size: number) =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
