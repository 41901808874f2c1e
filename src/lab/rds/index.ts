import type { Operations } from '../operation.ts';
import type { Transitions } from '../world.ts';
import { catalogueOperations } from './catalogue.ts';
import { createOperations, createTransitions } from './create.ts';
import { deleteOperations, deleteTransitions } from './delete.ts';
import { eventOperations } from './events.ts';
import { instanceOperations } from './instances.ts';
import { modifyOperations, modifyTransitions } from './modify.ts';
import { rebootOperations, rebootTransitions } from './reboot.ts';
import { restOperations, restTransitions } from './rest.ts';
import { restoreOperations, restoreTransitions } from './restore.ts';
import { snapshotOperations, snapshotTransitions } from './snapshots.ts';
import { subnetGroupOperations } from './subnet-groups.ts';
import { tagOperations } from './tags.ts';

/** RDS, as far as MySQL instances and their snapshots go. */
export const operations: Operations = {
  ...instanceOperations,
  ...createOperations,
  ...modifyOperations,
  ...rebootOperations,
  ...restOperations,
  ...deleteOperations,
  ...snapshotOperations,
  ...restoreOperations,
  ...subnetGroupOperations,
  ...eventOperations,
  ...tagOperations,
  ...catalogueOperations,
};

export const transitions: Transitions = {
  ...createTransitions,
  ...modifyTransitions,
  ...rebootTransitions,
  ...restTransitions,
  ...deleteTransitions,
  ...snapshotTransitions,
  ...restoreTransitions,
};
