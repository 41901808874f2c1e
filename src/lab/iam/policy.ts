import { compileCondition, type Condition } from './conditions.ts';
import { wildcard } from './wildcard.ts';

type Matches = (text: string) => boolean;

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly action: Matches;
  readonly resource: Matches;
  readonly conditions: readonly Condition[];
}

export interface Policy {
  readonly statements: readonly Statement[];
}

/** A policy that cannot be attached, in a sentence that says what is wrong and where. */
export class MalformedPolicy extends Error {
  override readonly name = 'MalformedPolicy';
}

const versions = ['2012-10-17', '2008-10-17'];
const longest = 6_144;

/** Reads an identity-based policy. Whatever the lab would not enforce is refused here: nothing in a policy is ever ignored. */
export function readPolicy(text: string): Policy {
  if (text.replaceAll(/\s/g, '').length > longest) throw new MalformedPolicy(`The policy is longer than ${longest} characters.`);
  const document = objectAt(parse(text), 'The policy');
  onlyMembers(document, 'The policy', ['Version', 'Id', 'Statement']);
  const version = document['Version'] ?? '2008-10-17';
  if (!versions.some((known) => known === version)) throw new MalformedPolicy(`Version must be one of ${versions.join(', ')}, not ${JSON.stringify(version)}.`);
  const statements = listAt(document['Statement']);
  if (statements.length === 0) throw new MalformedPolicy('The policy has no Statement.');
  return { statements: statements.map((statement, index) => readStatement(statement, `Statement ${index + 1}`)) };
}

function readStatement(value: unknown, where: string): Statement {
  const statement = objectAt(value, where);
  onlyMembers(statement, where, ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new MalformedPolicy(`${where}: Effect must be Allow or Deny.`);
  return {
    effect,
    action: oneOfTwo(statement, where, 'Action', compileAction),
    resource: oneOfTwo(statement, where, 'Resource', compileResource),
    conditions: readConditions(statement['Condition'], where),
  };
}

function oneOfTwo(
  statement: Record<string, unknown>,
  where: string,
  name: 'Action' | 'Resource',
  compile: (pattern: string, where: string) => Matches,
): Matches {
  const [plain, not] = [statement[name], statement[`Not${name}`]];
  if ((plain === undefined) === (not === undefined)) throw new MalformedPolicy(`${where} must have either ${name} or Not${name}.`);
  const tests = textsAt(plain ?? not, `${where}, ${name}`).map((pattern) => compile(pattern, where));
  return (text) => tests.some((test) => test(text)) === (not === undefined);
}

function compileAction(pattern: string, where: string): Matches {
  if (pattern !== '*' && !/^[a-z0-9-]+:[\w*?]+$/i.test(pattern)) throw new MalformedPolicy(`${where}: ${pattern} is not an action (service:Operation).`);
  return wildcard(pattern, 'is');
}

function compileResource(pattern: string, where: string): Matches {
  if (pattern !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+$/.test(pattern)) throw new MalformedPolicy(`${where}: ${pattern} is not an ARN.`);
  return wildcard(pattern);
}

function readConditions(value: unknown, where: string): Condition[] {
  if (value === undefined) return [];
  return Object.entries(objectAt(value, `${where}, Condition`)).flatMap(([operator, keys]) =>
    Object.entries(objectAt(keys, `${where}, ${operator}`)).map(([key, values]) => {
      const condition = compileCondition(operator, key, textsAt(values, `${where}, ${operator} ${key}`));
      if (typeof condition === 'string') throw new MalformedPolicy(`${where}: ${condition}.`);
      return condition;
    }),
  );
}

function textsAt(value: unknown, where: string): string[] {
  const texts = listAt(value).map((one) => (typeof one === 'boolean' || typeof one === 'number' ? String(one) : one));
  if (texts.length === 0) throw new MalformedPolicy(`${where} is empty.`);
  return texts.map((one) => {
    if (typeof one !== 'string') throw new MalformedPolicy(`${where} must be text.`);
    if (one.includes('${')) throw new MalformedPolicy(`${where}: this practice cloud does not fill in policy variables (${one}).`);
    return one;
  });
}

const listAt = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function objectAt(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new MalformedPolicy(`${where} is not a JSON object.`);
  return { ...value };
}

function onlyMembers(value: object, where: string, known: readonly string[]): void {
  const stranger = Object.keys(value).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new MalformedPolicy(`${where} has an element that is not known here: ${stranger}.`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedPolicy(`The policy is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
