import type {
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  InstanceStatus,
  InstanceStatusSummary,
  StatusType,
  SummaryStatus,
} from '@aws-sdk/client-ec2';
import { absent, matcher, type FilterTable } from '../../filters.ts';
import { reads, type Operations } from '../../operation.ts';
import type { World } from '../../world.ts';
import { paged, unlessManaged } from '../describe.ts';
import { findAll } from '../ids.ts';
import { combination } from '../refusals.ts';
import { stateOf, type Instance } from './states.ts';
import { listed } from '../declared.ts';

/** AWS time after a start until the first checks are through (aws.md 3: two to three minutes). */
const firstChecks = 150_000;

type Check = Extract<SummaryStatus, 'ok' | 'impaired' | 'initializing' | 'not-applicable'>;

const reachability: Readonly<Record<Check, StatusType | undefined>> = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
  'not-applicable': undefined,
};

const filters: FilterTable<InstanceStatus> = {
  'availability-zone': (one) => one.AvailabilityZone,
  'availability-zone-id': (one) => one.AvailabilityZoneId,
  'attached-ebs-status.status': (one) => one.AttachedEbsStatus?.Status,
  'instance-state-code': (one) => one.InstanceState?.Code,
  'instance-state-name': (one) => one.InstanceState?.Name,
  'instance-status.reachability': (one) => one.InstanceStatus?.Details?.map((detail) => detail.Status),
  'instance-status.status': (one) => one.InstanceStatus?.Status,
  'operator.managed': () => false,
  'system-status.reachability': (one) => one.SystemStatus?.Details?.map((detail) => detail.Status),
  'system-status.status': (one) => one.SystemStatus?.Status,
  ...absent(
    'event.code',
    'event.description',
    'event.instance-event-id',
    'event.not-after',
    'event.not-before',
    'event.not-before-deadline',
    'operator.principal',
  ),
  ...absent('application-status.status'),
};

const describeInstanceStatus = reads<DescribeInstanceStatusRequest, DescribeInstanceStatusResult>()(
  [...listed, 'InstanceIds', 'IncludeAllInstances', 'IncludeManagedResources'],
  async (world, input) => {
    const ids = input.InstanceIds ?? [];
    if (ids.length > 0 && input.MaxResults !== undefined) throw combination('The parameter instancesSet cannot be used with the parameter maxResults');
    const rows = ids.length > 0 ? findAll(world, 'instance', ids) : world.table('instance').all();
    const matches = matcher(input.Filters, filters);
    const shown = rows
      .filter(unlessManaged(input.IncludeManagedResources))
      .filter((instance) => input.IncludeAllInstances === true || stateOf(instance) === 'running');
    const statuses = await Promise.all(shown.map((instance) => statusOf(world, instance)));
    const { rows: page, ...rest } = paged(world, statuses.filter(matches), (one) => one.InstanceId ?? '', input);
    return { InstanceStatuses: [...page], ...rest };
  },
);

async function statusOf(world: World, instance: Instance): Promise<InstanceStatus> {
  const system = systemCheck(world, instance);
  const own = system === 'ok' && !(await world.reality.instanceAnswers(instance.id)) ? 'impaired' : system;
  return {
    AvailabilityZone: instance.Placement?.AvailabilityZone,
    AvailabilityZoneId: instance.Placement?.AvailabilityZoneId,
    InstanceId: instance.id,
    InstanceState: instance.State,
    InstanceStatus: summary(own),
    SystemStatus: summary(system),
    AttachedEbsStatus: summary(system),
    Operator: { Managed: false },
  };
}

function systemCheck(world: World, instance: Instance): Check {
  if (stateOf(instance) !== 'running') return 'not-applicable';
  const since = world.clock.now().getTime() - (instance.LaunchTime?.getTime() ?? 0);
  return since < world.clock.scaled(firstChecks) ? 'initializing' : 'ok';
}

function summary(check: Check): InstanceStatusSummary {
  const status = reachability[check];
  return { Status: check, Details: status === undefined ? [] : [{ Name: 'reachability', Status: status }] };
}

export const operations: Operations = { DescribeInstanceStatus: describeInstanceStatus };
