import type { NormalizedSchema } from '@smithy/core/schema';
import { Refusal } from '../operation.ts';
import type { Complaints } from './complaints.ts';
import type { Members } from './read.ts';
import { requiredMembers } from './schemas.ts';

/** Reads a JSON 1.1 body with plain members (all that EC2 Instance Connect has). */
export function readJson(complaints: Complaints, structure: NormalizedSchema, body: string): Members {
  const sent = parse(body);
  const members: Members = {};
  for (const [name, member] of structure.structIterator()) {
    const held = sent[name];
    if (held === undefined || held === null) continue;
    const fits = member.isStringSchema() ? typeof held === 'string' : member.isBooleanSchema() ? typeof held === 'boolean' : typeof held === 'number';
    if (!fits) throw complaints.invalid(name, String(held));
    members[name] = held;
  }
  const stranger = Object.keys(sent).find((name) => members[name] === undefined && sent[name] !== null);
  if (stranger !== undefined) throw complaints.unknownParameter(stranger);
  const absent = requiredMembers(structure).find((name) => members[name] === undefined);
  if (absent !== undefined) throw complaints.missing(absent);
  return members;
}

function parse(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below, in AWS's word for it.
  }
  throw new Refusal('SerializationException', 'The request body is not a JSON object.');
}
