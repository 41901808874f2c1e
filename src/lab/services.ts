import { operations as eic } from './eic/index.ts';
import { operations as ec2 } from './ec2/index.ts';
import { operations as iam } from './iam/account-alias.ts';
import { operations as elasticloadbalancing } from './elbv2/index.ts';
import type { Operations } from './operation.ts';
import { operations as rds } from './rds/index.ts';
import { operations as sts } from './sts/index.ts';
import type { ServiceName } from './wire/apis.ts';

/** What the lab can do, by the service name of the credential scope. */
export const services: Readonly<Record<ServiceName, Operations>> = { ec2, elasticloadbalancing, rds, sts, iam, 'ec2-instance-connect': eic };
