import { services } from '../../../src/lab/services.ts';
import { apis, type ServiceName } from '../../../src/lab/wire/apis.ts';
import { operationSchema } from '../../../src/lab/wire/schemas.ts';
import { readSources, type Sources } from './declarations.ts';

const folders: Readonly<Record<ServiceName, string>> = {
  ec2: 'ec2',
  elasticloadbalancing: 'elbv2',
  rds: 'rds',
  sts: 'sts',
  iam: 'iam',
  'ec2-instance-connect': 'eic',
};

export const begin = '<!-- begin: made by `npm run lab:table` -->';
export const end = '<!-- end -->';

/** The coverage table: every operation, the refusals written for it, and what AWS's operation takes that the lab refuses. */
export async function coverageTable(): Promise<string> {
  const sources = readSources();
  const parts: string[] = [];
  for (const service of Object.keys(services) as ServiceName[]) parts.push(await serviceTable(service, sources));
  return [begin, ...parts, end].join('\n\n');
}

async function serviceTable(service: ServiceName, sources: Sources): Promise<string> {
  const names = Object.keys(services[service]).toSorted();
  const rows: string[] = [];
  for (const name of names) {
    const codes = sources.codesOf(folders[service], name).filter((code) => !everywhere.has(code));
    const gaps = await unreadMembers(service, name);
    rows.push(`| ${name} | ${codes.join(', ') || '–'} | ${gaps.join(', ') || '–'} |`);
  }
  return [`### ${service} (${names.length})`, '', '| operation | refuses with | AWS takes, the lab refuses |', '|---|---|---|', ...rows].join('\n');
}

/** Refusals that any call of a service can meet; they are told once, above the table. */
const everywhere = new Set(['InvalidParameterValue', 'InvalidParameterCombination', 'MissingParameter', 'ValidationError', 'FilterLimitExceeded']);

async function unreadMembers(service: ServiceName, name: string): Promise<string[]> {
  const schema = await operationSchema(apis[service], name);
  if (schema === undefined) throw new Error(`AWS has no ${name}`);
  if (schema.input.isUnitSchema()) return [];
  const reads = new Set(services[service][name]?.reads.map((path) => path.split('.')[0]));
  return [...schema.input.structIterator()].map(([member]) => member).filter((member) => !reads.has(member) && !(service === 'ec2' && member === 'DryRun'));
}
