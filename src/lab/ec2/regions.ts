import type { DescribeRegionsRequest, DescribeRegionsResult, Region } from '@aws-sdk/client-ec2';
import { matcher, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import { invalid } from './refusals.ts';
import { filtered } from './declared.ts';

const enabled = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1',
  'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
]; // prettier-ignore
const optional = [
  'af-south-1',
  'ap-east-1',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
];

const regions: readonly Region[] = [...enabled.map((name) => region(name, 'opt-in-not-required')), ...optional.map((name) => region(name, 'not-opted-in'))];

function region(name: string, status: string): Region {
  return { RegionName: name, Endpoint: `ec2.${name}.amazonaws.com`, OptInStatus: status };
}

const filters: FilterTable<Region> = {
  endpoint: (one) => one.Endpoint,
  'opt-in-status': (one) => one.OptInStatus,
  'region-name': (one) => one.RegionName,
};

const describeRegions = reads<DescribeRegionsRequest, DescribeRegionsResult>()([...filtered, 'RegionNames', 'AllRegions'], (_world, input) => {
  const names = input.RegionNames ?? [];
  const strange = names.filter((name) => !regions.some((one) => one.RegionName === name));
  if (strange.length > 0) throw invalid(`Invalid region names: ${strange.join(', ')}`);
  const shown = (one: Region) => (names.length > 0 ? names.includes(one.RegionName ?? '') : input.AllRegions === true || one.OptInStatus !== 'not-opted-in');
  return { Regions: regions.filter(shown).filter(matcher(input.Filters, filters)) };
});

export const operations: Operations = { DescribeRegions: describeRegions };
