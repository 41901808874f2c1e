import type { NormalizedSchema } from '@smithy/core/schema';
import type { Dialect } from './apis.ts';
import type { Complaints } from './complaints.ts';
import type { FormNode } from './form.ts';
import { requiredMembers } from './schemas.ts';

export interface Reading {
  readonly dialect: Dialect;
  readonly complaints: Complaints;
}

export type Members = Record<string, unknown>;

/** What a structure's schema says, looked up once: its members by the names they have on the wire, and which must be there. */
interface Shape {
  readonly members: ReadonlyMap<string, { readonly name: string; readonly schema: NormalizedSchema }>;
  readonly required: readonly { readonly name: string; readonly key: string }[];
}

const shapes = { ec2: new WeakMap<object, Shape>(), query: new WeakMap<object, Shape>(), json: new WeakMap<object, Shape>() };

function shapeOf(dialect: Dialect, structure: NormalizedSchema): Shape {
  const schema: unknown = structure.getSchema();
  const known = typeof schema === 'object' && schema !== null ? shapes[dialect].get(schema) : undefined;
  if (known) return known;
  const named = [...structure.structIterator()].map(([name, member]) => [memberKey(dialect, name, member), { name, schema: member }] as const);
  const required = requiredMembers(structure).map((name) => ({ name, key: named.find(([, member]) => member.name === name)?.[0] ?? name }));
  const shape = { members: new Map(named), required };
  if (typeof schema === 'object' && schema !== null) shapes[dialect].set(schema, shape);
  return shape;
}

/** Reads a structure from the form; refuses what the schema does not know, and what is required and not there. */
export function readStructure(reading: Reading, structure: NormalizedSchema, node: FormNode, path = ''): Members {
  const { members: known, required } = shapeOf(reading.dialect, structure);
  const members: Members = {};
  let stranger: string | undefined;
  for (const [key, child] of node.children) {
    const member = known.get(key);
    if (member === undefined) stranger ??= key;
    else members[member.name] = readValue(reading, member.schema, child, path + key);
  }
  if (stranger !== undefined) throw reading.complaints.unknownParameter(path + stranger);
  for (const { name, key } of required) if (members[name] === undefined) throw reading.complaints.missing(path + key);
  return members;
}

function memberKey(dialect: Dialect, name: string, member: NormalizedSchema): string {
  const { ec2QueryName, xmlName } = member.getMergedTraits();
  if (dialect !== 'ec2') return typeof xmlName === 'string' ? xmlName : name;
  if (typeof ec2QueryName === 'string') return ec2QueryName;
  const plain = typeof xmlName === 'string' ? xmlName : name;
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function readValue(reading: Reading, schema: NormalizedSchema, node: FormNode, path: string): unknown {
  if (schema.isListSchema()) return readList(reading, schema, node, path);
  if (schema.isMapSchema()) return readMap(reading, schema, node, path);
  if (schema.isStructSchema()) return readStructure(reading, schema, node, `${path}.`);
  const [stranger] = node.children.keys();
  if (stranger !== undefined) throw reading.complaints.unknownParameter(`${path}.${stranger}`);
  return readScalar(reading.complaints, schema, node.value ?? '', path);
}

function readList(reading: Reading, schema: NormalizedSchema, node: FormNode, path: string): unknown[] {
  const item = schema.getValueSchema();
  const flat = reading.dialect === 'ec2' || schema.getMergedTraits().xmlFlattened !== undefined;
  const named = flat ? undefined : item.getMergedTraits().xmlName;
  const holder = flat ? node : only(reading, node, [typeof named === 'string' ? named : 'member', 'member'], path);
  return numbered(reading, holder, path).map(([number, child]) => readValue(reading, item, child, `${path}.${number}`));
}

/** The one child that a list or a map wraps its entries in; none at all is the empty list (`Key=`). */
function only(reading: Reading, node: FormNode, names: readonly string[], path: string): FormNode | undefined {
  const [name, ...more] = node.children.keys();
  if (name === undefined) return undefined;
  if (more.length > 0 || !names.includes(name)) throw reading.complaints.unknownParameter(`${path}.${more[0] ?? name}`);
  return node.children.get(name);
}

/** `.1`, `.2`, …: by number, gaps allowed, as AWS reads them. */
function numbered(reading: Reading, holder: FormNode | undefined, path: string): (readonly [number, FormNode])[] {
  if (holder === undefined) return [];
  return [...holder.children]
    .map(([key, child]) => {
      if (!/^[1-9]\d{0,5}$/.test(key)) throw reading.complaints.unknownParameter(`${path}.${key}`);
      return [Number(key), child] as const;
    })
    .toSorted(([a], [b]) => a - b);
}

function readMap(reading: Reading, schema: NormalizedSchema, node: FormNode, path: string): Members {
  const flat = schema.getMergedTraits().xmlFlattened !== undefined;
  const holder = flat ? node : only(reading, node, ['entry'], path);
  const entries = numbered(reading, holder, path).map(([number, entry]) => {
    const key = entry.children.get('key')?.value;
    const value = entry.children.get('value');
    if (key === undefined || value === undefined) throw reading.complaints.missing(`${path}.${number}`);
    return [key, readValue(reading, schema.getValueSchema(), value, `${path}.${key}`)] as const;
  });
  return Object.fromEntries(entries);
}

function readScalar(complaints: Complaints, schema: NormalizedSchema, text: string, path: string): unknown {
  if (schema.isBooleanSchema()) {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    throw complaints.invalid(path, text);
  }
  if (schema.isNumericSchema()) {
    if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
    throw complaints.invalid(path, text);
  }
  if (schema.isTimestampSchema()) {
    const date = new Date(text);
    if (text !== '' && !Number.isNaN(date.getTime())) return date;
    throw complaints.invalid(path, text);
  }
  return schema.isBlobSchema() ? new Uint8Array(Buffer.from(text, 'base64')) : text;
}
