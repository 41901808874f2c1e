import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { classes, versions } from './catalogue.ts';
import { zonesOf } from './places.ts';
import { combination, invalid, missing } from './refusals.ts';

export function mustBeClass(name: string): string {
  if (!/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(name)) throw invalid(`Invalid DB Instance class: ${name}`);
  if (!classes.includes(name))
    throw combination(`RDS does not support creating a DB instance with the following combination: DBInstanceClass=${name}, Engine=mysql.`);
  return name;
}

/** The whole version that `8.4` or `8.4.6` asks for. */
export function mustBeVersion(asked: string | undefined): string {
  const newest = versions.toReversed();
  const found = asked === undefined ? newest[0] : newest.find((version) => version === asked || version.startsWith(`${asked}.`));
  if (found === undefined) throw combination(`Cannot find version ${asked} for mysql`);
  return found;
}

export function mustBeStorage(gigabytes: number | undefined): number {
  if (gigabytes === undefined) throw missing('AllocatedStorage');
  if (gigabytes < 20 || gigabytes > 65_536) throw invalid(`Invalid storage size for engine name mysql and storage type gp3: ${gigabytes}`);
  return gigabytes;
}

export function mustBeRetention(days: number): number {
  if (days < 0 || days > 35) throw invalid(`Invalid backup retention period: ${days}. Retention period must be between 0 and 35.`);
  return days;
}

export function mustBePassword(password: string | undefined): string {
  if (password === undefined) throw combination('The parameter MasterUserPassword must be provided and must not be blank.');
  if (password.length < 8) throw badPassword('because it is shorter than 8 characters.');
  if (password.length > 41) throw badPassword('because it is longer than 41 characters.');
  if (!/^[!-~]+$/.test(password) || /[/@"]/.test(password)) throw badPassword(". Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.");
  return password;
}

const hour = String.raw`([01]\d|2[0-3]):[0-5]\d`;
const day = '(mon|tue|wed|thu|fri|sat|sun)';

/** The daily backup window and the weekly maintenance window, as far as they are given. */
export function mustBeWindows({
  PreferredBackupWindow: backup,
  PreferredMaintenanceWindow: upkeep,
}: {
  PreferredBackupWindow?: string | undefined;
  PreferredMaintenanceWindow?: string | undefined;
}): void {
  if (backup !== undefined && !new RegExp(`^${hour}-${hour}$`).test(backup)) {
    throw invalid(`Invalid backup window format: ${backup}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 04:00-04:30`);
  }
  if (upkeep !== undefined && !new RegExp(`^${day}:${hour}-${day}:${hour}$`, 'i').test(upkeep)) {
    throw invalid(
      `Invalid maintenance window format: ${upkeep}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: Sun:23:45-Mon:00:15`,
    );
  }
}

/** Extended support is what AWS gives unless it is told otherwise. */
export function mustBeLifecycle(asked = 'open-source-rds-extended-support'): string {
  if (!['open-source-rds-extended-support', 'open-source-rds-extended-support-disabled'].includes(asked))
    throw invalid(`Invalid EngineLifecycleSupport: ${asked}`);
  return asked;
}

const badPassword = (why: string) => invalid(`The parameter MasterUserPassword is not a valid password ${why}`);

export function mustBeGroups(world: World, ids: readonly string[] | undefined, vpcId: string | undefined): readonly string[] {
  if (ids === undefined || ids.length === 0)
    return world
      .table('securityGroup')
      .all()
      .filter((row) => row.VpcId === vpcId && row.GroupName === 'default')
      .map((row) => row.id);
  for (const id of ids) {
    const group = world.table('securityGroup').get(id);
    if (group === undefined) throw invalid(`Invalid security group , groupId= ${id}, groupName=.`);
    if (group.VpcId !== vpcId) {
      throw combination(
        `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpcId} and the EC2 security group is in ${group.VpcId}`,
      );
    }
  }
  return [...new Set(ids)];
}

/** A standby needs a subnet in another zone. */
export function mustCoverTwoZones(group: Tables['dbInstance']['DBSubnetGroup']): void {
  const zones = zonesOf(group);
  if (zones.length >= 2) return;
  throw new Refusal(
    'DBSubnetGroupDoesNotCoverEnoughAZs',
    `DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: ${zones.length}`,
  );
}

export function subnetGroupAt(world: World, name: string | undefined): Tables['dbSubnetGroup'] {
  const group = world.table('dbSubnetGroup').get((name ?? 'default').toLowerCase());
  if (group === undefined) throw new Refusal('DBSubnetGroupNotFoundFault', `DB subnet group '${name ?? 'default'}' does not exist.`, 404);
  return group;
}
