import * as ec2Sdk from '@aws-sdk/client-ec2';
import * as eicSdk from '@aws-sdk/client-ec2-instance-connect';
import * as elbSdk from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iamSdk from '@aws-sdk/client-iam';
import * as rdsSdk from '@aws-sdk/client-rds';
import * as stsSdk from '@aws-sdk/client-sts';
import type { NormalizedSchema } from '@smithy/core/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/lab/operation.ts';
import { services } from '../../../src/lab/services.ts';
import { apis, type ServiceName } from '../../../src/lab/wire/apis.ts';
import { operationSchema } from '../../../src/lab/wire/schemas.ts';
import { labForTest, type LabForTest } from '../support/lab.ts';
import { leavesOf, requiredInput, watched, withLeaf, type Leaf } from '../support/members.ts';
import { examples } from './ec2-examples.ts';
import { otherExamples } from './other-examples.ts';

type Input = Record<string, unknown>;

const sdks = { ec2: ec2Sdk, elasticloadbalancing: elbSdk, rds: rdsSdk, sts: stsSdk, iam: iamSdk, 'ec2-instance-connect': eicSdk };
const named = Object.entries(services).flatMap(([service, operations]) => Object.keys(operations).map((name) => [service as ServiceName, name] as const));

let lab: LabForTest;
beforeAll(async () => {
  lab = await labForTest({ manual: true });
});
afterAll(() => lab.close());

async function known(service: ServiceName, name: string) {
  const schema = await operationSchema(apis[service], name);
  const operation = services[service][name];
  if (schema === undefined || operation === undefined) throw new Error(`no ${name}`);
  const leaves = leavesOf(schema.input).filter(({ path }) => !(service === 'ec2' && path === 'DryRun'));
  return { schema: schema.input, operation, leaves };
}

test.each(named)('%s %s names members that there are, down to the last', async (service, name) => {
  const { operation, leaves } = await known(service, name);
  expect(operation.reads.filter((path) => !leaves.some((leaf) => leaf.path === path))).toEqual([]);
});

test.each(named)('%s %s refuses every member it does not read', async (service, name) => {
  const { schema, operation, leaves } = await known(service, name);
  const base = requiredInput(schema);
  for (const { path, value } of leaves.filter((leaf) => !operation.reads.includes(leaf.path))) {
    const said = await send(service, name, withLeaf(schema, base, path, value));
    expect(said, path).toMatch(/^The parameter \S+ is not supported by this practice cloud\.$/);
  }
});

/** What the lab says to a request that the SDK sends; nothing when it does it. */
async function send(service: ServiceName, name: string, input: Input): Promise<string | undefined> {
  const Command: unknown = Reflect.get(sdks[service], `${name}Command`);
  if (typeof Command !== 'function') throw new Error(`the SDK has no ${name}`);
  const client = { ec2: lab.ec2, elasticloadbalancing: lab.elb, rds: lab.rds, sts: lab.sts, iam: lab.iam, 'ec2-instance-connect': lab.eic }[service];
  // Commands of all services, known by name only.
  try {
    await (client as { send(command: unknown): Promise<unknown> }).send(Reflect.construct(Command, [input]));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('every member that an operation says it reads is looked at', () => {
  test.each(named)('%s %s', async (service, name) => {
    const { schema, leaves, operation } = await known(service, name);
    const declared = leaves.filter(({ path }) => operation.reads.includes(path));
    const seen = new Set<string>();
    const own = await labForTest({ manual: true });
    try {
      const all = service === 'ec2' ? examples(own.lab.home) : await otherExamples(own);
      const [first = {}, ...more] = all[name] ?? [];
      for (const input of [first, ...more, ...declared.map((leaf) => oneMore(schema, first, leaf))]) await look(own, [service, name], input, seen);
    } finally {
      await own.close();
    }
    expect(declared.map(({ path }) => path).filter((path) => !seen.has(path))).toEqual([]);
  });
});

const oneMore = (schema: NormalizedSchema, input: Input, { path, value }: Leaf) => withLeaf(schema, input, path, value);

/** Lets the operation have the request, which may well be refused, and notes what it looks at. */
async function look({ lab: { home } }: LabForTest, [service, name]: readonly [ServiceName, string], input: Input, seen: Set<string>): Promise<void> {
  const caller = { account: home.account, arn: '', userId: '', accessKeyId: '' };
  try {
    await services[service][name]?.run(home, watched(input, seen) as never, caller);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
