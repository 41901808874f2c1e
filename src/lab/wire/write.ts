import type { NormalizedSchema } from '@smithy/core/schema';

/** Writes the members of a structure as XML elements, by the names the schema gives; members it does not know are left out. */
export function writeMembers(structure: NormalizedSchema, value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  let xml = '';
  for (const [name, member] of structure.structIterator()) {
    const held: unknown = Reflect.get(value, name);
    if (held === undefined || held === null) continue;
    const { xmlName } = member.getMemberTraits();
    xml += writeElement(typeof xmlName === 'string' ? xmlName : name, member, held);
  }
  return xml;
}

function writeElement(tag: string, schema: NormalizedSchema, value: unknown): string {
  if (schema.isListSchema()) return writeList(tag, schema, value);
  if (schema.isMapSchema()) return element(tag, writeEntries(schema, value));
  if (schema.isStructSchema()) return element(tag, writeMembers(schema, value));
  return element(tag, escapeText(scalarText(schema, value)));
}

function writeList(tag: string, schema: NormalizedSchema, value: unknown): string {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const item = schema.getValueSchema();
  if (schema.getMergedTraits().xmlFlattened !== undefined) return items.map((each) => writeElement(tag, item, each)).join('');
  const { xmlName } = item.getMergedTraits();
  const name = typeof xmlName === 'string' ? xmlName : 'member';
  let inner = '';
  for (const each of items) inner += writeElement(name, item, each);
  return element(tag, inner);
}

function writeEntries(schema: NormalizedSchema, value: unknown): string {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.map(([key, held]) => element('entry', element('key', escapeText(key)) + writeElement('value', schema.getValueSchema(), held))).join('');
}

function scalarText(schema: NormalizedSchema, value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return schema.isBlobSchema() ? Buffer.from(String(value)).toString('base64') : String(value);
}

/** `<tag>inner</tag>`; `<tag/>` when there is nothing in it. */
export function element(tag: string, inner: string): string {
  return inner === '' ? `<${tag}/>` : `<${tag}>${inner}</${tag}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

// oxlint-disable-next-line no-control-regex -- these are the very characters it is about
const uncarried = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** XML has no way to carry most control characters, so they go as U+FFFD: an answer must always parse. */
export function escapeText(text: string): string {
  return text
    .replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)
    .replaceAll('\r', '&#xD;')
    .replaceAll(uncarried, '\ufffd');
}
