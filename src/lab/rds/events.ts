import type { DescribeEventsMessage, Event, EventsMessage } from '@aws-sdk/client-rds';
import { reads, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { rdsArn } from './arns.ts';
import { nextMarker, page } from './pages.ts';
import { combination, invalid } from './refusals.ts';

/** What RDS tells of its things: the text and its categories. */
export const happenings = {
  created: ['DB instance created', 'creation'],
  deleted: ['DB instance deleted', 'deletion'],
  restarted: ['DB instance restarted', 'availability'],
  shutDown: ['DB instance shutdown', 'availability'],
  backingUp: ['Backing up DB instance', 'backup'],
  backedUp: ['Finished DB Instance backup', 'backup'],
  stopped: ['DB instance stopped', 'notification'],
  started: ['DB instance started', 'notification'],
  becomingMultiAz: ['Applying modification to convert to a Multi-AZ DB instance', 'configuration change'],
  becameMultiAz: ['Finished applying modification to convert to a Multi-AZ DB instance', 'configuration change'],
  becomingSingleAz: ['Applying modification to convert to a Single-AZ DB instance', 'configuration change'],
  becameSingleAz: ['Finished applying modification to convert to a Single-AZ DB instance', 'configuration change'],
  changingClass: ['Applying modification to database instance class', 'configuration change'],
  changedClass: ['Finished applying modification to DB instance class', 'configuration change'],
  changingStorage: ['Applying modification to allocated storage', 'configuration change'],
  changedStorage: ['Finished applying modification to allocated storage', 'configuration change'],
  passwordReset: ['Reset master credentials', 'configuration change'],
  failoverStarted: ['Multi-AZ instance failover started', 'failover'],
  failoverCompleted: ['Multi-AZ instance failover completed', 'failover'],
  failoverAsked: ['The user requested a failover of the DB instance', 'failover'],
  failoverAbandoned: ['Abandoning user requested failover since a failover recently occurred on the database instance', 'failover'],
} as const satisfies Record<string, readonly [string, string]>;

/** Writes an event of a DB instance. */
export function tell(world: World, identifier: string, happening: keyof typeof happenings): void {
  const [message, category] = happenings[happening];
  write(world, {
    SourceType: 'db-instance',
    SourceIdentifier: identifier,
    SourceArn: rdsArn(world, 'db', identifier),
    Message: message,
    EventCategories: [category],
  });
}

/** Writes that a DB instance was restored from this snapshot. */
export function tellRestored(world: World, identifier: string, snapshotId: string): void {
  const source = { SourceIdentifier: identifier, SourceArn: rdsArn(world, 'db', identifier) };
  write(world, { SourceType: 'db-instance', ...source, Message: `Restored from snapshot ${snapshotId}`, EventCategories: ['restoration'] });
}

/** Writes an event of a snapshot. */
export function tellSnapshot(
  world: World,
  snapshotId: string,
  message: 'Creating manual snapshot' | 'Manual snapshot created' | 'Deleted user snapshot',
): void {
  const category = message === 'Deleted user snapshot' ? 'deletion' : 'creation';
  write(world, {
    SourceType: 'db-snapshot',
    SourceIdentifier: snapshotId,
    SourceArn: rdsArn(world, 'snapshot', snapshotId),
    Message: message,
    EventCategories: [category],
  });
}

function write(world: World, event: Omit<Event, 'Date'>): void {
  const at = world.clock.now();
  world.table('dbEvent').put({ id: `${at.toISOString()}-${world.random(8)}`, ...event, Date: at });
}

const minuteMs = 60_000;
const keptMinutes = 14 * 24 * 60;

export const eventOperations: Operations = {
  DescribeEvents: reads<DescribeEventsMessage, EventsMessage>()(
    ['SourceIdentifier', 'SourceType', 'StartTime', 'EndTime', 'Duration', 'EventCategories', 'MaxRecords', 'Marker'],
    (world, input) => {
      mustNameType(input);
      const window = windowOf(world, input);
      const chosen = world
        .table('dbEvent')
        .all()
        .filter((event) => isOf(event, input) && isWithin(event, window));
      const shown = page(world, chosen, (event) => event.id, input);
      return { Events: [...shown.rows], ...nextMarker(shown) };
    },
  ),
};

type Choice = Pick<DescribeEventsMessage, 'SourceIdentifier' | 'SourceType' | 'StartTime' | 'EndTime' | 'Duration' | 'EventCategories'>;

function mustNameType({ SourceIdentifier: source, SourceType: type }: Choice): void {
  if (source !== undefined && type === undefined) {
    throw combination('Cannot specify a source identifier without a source type.');
  }
}

function isOf(event: Tables['dbEvent'], { SourceIdentifier: source, SourceType: type, EventCategories: categories = [] }: Choice): boolean {
  const ofSource = (type === undefined || event.SourceType === type) && (source === undefined || event.SourceIdentifier === source.toLowerCase());
  return ofSource && (categories.length === 0 || (event.EventCategories ?? []).some((category) => categories.includes(category)));
}

function windowOf(world: World, { StartTime: start, EndTime: end, Duration: minutes }: Choice): { from: number; to: number } {
  if (minutes !== undefined && (minutes < 1 || minutes > keptMinutes))
    throw invalid(`Invalid value ${minutes} for Duration. Must be between 1 and ${keptMinutes}`);
  if (start !== undefined && end !== undefined && start > end) throw combination('The start time cannot be later than the end time.');
  const span = (minutes ?? 60) * minuteMs;
  const to = end?.getTime() ?? (start !== undefined && minutes !== undefined ? start.getTime() + span : world.clock.now().getTime());
  return { from: start?.getTime() ?? to - span, to };
}

function isWithin(event: Tables['dbEvent'], { from, to }: { from: number; to: number }): boolean {
  const at = event.Date?.getTime() ?? 0;
  return at >= from && at <= to;
}
