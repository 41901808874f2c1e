import type { Operations } from '../operation.ts';
import type { Transitions } from '../world.ts';
import { operations as accountAttributes } from './account-attributes.ts';
import { operations as addressAssociations } from './address-associations.ts';
import { operations as addressChanges } from './address-changes.ts';
import { operations as addresses } from './addresses.ts';
import { operations as images, transitions as imageTransitions } from './images.ts';
import { operations as instanceTypes } from './instance-types.ts';
import { operations as instances, transitions as instanceTransitions } from './instances/index.ts';
import { operations as internetGatewayChanges } from './internet-gateway-changes.ts';
import { operations as internetGateways } from './internet-gateways.ts';
import { operations as keyPairChanges } from './key-pair-changes.ts';
import { operations as keyPairs } from './key-pairs.ts';
import { operations as networkAcls } from './network-acls.ts';
import { operations as networkInterfaceChanges } from './network-interface-changes.ts';
import { operations as networkInterfaces } from './network-interfaces.ts';
import { operations as regions } from './regions.ts';
import { operations as routeTableChanges } from './route-table-changes.ts';
import { operations as routeTables } from './route-tables.ts';
import { operations as routes } from './routes.ts';
import { operations as securityGroupRules } from './security-group-rules.ts';
import { operations as securityGroups } from './security-groups.ts';
import { operations as snapshotMaking, transitions as snapshotMakingLater } from './snapshot-making.ts';
import { operations as snapshots } from './snapshots.ts';
import { operations as subnetChanges } from './subnet-changes.ts';
import { operations as subnets } from './subnets.ts';
import { operations as tags } from './tags.ts';
import { operations as volumeAttachments, transitions as volumeAttachmentsLater } from './volume-attachments.ts';
import { operations as volumeChanges, transitions as volumeChangesLater } from './volume-changes.ts';
import { operations as volumes } from './volumes.ts';
import { operations as vpcAttributes } from './vpc-attributes.ts';
import { operations as vpcs } from './vpcs.ts';
import { operations as zones } from './zones.ts';

/** Every EC2 operation the lab has. */
export const operations: Operations = {
  ...accountAttributes,
  ...addressAssociations,
  ...addressChanges,
  ...addresses,
  ...images,
  ...instanceTypes,
  ...instances,
  ...internetGatewayChanges,
  ...internetGateways,
  ...keyPairChanges,
  ...keyPairs,
  ...networkAcls,
  ...networkInterfaceChanges,
  ...networkInterfaces,
  ...regions,
  ...routeTableChanges,
  ...routeTables,
  ...routes,
  ...securityGroupRules,
  ...securityGroups,
  ...snapshotMaking,
  ...snapshots,
  ...subnetChanges,
  ...subnets,
  ...tags,
  ...volumeAttachments,
  ...volumeChanges,
  ...volumes,
  ...vpcAttributes,
  ...vpcs,
  ...zones,
};

/** What EC2 does by itself after a while. */
export const transitions: Transitions = {
  ...imageTransitions,
  ...instanceTransitions,
  ...snapshotMakingLater,
  ...volumeAttachmentsLater,
  ...volumeChangesLater,
};
