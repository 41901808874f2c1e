import type { AvailabilityZone, DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult } from '@aws-sdk/client-ec2';
import { absent, matcher, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';
import { filtered } from './declared.ts';

const filters: FilterTable<AvailabilityZone> = {
  'group-long-name': (zone) => zone.GroupLongName,
  'group-name': (zone) => zone.GroupName,
  'opt-in-status': (zone) => zone.OptInStatus,
  'region-name': (zone) => zone.RegionName,
  state: (zone) => zone.State,
  'zone-id': (zone) => zone.ZoneId,
  'zone-name': (zone) => zone.ZoneName,
  'zone-type': (zone) => zone.ZoneType,
  ...absent('message', 'parent-zone-id', 'parent-zone-name'),
};

const describeAvailabilityZones = reads<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResult>()(
  [...filtered, 'ZoneNames', 'ZoneIds', 'AllAvailabilityZones'],
  (world, { Filters, ZoneNames: names = [], ZoneIds: ids = [], AllAvailabilityZones: all }) => {
    const zones = zonesOf(world);
    const strange = [
      ...names.filter((name) => !zones.some((zone) => zone.ZoneName === name)),
      ...ids.filter((id) => !zones.some((zone) => zone.ZoneId === id)),
    ];
    if (strange.length > 0) throw invalid(`Invalid availability zone: [${strange.join(', ')}]`);
    const asked = ({ ZoneName = '', ZoneId = '', OptInStatus }: AvailabilityZone) =>
      (all === true || OptInStatus !== 'not-opted-in') && (names.length === 0 || names.includes(ZoneName)) && (ids.length === 0 || ids.includes(ZoneId));
    return { AvailabilityZones: zones.filter(asked).filter(matcher(Filters, filters)) };
  },
);

function zonesOf({ region, zones }: World): AvailabilityZone[] {
  return zones.map((zone) => ({
    OptInStatus: 'opt-in-not-required',
    Messages: [],
    RegionName: region,
    ZoneName: zone.name,
    ZoneId: zone.id,
    GroupName: `${region}-zg-1`,
    NetworkBorderGroup: region,
    ZoneType: 'availability-zone',
    State: 'available',
  }));
}

export const operations: Operations = { DescribeAvailabilityZones: describeAvailabilityZones };
