import { grants, serviceRole, type Caller, type Grant } from './actions.ts';
import { preparationGrants } from './preparation-actions.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface PolicyWish {
  /** All that belong to the journey when none is named; the end of the database only by name. */
  readonly callers: readonly Caller[] | undefined;
  /** Not given: any region, and no condition on it. */
  readonly region: string | undefined;
  readonly account: string | undefined;
  /** For building the base, in place of the journey. */
  readonly preparation?: boolean;
}

/** The least that an IAM user or role must be allowed for these steps and their undo. */
export function policyFor(wish: PolicyWish): PolicyDocument {
  const statements = (wish.preparation ? preparationGrants : [...grants, serviceRole]).flatMap((grant) => {
    const actions = Object.entries(grant.actions).flatMap(([action, callers]) => (isWanted(callers, wish.callers) ? [action] : []));
    return actions.length === 0 ? [] : [statement(grant, actions, wish)];
  });
  return { Version: '2012-10-17', Statement: statements };
}

function isWanted(callers: readonly Caller[] | 'every', wanted: PolicyWish['callers']): boolean {
  if (callers === 'every') return true;
  return callers.some((caller) => (wanted === undefined ? caller !== 'delete-database' : wanted.includes(caller)));
}

function statement({ sid, on, only, regionless }: Grant, actions: readonly string[], wish: PolicyWish): Statement {
  // An ARN says its region itself; and AWS takes no policy of more than 6,144 characters.
  const here = wish.region === undefined || regionless || !on.includes('*') ? {} : { 'aws:RequestedRegion': wish.region };
  const { StringEquals: equal = {}, ...others } = only ?? {};
  const equals = { ...equal, ...here };
  const Condition = { ...others, ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }) };
  const Resource = on.map((what) => arn(what, wish));
  return { Sid: sid, Effect: 'Allow', Action: actions, Resource, ...(Object.keys(Condition).length === 0 ? {} : { Condition }) };
}

/** `ec2 instance/*` in full. Images and snapshots are written without an account, roles without a region. */
function arn(what: string, { region = '*', account = '*' }: PolicyWish): string {
  const [service = '', resource] = what.split(' ');
  if (resource === undefined) return what;
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  switch (service) {
    case 'role':
      return `arn:${partition}:iam::${account}:role/${resource}`;
    case 'ec2-without-account':
      return `arn:${partition}:ec2:${region}::${resource}`;
    default:
      return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }
}
