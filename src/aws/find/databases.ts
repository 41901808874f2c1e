import {
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeEventsCommand,
  type DBInstance,
  type DBSnapshot,
  type Event,
} from '@aws-sdk/client-rds';
import { tolerate } from '../failures.ts';
import { readPages } from '../pages.ts';
import type { Seeker } from './seeker.ts';

/** Every database instance. */
export async function findDatabases({ aws }: Pick<Seeker, 'aws'>): Promise<readonly DBInstance[]> {
  const pages = await readPages(
    aws.rds,
    (Marker) => new DescribeDBInstancesCommand(Marker ? { Marker } : {}),
    (page) => page.Marker,
  );
  return pages.flatMap((page) => page.DBInstances ?? []);
}

/** The database that preflight chose; another one that has taken its name since does not count. */
export async function findDatabase(
  seeker: Pick<Seeker, 'aws'>,
  wanted: { readonly identifier: string; readonly resourceId: string },
): Promise<DBInstance | undefined> {
  return (await findDatabases(seeker)).find((one) => one.DBInstanceIdentifier === wanted.identifier && one.DbiResourceId === wanted.resourceId);
}

/** A database's copy by its name. */
export async function findSnapshot({ aws }: Pick<Seeker, 'aws'>, id: string): Promise<DBSnapshot | undefined> {
  const found = await tolerate('DBSnapshotNotFound', aws.rds.read(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id })));
  return found?.DBSnapshots?.[0];
}

/** What happened to a database in the last `minutes`, oldest first. The window is counted back by AWS's own clock, not by ours. */
export async function findEvents({ aws }: Pick<Seeker, 'aws'>, identifier: string, minutes: number): Promise<readonly Event[]> {
  const asked = { SourceType: 'db-instance', SourceIdentifier: identifier, Duration: minutes } as const;
  const pages = await readPages(
    aws.rds,
    (Marker) => new DescribeEventsCommand({ ...asked, ...(Marker && { Marker }) }),
    (page) => page.Marker,
  );
  const events = pages.flatMap((page) => page.Events ?? []);
  return events.toSorted((a, b) => (a.Date?.getTime() ?? 0) - (b.Date?.getTime() ?? 0));
}

/** The whole end state of Multi-AZ: asked for, carried out, and at rest. */
export function hasStandby(database: DBInstance): boolean {
  return (
    database.MultiAZ === true &&
    database.PendingModifiedValues?.MultiAZ === undefined &&
    database.DBInstanceStatus === 'available' &&
    database.SecondaryAvailabilityZone !== undefined
  );
}

/** The zones over which its subnets are spread: a standby needs two. */
export function zonesOf(database: DBInstance): readonly string[] {
  return [...new Set((database.DBSubnetGroup?.Subnets ?? []).flatMap((subnet) => subnet.SubnetAvailabilityZone?.Name ?? []))];
}

/** The two moments of the latest completed failover in a list of events, and the conversion it must come after. */
export function lastFailover(events: readonly Event[]): { readonly started: Date; readonly completed: Date } | undefined {
  const completed = events.findLastIndex((event) => says(event, /multi-?az.*failover/i, /completed/i));
  const converted = events.findLastIndex((event) => says(event, /multi-?az/i, /finished applying/i));
  const started = events.findLastIndex((event, index) => index <= completed && says(event, /multi-?az.*failover/i, /started/i));
  const [from, until] = [events[started]?.Date, events[completed]?.Date];
  return completed < 0 || completed < converted || from === undefined || until === undefined ? undefined : { started: from, completed: until };
}

const says = (event: Event, ...patterns: readonly RegExp[]) => patterns.every((pattern) => pattern.test(event.Message ?? ''));
