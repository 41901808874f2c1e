import type { DescribeInstancesRequest, DescribeInstancesResult, Reservation } from '@aws-sdk/client-ec2';
import { reads, type Operations } from '../../operation.ts';
import type { World } from '../../world.ts';
import { list, unlessManaged } from '../describe.ts';
import { filtersOf, reservationIdOf } from './filters.ts';
import type { Instance } from './states.ts';
import { listed } from '../declared.ts';

const describeInstances = reads<DescribeInstancesRequest, DescribeInstancesResult>()([...listed, 'InstanceIds', 'IncludeManagedResources'], (world, input) => {
  const how = { kind: 'instance', filters: filtersOf(world), idsParameter: 'instancesSet' } as const;
  const { rows, ...rest } = list(world, how, input.InstanceIds, input, unlessManaged(input.IncludeManagedResources));
  return { Reservations: reservationsOf(world, rows), ...rest };
});

function reservationsOf(world: World, rows: readonly Instance[]): Reservation[] {
  const found = new Map<string, Instance[]>();
  for (const row of rows) {
    const id = reservationIdOf(row);
    const together = found.get(id);
    if (together) together.push(row);
    else found.set(id, [row]);
  }
  return [...found].map(([id, instances]) => reservationOf(world, id, instances));
}

/** Instances that one RunInstances call made. */
export function reservationOf(world: World, id: string, instances: Instance[]): Reservation {
  return { ReservationId: id, OwnerId: world.account, Groups: [], Instances: instances };
}

export const operations: Operations = { DescribeInstances: describeInstances };
