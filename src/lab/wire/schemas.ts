import { NormalizedSchema } from '@smithy/core/schema';
import type { Api } from './apis.ts';

export interface OperationSchema {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

const operationTag = 9;
const inputPlace = 4;
const outputPlace = 5;
const requiredPlace = 6;

const known = new Map<string, OperationSchema>();

/** The shapes of one operation, from the SDK's own description of the service; undefined when AWS has no such operation. */
export async function operationSchema(api: Api, action: string): Promise<OperationSchema | undefined> {
  const name = `${api.title} ${action}`;
  const found = known.get(name) ?? (await look(api, action));
  // Only what AWS has is kept: a caller can make up any number of other names.
  if (found !== undefined) known.set(name, found);
  return found;
}

async function look(api: Api, action: string): Promise<OperationSchema | undefined> {
  const exported = exportOf(await api.load(), `${action}$`);
  if (!Array.isArray(exported) || exported[0] !== operationTag) return undefined;
  return { input: NormalizedSchema.of(exported[inputPlace]), output: NormalizedSchema.of(exported[outputPlace]) };
}

// A bundle gives what was CommonJS as the default export alone.
function exportOf(loaded: object, name: string): unknown {
  const whole: unknown = Reflect.get(loaded, 'default');
  return Reflect.get(loaded, name) ?? (typeof whole === 'object' && whole !== null ? Reflect.get(whole, name) : undefined);
}

/** Members the service insists on: a structure lists them first and says how many they are. */
export function requiredMembers(structure: NormalizedSchema): readonly string[] {
  const schema: unknown = structure.getSchema();
  const count: unknown = Array.isArray(schema) ? schema[requiredPlace] : 0;
  return [...structure.structIterator()].slice(0, typeof count === 'number' ? count : 0).map(([name]) => name);
}
