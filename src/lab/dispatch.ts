import { randomUUID } from 'node:crypto';
import { readSignature, unsigned, verifySignature, type AccessKey, type Incoming } from './auth.ts';
import type { Effects } from './effects.ts';
import type { Faulted, Faults } from './faults/index.ts';
import { authorize } from './iam/authorize.ts';
import type { Policy } from './iam/policy.ts';
import { Refusal, type Caller, type Operation, type Operations } from './operation.ts';
import { unreadMember } from './reads.ts';
import { refusalAnswer, successAnswer } from './wire/answers.ts';
import { apis, isServiceName, type Api, type ServiceName } from './wire/apis.ts';
import { complaintsOf } from './wire/complaints.ts';
import { readForm, takeField, type FormNode } from './wire/form.ts';
import { readJson } from './wire/json.ts';
import { readStructure, type Members } from './wire/read.ts';
import { operationSchema, type OperationSchema } from './wire/schemas.ts';
import type { World } from './world.ts';
import type { Worlds } from './worlds.ts';

export interface DispatchPorts {
  readonly worlds: Worlds;
  readonly services: Readonly<Record<ServiceName, Operations>>;
  readonly accessKey: (accessKeyId: string) => AccessKey | undefined;
  /** Wall clock: signatures are dated by it whatever the lab's own clock says. */
  readonly now: () => Date;
  readonly log: (line: string) => void;
  readonly effects: Effects;
  readonly faults: Faults;
  readonly policyOf: (account: string) => Policy | undefined;
}

export type Dispatched = Faulted & { readonly requestId: string };

/** From a request to its answer: who asks, what for, in which world, done, saved, said. */
export function createDispatch(ports: DispatchPorts): (request: Incoming) => Promise<Dispatched> {
  return async (request) => {
    const requestId = randomUUID();
    const { api, service } = addressed(request);
    try {
      return { requestId, ...(await answer(ports, request, api, service, requestId)) };
    } catch (error) {
      if (!(error instanceof Refusal)) ports.log(`${requestId}: ${error instanceof Error ? error.stack : String(error)}`);
      return { requestId, ...refusalAnswer(api, error instanceof Refusal ? error : ourFault(api), requestId) };
    }
  };
}

/** The service that the signature names; without one, the words of the query services will do. */
function addressed(request: Incoming): { api: Api; service: ServiceName | undefined } {
  const named = readSignature(request)?.service ?? '';
  if (isServiceName(named)) return { api: apis[named], service: named };
  const guess = request.body.includes(`Version=${apis.ec2.version}`)
    ? apis.ec2
    : request.headers['x-amz-target'] === undefined
      ? apis.sts
      : apis['ec2-instance-connect'];
  return { api: guess, service: undefined };
}

function ourFault(api: Api): Refusal {
  return api.dialect === 'ec2'
    ? new Refusal('InternalError', 'An internal error has occurred', 500)
    : new Refusal('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);
}

async function answer(ports: DispatchPorts, request: Incoming, api: Api, service: ServiceName | undefined, requestId: string): Promise<Faulted> {
  const signed = readSignature(request);
  if (signed === undefined) throw unsigned(api.dialect);
  const key = ports.accessKey(signed.accessKeyId);
  verifySignature(request, signed, key, ports.now(), api.dialect);
  if (key === undefined || service === undefined) {
    throw new Refusal('SignatureDoesNotMatch', `Credential should be scoped to correct service: this practice cloud has no ${signed.service}.`, 403);
  }
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(signed.region))
    throw new Refusal('SignatureDoesNotMatch', `Credential should be scoped to a valid region, not '${signed.region}'.`, 403);
  const { action, operation, schema, input, dryRun } = await understand(api, ports.services[service], request);
  const world = ports.worlds.open(key.account, api.home ?? signed.region);
  authorize(ports.policyOf(key.account), { service, operation: action, input, world }, callerOf(key), api.dialect);
  if (dryRun) throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  const call = { operation: `${service}:${action}`, account: key.account, region: world.region, ...triesOf(request), asked: input };
  return ports.faults.done({ service, action, readOnly: operation.readOnly }, api.dialect, async () => {
    const act = () => perform(ports, world, operation, input, callerOf(key));
    const output = await (operation.readOnly ? act() : ports.effects.during(call, act));
    return successAnswer(api, action, schema.output, output, requestId);
  });
}

interface Understood {
  readonly action: string;
  readonly operation: Operation;
  readonly schema: OperationSchema;
  readonly input: Members;
  /** It was understood, and nothing more is wanted than to hear whether the caller may do it. */
  readonly dryRun: boolean;
}

async function understand(api: Api, operations: Operations, request: Incoming): Promise<Understood> {
  if (request.method !== 'POST') throw new Refusal('InvalidAction', 'This practice cloud takes POST requests only.');
  const body = request.body.toString('utf8');
  const form = api.dialect === 'json' ? undefined : readForm(body);
  const action = form === undefined ? targetOf(api, request) : actionOf(api, form);
  const complaints = complaintsOf(api);
  const schema = await operationSchema(api, action);
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (schema === undefined || operation === undefined) throw complaints.unknownAction(action, schema !== undefined);
  const members = form === undefined ? readJson(complaints, schema.input, body) : readStructure({ dialect: api.dialect, complaints }, schema.input, form);
  return { action, operation, schema, ...onlyRead(api, operation, members) };
}

function actionOf(api: Api, form: FormNode): string {
  const action = takeField(form, 'Action') ?? '';
  const version = takeField(form, 'Version') ?? '';
  if (action === '') throw new Refusal('MissingAction', 'The request must contain the parameter Action');
  if (version !== api.version) throw complaintsOf(api).wrongVersion(version, action);
  return action;
}

function targetOf(api: Api, request: Incoming): string {
  const [service, action = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  if (service !== api.version) throw complaintsOf(api).unknownAction(action, false);
  return action;
}

/** What the operation does not read must not be swallowed in silence. */
function onlyRead(api: Api, operation: Operation, members: Members): Pick<Understood, 'input' | 'dryRun'> {
  const { DryRun: dryRun, ...rest } = members;
  const input = api.dialect === 'ec2' ? rest : members;
  const unread = unreadMember(operation.reads, input);
  if (unread !== undefined) throw complaintsOf(api).unread(unread);
  return { input, dryRun: api.dialect === 'ec2' && dryRun === true };
}

async function perform(ports: DispatchPorts, world: World, operation: Operation, input: Members, caller: Caller): Promise<unknown> {
  try {
    // The schema made this input and the operation was typed by the same schema.
    return await operation.run(operation.readOnly ? ports.faults.seen(world) : world, input as never, caller);
  } finally {
    if (!operation.readOnly) await ports.worlds.changed(world);
  }
}

/** The SDK's own number of this call and of this try at it, so that a repeat can be told from a second call. */
function triesOf({ headers }: Incoming): { invocation?: string; attempt?: string } {
  const { 'amz-sdk-invocation-id': invocation, 'amz-sdk-request': attempt } = headers;
  return { ...(invocation === undefined ? {} : { invocation }), ...(attempt === undefined ? {} : { attempt }) };
}

function callerOf({ account, accessKeyId }: AccessKey): Caller {
  return { account, accessKeyId, arn: `arn:aws:iam::${account}:user/learner`, userId: `AIDA${accessKeyId.slice(4)}` };
}
