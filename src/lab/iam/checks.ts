import { contextOf, type Asked, type Check } from './check.ts';
import { ec2Checks } from './ec2.ts';
import { balancerChecks } from './elb.ts';
import { databaseChecks } from './rds.ts';

/** What one call needs, all of it: AWS asks for each resource it touches, and for the tags it puts on what it makes. */
export function checksOf(asked: Asked): Check[] {
  switch (asked.service) {
    case 'ec2':
      return ec2Checks(asked);
    case 'elasticloadbalancing':
      return balancerChecks(asked);
    case 'rds':
      return databaseChecks(asked);
    case 'ec2-instance-connect':
      return loginChecks(asked);
    case 'iam':
      // An account's alias is no resource that a policy could name.
      return [{ action: `iam:${asked.operation}`, resource: '*', context: contextOf(asked.world, {}) }];
    case 'sts':
      // GetCallerIdentity needs no permission and cannot be denied.
      return [];
  }
}

function loginChecks({ operation, input, world }: Asked): Check[] {
  const { InstanceId: id, InstanceOSUser: user } = input;
  const tags = world.table('instance').get(String(id))?.Tags;
  const resource = `arn:aws:ec2:${world.region}:${world.account}:instance/${String(id)}`;
  const context = { ...contextOf(world, { onResource: tags }), 'ec2:osuser': String(user) };
  return [{ action: `ec2-instance-connect:${operation}`, resource, context }];
}
