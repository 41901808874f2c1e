import type { NormalizedSchema } from '@smithy/core/schema';
import { requiredMembers } from '../../../src/lab/wire/schemas.ts';

/** A member of a request that is not itself a structure, by its path. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

type Input = Record<string, unknown>;

/** Every member that a request of this schema can have, down to the last, each with a value of its sort. */
export function leavesOf(schema: NormalizedSchema, path = ''): Leaf[] {
  const inner = schema.isListSchema() ? schema.getValueSchema() : schema;
  if (!inner.isStructSchema()) return [{ path, value: schema.isListSchema() ? [sample(inner)] : sample(schema) }];
  return [...inner.structIterator()].flatMap(([name, member]) => leavesOf(member, path === '' ? name : `${path}.${name}`));
}

function sample(schema: NormalizedSchema): unknown {
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 1;
  if (schema.isTimestampSchema()) return new Date(0);
  return schema.isBlobSchema() ? new Uint8Array([1]) : 'x';
}

/** Members without which a structure is not even looked at, and of structures among them those alone. */
export function requiredInput(schema: NormalizedSchema): Input {
  return Object.fromEntries(requiredMembers(schema).map((name) => [name, least(schema.getMemberSchema(name))]));
}

function least(schema: NormalizedSchema): unknown {
  if (schema.isListSchema()) return [least(schema.getValueSchema())];
  return schema.isStructSchema() ? requiredInput(schema) : sample(schema);
}

/** A copy of the input with this leaf put in; in a list of structures, into the first; with what has to stand beside it. */
export function withLeaf(schema: NormalizedSchema, input: Input, path: string, value: unknown): Input {
  const [name = '', ...rest] = path.split('.');
  const member = schema.getMemberSchema(name);
  if (rest.length === 0) return { ...input, [name]: value };
  const list = member.isListSchema();
  const [first, ...more] = list ? asList(input[name]) : [input[name]];
  const structure = list ? member.getValueSchema() : member;
  const beside = first === undefined ? requiredInput(structure) : {};
  const changed = withLeaf(structure, { ...beside, ...asInput(first) }, rest.join('.'), value);
  return { ...input, [name]: list ? [changed, ...more] : changed };
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const asInput = (value: unknown): Input => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The input, and a note of every path at which something looks into it. */
export function watched(input: Input, seen: Set<string>, path = ''): Input {
  return new Proxy(input, {
    get: (target, name, receiver) => {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return value;
      const at = path === '' ? name : `${path}.${name}`;
      seen.add(at);
      return watchedValue(value, seen, at);
    },
  });
}

function watchedValue(value: unknown, seen: Set<string>, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => watchedValue(item, seen, path));
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return watched({ ...value }, seen, path);
}
