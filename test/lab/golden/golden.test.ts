import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as rds from '@aws-sdk/client-rds';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { services } from '../../../src/lab/services.ts';
import { successAnswer } from '../../../src/lab/wire/answers.ts';
import { apis } from '../../../src/lab/wire/apis.ts';
import { complaintsOf } from '../../../src/lab/wire/complaints.ts';
import { readForm, takeField } from '../../../src/lab/wire/form.ts';
import { readJson } from '../../../src/lab/wire/json.ts';
import { readStructure, type Members } from '../../../src/lab/wire/read.ts';
import { operationSchema } from '../../../src/lab/wire/schemas.ts';
import { leaves } from '../support/leaves.ts';
import { answerOf, bodyOf, readGolden, type Golden, type GoldenService } from './read.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const packages = { ec2, elasticloadbalancing: elb, rds, sts, iam } as const;
const clients = {
  ec2: ec2.EC2Client,
  elasticloadbalancing: elb.ElasticLoadBalancingV2Client,
  rds: rds.RDSClient,
  sts: sts.STSClient,
  iam: iam.IAMClient,
} as const;

describe.each(Object.keys(packages) as GoldenService[])('%s', (service) => {
  const golden = readGolden(service);

  it('has a golden text for each of its operations, and for no other', () => {
    expect(golden.map(({ operation }) => operation).toSorted()).toEqual(Object.keys(services[service]).toSorted());
  });

  it.each(golden.map((one) => [one.operation, one] as const))(
    '%s: the request as AWS writes it is read, and is what the SDK sends for that',
    async (_, one) => {
      const input = await understood(service, one);
      expect(numberOfLeaves(input)).toBe(one.parameters.length);
      const { sent } = await throughSdk(service, one, input);
      expect(sent.toSorted()).toEqual(bodyOf(one, apis[service].version).split('&').map(decodeURIComponent).toSorted());
    },
  );

  it.each(golden.map((one) => [one.operation, one] as const))('%s: the answer is written as AWS writes it, once the SDK has read it', async (_, one) => {
    const { output } = await throughSdk(service, one, await understood(service, one));
    const schema = await operationSchema(apis[service], one.operation);
    if (schema === undefined) throw new Error('AWS has no such operation');
    const written = successAnswer(apis[service], one.operation, schema.output, output, 'request-1').body;
    const wanted = answerOf(service, one, apis[service].namespace);
    expect(leaves(written)).toEqual(leaves(schema.output.isUnitSchema() ? wanted.replace(`<${one.operation}Result/>`, '') : wanted));
  });
});

describe('ec2-instance-connect', () => {
  const api = apis['ec2-instance-connect'];

  it('SendSSHPublicKey: the request is read and the answer written as AWS writes them', async () => {
    // The one operation, in JSON 1.1, after the request and response syntax of its reference.
    const schema = await operationSchema(api, 'SendSSHPublicKey');
    if (schema === undefined) throw new Error('AWS has no such operation');
    const request = { InstanceId: 'i-abcd1234', InstanceOSUser: 'ec2-user', AvailabilityZone: 'us-west-2a', SSHPublicKey: 'ssh-rsa AAAA' };
    expect(readJson(complaintsOf(api), schema.input, JSON.stringify(request))).toEqual(request);
    const answer = { RequestId: '1a2b3c4d', Success: true };
    expect(successAnswer(api, 'SendSSHPublicKey', schema.output, { ...answer, id: 'not on the wire' }, 'request-1').body).toBe(JSON.stringify(answer));
    expect(Object.keys(services['ec2-instance-connect'])).toEqual(['SendSSHPublicKey']);
  });
});

async function understood(service: GoldenService, one: Golden): Promise<Members> {
  const api = apis[service];
  const form = readForm(bodyOf(one, api.version));
  const schema = await operationSchema(api, takeField(form, 'Action') ?? '');
  takeField(form, 'Version');
  if (schema === undefined) throw new Error('AWS has no such operation');
  return readStructure({ dialect: api.dialect, complaints: complaintsOf(api) }, schema.input, form);
}

/** What the SDK sends for this input, and what it makes of the golden answer. */
async function throughSdk(service: GoldenService, one: Golden, input: Members): Promise<{ sent: string[]; output: unknown }> {
  let body = '';
  const client = new clients[service]({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    requestHandler: {
      handle: async (request: { body: string }) => {
        body = request.body;
        const answer = new Response(answerOf(service, one, apis[service].namespace));
        return { response: { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: answer.body } };
      },
    },
  } as never);
  const Command: unknown = Reflect.get(packages[service], `${one.operation}Command`);
  const command = Reflect.construct(Command as new (input: object) => object, [input]);
  const { $metadata: _, ...output } = (await (client.send as (command: object) => Promise<object>).call(client, command)) as { $metadata: unknown };
  return { sent: body.split('&').flatMap((pair) => (pair === '' ? [] : decodeURIComponent(pair))), output };
}

// A structure that was read whole has as many ends as the request has parameters.
function numberOfLeaves(value: unknown): number {
  if (value instanceof Date || value instanceof Uint8Array || typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, each) => sum + numberOfLeaves(each), 0);
}
