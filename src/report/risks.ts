import type { BlogShape } from '../aws/find/shape.ts';
import { findSupportEnd } from '../aws/find/engine.ts';
import type { Words } from '../ui/language/words.ts';
import { singlePoints, type SinglePoint } from '../ui/picture.ts';
import type { Scene } from './scene.ts';

export type RiskId = keyof Words['report']['risks'];

/** `seen` is evidence in AWS's or WordPress's own terms, the same in every language. */
export interface Verdict {
  readonly state: 'covered' | 'open' | 'unseen';
  readonly seen: string;
}

/** One way to lose the blog, or a part of it. The words say why it matters and what to do. */
export interface Risk {
  readonly id: RiskId;
  look(scene: Scene): Verdict | Promise<Verdict>;
}

const day = 86_400_000;
const staleAfter = 30 * day;
const halfYear = 183 * day;

const verdict = (covered: boolean, seen: string): Verdict => ({ state: covered ? 'covered' : 'open', seen });
const unseen = (seen = ''): Verdict => ({ state: 'unseen', seen });

/** First what stops the blog, then what loses a part of it, then what surprises its owner. */
export const risks: readonly Risk[] = [
  {
    id: 'server',
    look: ({ shape }) =>
      verdict(without(shape, 'oneServer', 'downServer', 'noBalancer', 'idleBalancer', 'shutBalancer', 'unlistedServer', 'oneAddress'), serversSeen(shape)),
  },
  { id: 'database', look: ({ shape }) => verdict(without(shape, 'oneDatabase', 'noDatabase', 'downDatabase'), databaseSeen(shape)) },
  { id: 'zone', look: ({ shape }) => verdict(spread(shape), zonesSeen(shape)) },
  {
    id: 'rehearsed',
    look: ({ done }) => verdict(done.has('drill-web') && done.has('drill-database'), ['drill-web', 'drill-database'].filter((id) => has(done, id)).join(', ')),
  },
  {
    id: 'burst',
    look: ({ servers, database }) => {
      const types = [...servers.map(({ InstanceType = '' }) => InstanceType), database?.DBInstanceClass ?? ''].filter(Boolean);
      return verdict(!types.some((type) => /^(db\.)?t\d/.test(type)), types.join(', '));
    },
  },
  // Its alarms are CloudWatch's, which this tool does not ask.
  { id: 'alarm', look: () => unseen() },
  { id: 'own-name', look: ({ shape, done }) => (done.has('site-address') ? verdict(false, shape?.address ?? '') : unseen()) },
  { id: 'region', look: ({ run }) => verdict(false, run.region) },

  {
    id: 'backups',
    look: ({ database }) => ofDatabase(database, (one) => [(one.BackupRetentionPeriod ?? 0) > 0, `BackupRetentionPeriod ${one.BackupRetentionPeriod ?? 0}`]),
  },
  // AWS tells of a restore for fourteen days, and then no more.
  { id: 'restore', look: () => unseen() },
  {
    id: 'deletion',
    look: ({ database }) => ofDatabase(database, (one) => [one.DeletionProtection === true, `DeletionProtection ${one.DeletionProtection === true}`]),
  },
  {
    id: 'server-copy',
    look: ({ image, clock }) => {
      const made = Date.parse(image?.CreationDate ?? '');
      return verdict(clock.now() - made < staleAfter, image === undefined ? '' : `${image.ImageId ?? ''} ${(image.CreationDate ?? '').slice(0, 10)}`);
    },
  },
  {
    id: 'uploads',
    look: ({ inside }) =>
      ofInside(inside, (all) => [all.every((one) => /^(nfs|fuse)/.test(one.get('uploads') ?? '') || one.has('offload')), list(all, 'uploads')]),
  },
  { id: 'updates', look: ({ inside }) => ofInside(inside, (all) => [all.every((one) => one.get('mods') === 'off'), codeSeen(all)]) },
  { id: 'cron', look: ({ inside }) => ofInside(inside, (all) => [all.filter((one) => one.get('cron') !== 'off').length <= 1, list(all, 'cron')]) },

  {
    id: 'https',
    look: ({ listeners }) =>
      verdict(
        listeners.some(({ Protocol }) => Protocol === 'HTTPS'),
        listeners.map((one) => `${one.Protocol} ${one.Port}`).join(', '),
      ),
  },
  { id: 'engine-support', look: engineSupport },
];

const has = (done: ReadonlySet<string>, id: string) => done.has(id);

function without(shape: BlogShape | undefined, ...kinds: readonly SinglePoint['kind'][]): boolean {
  return shape !== undefined && !singlePoints(shape).some(({ kind }) => kinds.includes(kind));
}

/** Each half in a zone of its own, and the entrance in both. */
function spread(shape: BlogShape | undefined): boolean {
  const { balancer, database } = shape ?? {};
  const standsBy = database?.multiAz === true && database.standbyZone !== undefined && database.standbyZone !== database.zone;
  return shape !== undefined && singlePoints(shape).length === 0 && standsBy && (balancer?.zones.length ?? 0) > 1;
}

const serversSeen = (shape: BlogShape | undefined) => (shape?.servers ?? []).map((one) => `${one.name} ${one.health ?? one.state}`).join(', ');

const databaseSeen = ({ database }: Pick<BlogShape, 'database'> = {}) =>
  database === undefined ? '' : `${database.name} ${database.state}${database.multiAz ? `, ${database.zone} → ${database.standbyZone ?? '?'}` : ', Single-AZ'}`;

const zonesSeen = (shape: BlogShape | undefined) =>
  [...new Set([...(shape?.servers ?? []).map(({ zone }) => zone), shape?.database?.zone ?? '', shape?.database?.standbyZone ?? ''])]
    .filter(Boolean)
    .toSorted()
    .join(', ');

type Answer = readonly [covered: boolean, seen: string];

function ofDatabase(database: Scene['database'], ask: (database: NonNullable<Scene['database']>) => Answer): Verdict {
  return database === undefined ? unseen() : verdict(...ask(database));
}

function ofInside(inside: Scene['inside'], ask: (all: readonly ReadonlyMap<string, string>[]) => Answer): Verdict {
  return inside === undefined || inside.length === 0 ? unseen() : verdict(...ask(inside));
}

const list = (all: readonly ReadonlyMap<string, string>[], fact: string) => all.map((one) => `${one.get('server') ?? ''} ${one.get(fact) ?? '-'}`).join(', ');

/** `same`: plugins, themes and WordPress's version are equal on all servers now. */
function codeSeen(all: readonly ReadonlyMap<string, string>[]): string {
  const sums = new Set(all.map((one) => one.get('code')));
  return `DISALLOW_FILE_MODS ${list(all, 'mods')}; ${sums.size === 1 ? 'files same' : 'files differ'}`;
}

/** Ends within half a year, or has ended: then AWS either bills by the hour or upgrades by itself. */
async function engineSupport({ aws, database, clock }: Scene): Promise<Verdict> {
  if (database === undefined) return unseen();
  const end = await findSupportEnd({ aws }, database);
  if (end === undefined) return unseen();
  return verdict(end.getTime() > clock.now() + halfYear, `${database.Engine ?? ''} ${database.EngineVersion ?? ''}: ${end.toISOString().slice(0, 10)}`);
}
