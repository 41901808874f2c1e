import { randomBytes } from 'node:crypto';
import { Refusal, type Caller } from '../operation.ts';
import type { Dialect } from '../wire/apis.ts';
import type { Asked, Check } from './check.ts';
import { checksOf } from './checks.ts';
import type { Policy } from './policy.ts';

type Decision = 'allowed' | 'not-allowed' | 'denied';

/** Throws AWS's refusal unless the policy allows all that this call needs. Without a policy everything is allowed. */
export function authorize(policy: Policy | undefined, asked: Asked, caller: Caller, dialect: Dialect): void {
  if (policy === undefined) return;
  for (const check of checksOf(asked)) {
    const decision = decide(policy, check);
    if (decision !== 'allowed') throw refusal(check, decision, caller, dialect);
  }
}

/** IAM's rule: a statement that denies wins; else one must allow. */
export function decide({ statements }: Policy, { action, resource, context }: Check): Decision {
  const applying = statements.filter((one) => one.action(action) && one.resource(resource) && one.conditions.every((holds) => holds(context)));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not-allowed';
}

function refusal({ action, resource }: Check, decision: Exclude<Decision, 'allowed'>, caller: Caller, dialect: Dialect): Refusal {
  const because = decision === 'denied' ? 'with an explicit deny in an identity-based policy' : `because no identity-based policy allows the ${action} action`;
  const who = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  if (dialect === 'ec2') {
    const encoded = randomBytes(180).toString('base64url');
    return new Refusal(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${who}. Encoded authorization failure message: ${encoded}`,
      403,
    );
  }
  return dialect === 'json' ? new Refusal('AccessDeniedException', who, 400) : new Refusal('AccessDenied', who, 403);
}
