import { wildcard } from './wildcard.ts';

/** What is known of a request when it is judged, by lower-case condition key; a key that is absent does not apply. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

export type Condition = (context: Context) => boolean;

/** The keys the lab knows the value of: any other would be ignored, and an ignored condition is a hole in a policy. */
const keys = [
  'aws:RequestedRegion',
  'aws:ResourceTag/',
  'aws:RequestTag/',
  'aws:TagKeys',
  'ec2:ResourceTag/',
  'ec2:CreateAction',
  'ec2:osuser',
  'elasticloadbalancing:CreateAction',
  'elasticloadbalancing:ResourceTag/',
  'rds:db-tag/',
] as const;

type Compare = (value: string) => (given: string) => boolean;

const same: Compare = (value) => (given) => given === value;
const sameIgnoringCase: Compare = (value) => (given) => given.toLowerCase() === value.toLowerCase();
const like: Compare = (value) => wildcard(value);
const operators: Readonly<Record<string, { readonly compare: Compare; readonly negated: boolean }>> = {
  StringEquals: { compare: same, negated: false },
  StringNotEquals: { compare: same, negated: true },
  StringEqualsIgnoreCase: { compare: sameIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: sameIgnoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
};

const ifExists = /IfExists$/;
const setOf = /^(ForAllValues|ForAnyValue):/;
/** Keys that have several values in one request. */
const several = ['aws:tagkeys'];

/** One condition of a statement; a string says what is wrong with it. */
export function compileCondition(operator: string, key: string, values: readonly string[]): Condition | string {
  if (!isKnown(key)) return `The condition key ${key} is not known to this practice cloud, which knows: ${keys.join(', ')}`;
  const name = key.toLowerCase();
  if (operator === 'Null') return nullCondition(name, values);
  const set = setOf.exec(operator)?.[1];
  const plain = operator.replace(setOf, '').replace(ifExists, '');
  const known = Object.hasOwn(operators, plain) ? operators[plain] : undefined;
  if (known === undefined)
    return `The condition operator ${operator} is not known to this practice cloud, which knows: ${Object.keys(operators).join(', ')}, Null`;
  if (several.includes(name) !== (set !== undefined))
    return `${key} has ${set === undefined ? 'several values: write ForAllValues or ForAnyValue before' : 'one value: leave out what stands before'} the operator ${plain}`;
  const tests = values.map((value) => known.compare(value));
  const holds = (given: string) => tests.some((test) => test(given)) !== known.negated;
  // Of no values all are as they should be, and none is.
  const absent = set === undefined ? known.negated || ifExists.test(operator) : set === 'ForAllValues';
  return (context) => {
    const given = context[name];
    if (given === undefined) return absent;
    if (typeof given === 'string') return holds(given);
    return set === 'ForAllValues' ? given.every(holds) : given.some(holds);
  };
}

function nullCondition(name: string, values: readonly string[]): Condition | string {
  const [wanted, ...more] = values.map((value) => value.toLowerCase());
  if (more.length > 0 || (wanted !== 'true' && wanted !== 'false')) return 'The condition operator Null takes true or false';
  return (context) => (context[name] === undefined) === (wanted === 'true');
}

function isKnown(key: string): boolean {
  const name = key.toLowerCase();
  return keys.some((one) => (one.endsWith('/') ? name.startsWith(one.toLowerCase()) && name.length > one.length : name === one.toLowerCase()));
}
