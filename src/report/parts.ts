import type { BlogShape, DatabaseShape } from '../aws/find/shape.ts';
import type { Words } from '../ui/language/words.ts';

/** One part of the blog as a row of a table: the picture for those who do not see it. */
export interface PartRow {
  readonly name: string;
  readonly zone: string;
  readonly state: string;
  readonly reach: string;
}

/** The parts from the outside to the inside. */
export function rowsOf(shape: BlogShape, words: Words): readonly PartRow[] {
  const { picture: told } = words.report;
  const { picture } = words;
  const balancer =
    shape.balancer === undefined
      ? []
      : [{ name: shape.balancer.name, zone: shape.balancer.zones.join(picture.joint), state: shape.balancer.state, reach: told.readersReach }];
  const servers = shape.servers.map(({ name, zone, state, health, open, address }) => ({
    name,
    zone: zoneIn(zone, words),
    state: health === undefined ? state : `${state}${picture.joint}${picture.health(health)}`,
    reach: open ? `${picture.openToAll}${address === undefined ? '' : ` (${address})`}` : picture.onlyThroughBalancer,
  }));
  return [...balancer, ...servers, ...(shape.database === undefined ? [] : databaseRows(shape.database, words))];
}

function databaseRows({ name, zone, state, multiAz, standbyZone }: DatabaseShape, words: Words): readonly PartRow[] {
  const { picture, report } = words;
  const primary = { name, zone: zoneIn(zone, words), state: `${picture.database}${picture.joint}${state}`, reach: report.picture.serversReach };
  if (!multiAz) return [primary];
  return [
    primary,
    { name, zone: zoneIn(standbyZone ?? '', words), state: `${picture.standby}${picture.joint}${picture.copied}`, reach: report.picture.nobodyReach },
  ];
}

const zoneIn = (zone: string, words: Words) => (zone === '' ? words.report.picture.unknownZone : zone);
