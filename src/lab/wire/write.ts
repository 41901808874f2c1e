import type { NormalizedSchema } from '@smithy/core/schema';

/** Writes a value of one schema as XML. */
type Writer = (value: unknown) => string;

/**
 * What the schema says of a structure does not change from call to call, so it is looked up once and kept as a writer. A structure
 * that holds itself, at whatever depth, finds the writer that is still being made: its members are filled in afterwards.
 */
const structures = new WeakMap<object, Writer>();

/** Writes the members of a structure as XML elements, by the names the schema gives; members it does not know are left out. */
export function writeMembers(structure: NormalizedSchema, value: unknown): string {
  return structureWriter(structure)(value);
}

function structureWriter(structure: NormalizedSchema): Writer {
  const key: unknown = structure.getSchema();
  if (typeof key !== 'object' || key === null) return () => '';
  const known = structures.get(key);
  if (known) return known;
  const members: { readonly name: string; readonly write: Writer }[] = [];
  const writer: Writer = (value) => {
    if (typeof value !== 'object' || value === null) return '';
    const held = value as Readonly<Record<string, unknown>>;
    let xml = '';
    for (const { name, write } of members) {
      const member = held[name];
      if (member !== undefined && member !== null) xml += write(member);
    }
    return xml;
  };
  structures.set(key, writer);
  for (const [name, member] of structure.structIterator()) {
    const { xmlName } = member.getMemberTraits();
    members.push({ name, write: elementWriter(typeof xmlName === 'string' ? xmlName : name, member) });
  }
  return writer;
}

function elementWriter(tag: string, schema: NormalizedSchema): Writer {
  if (schema.isListSchema()) return listWriter(tag, schema);
  if (schema.isMapSchema()) return within(tag, entriesWriter(schema));
  if (schema.isStructSchema()) return within(tag, structureWriter(schema));
  return within(tag, scalarWriter(schema));
}

function listWriter(tag: string, schema: NormalizedSchema): Writer {
  const item = schema.getValueSchema();
  const flat = schema.getMergedTraits().xmlFlattened !== undefined;
  const { xmlName } = item.getMergedTraits();
  const write = elementWriter(flat ? tag : typeof xmlName === 'string' ? xmlName : 'member', item);
  const items: Writer = (value) => {
    let xml = '';
    if (Array.isArray(value)) for (const each of value) xml += write(each);
    return xml;
  };
  return flat ? items : within(tag, items);
}

function entriesWriter(schema: NormalizedSchema): Writer {
  const write = elementWriter('value', schema.getValueSchema());
  return (value) => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return entries.map(([key, held]) => element('entry', element('key', escapeText(key)) + write(held))).join('');
  };
}

function scalarWriter(schema: NormalizedSchema): Writer {
  const blob = schema.isBlobSchema();
  return (value) => {
    if (typeof value === 'string' && !blob) return escapeText(value);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return blob ? Buffer.from(String(value)).toString('base64') : escapeText(String(value));
  };
}

function within(tag: string, inner: Writer): Writer {
  const [open, close, empty] = [`<${tag}>`, `</${tag}>`, `<${tag}/>`];
  return (value) => {
    const xml = inner(value);
    return xml === '' ? empty : open + xml + close;
  };
}

/** `<tag>inner</tag>`; `<tag/>` when there is nothing in it. */
export function element(tag: string, inner: string): string {
  return inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${tag}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

// oxlint-disable-next-line no-control-regex -- these are the very characters it is about
const special = /[&<>"\u0000-\u0008\u000b-\u001f\ufffe\uffff]/;
const everySpecial = new RegExp(special, 'g');

/** XML has no way to carry most control characters, so they go as U+FFFD: an answer must always parse. */
export function escapeText(text: string): string {
  return special.test(text) ? text.replace(everySpecial, (sign) => escapes[sign] ?? '\ufffd') : text;
}
