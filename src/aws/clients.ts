import { EC2Client, type EC2ClientResolvedConfig, type ServiceInputTypes as Ec2Input, type ServiceOutputTypes as Ec2Output } from '@aws-sdk/client-ec2';
import {
  EC2InstanceConnectClient,
  type EC2InstanceConnectClientResolvedConfig,
  type ServiceInputTypes as EicInput,
  type ServiceOutputTypes as EicOutput,
} from '@aws-sdk/client-ec2-instance-connect';
import {
  ElasticLoadBalancingV2Client,
  type ElasticLoadBalancingV2ClientResolvedConfig,
  type ServiceInputTypes as ElbInput,
  type ServiceOutputTypes as ElbOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient, type IAMClientResolvedConfig, type ServiceInputTypes as IamInput, type ServiceOutputTypes as IamOutput } from '@aws-sdk/client-iam';
import { RDSClient, type RDSClientResolvedConfig, type ServiceInputTypes as RdsInput, type ServiceOutputTypes as RdsOutput } from '@aws-sdk/client-rds';
import { STSClient, type STSClientResolvedConfig, type ServiceInputTypes as StsInput, type ServiceOutputTypes as StsOutput } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity, Client, Command, MetadataBearer } from '@smithy/types';
import type { Clock } from '../clock.ts';
import type { Change } from '../step.ts';
import { orFailure, type Target } from './failures.ts';
import { refuseWebPages } from './not-aws.ts';
import { sendChange, shortestPatience, throughThrottling } from './resend.ts';

/** One AWS service through the only two doors there are: to read, and to change. */
export interface Service<In extends object, Out extends MetadataBearer, Config> {
  /** Remembered until the next change or `forget()`; retries by itself. */
  read<I extends In, O extends Out>(command: Command<In, I, Out, O, Config>): Promise<O>;
  /**
   * Intent on disk, the call, its result on disk. `repeatable`: sending it twice has the effect of once (token, unique
   * name, set semantics), so a lost answer is sent again; otherwise a lost answer is an `OutcomeUnknown`.
   */
  change<I extends In, O extends Out>(command: Command<In, I, Out, O, Config>, how: { readonly repeatable: boolean }): Promise<O>;
}

export interface Aws {
  readonly ec2: Service<Ec2Input, Ec2Output, EC2ClientResolvedConfig>;
  readonly elb: Service<ElbInput, ElbOutput, ElasticLoadBalancingV2ClientResolvedConfig>;
  readonly rds: Service<RdsInput, RdsOutput, RDSClientResolvedConfig>;
  readonly sts: Service<StsInput, StsOutput, STSClientResolvedConfig>;
  /** The account's alias, and nothing else. IAM has no regions: without an endpoint of our own the SDK goes to the one that a partition has. */
  readonly iam: Service<IamInput, IamOutput, IAMClientResolvedConfig>;
  /** Its one call hands over a key for a minute: it leaves nothing behind, so it is a read; and it is not remembered. */
  readonly eic: Service<EicInput, EicOutput, EC2InstanceConnectClientResolvedConfig>;
  /** Forgets what reads have remembered. */
  forget(): void;
  /** Calls sent so far by this and every view of it. */
  readonly calls: { readonly reads: number; readonly changes: number };
  /** The same clients and memory; changes go through `change`. */
  withChange(change: Change): Aws;
  /** The same, heeding no signal: for what must happen even after Ctrl-C (a stopped server is started again). */
  afterStop(): Aws;
}

export interface AwsSettings {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
  readonly credentials?: AwsCredentialIdentity | undefined;
  /** Without it every change is refused: look, plan and check cannot change anything. */
  readonly change?: Change | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds; for tests. */
  readonly timeouts?: { readonly connection: number; readonly request: number };
}

interface Wiring {
  readonly settings: AwsSettings;
  readonly remembered: Map<string, Promise<unknown>>;
  readonly calls: { reads: number; changes: number };
  readonly openers: Openers;
}

interface View {
  readonly change: Change | undefined;
  readonly signal: AbortSignal;
}

type Open<In extends object, Out extends MetadataBearer, Config> = (door: 'read' | 'change') => Client<In, Out, Config>;
type Openers = ReturnType<typeof openers>;

const timeouts = { connection: 5_000, request: 30_000 };
const neverAborted = new AbortController().signal;

/** The only place that makes clients, by name and not by `import()`: so the bundle leaves out what nothing uses. Nothing is sent before the first call. */
export function createAws(settings: AwsSettings): Aws {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const wiring = { settings, remembered: new Map(), calls: { reads: 0, changes: 0 }, openers: openers(settings) };
  return viewOf(wiring, { change: settings.change, signal: settings.signal });
}

function viewOf(wiring: Wiring, view: View): Aws {
  const { openers: open, remembered, calls } = wiring;
  return {
    ec2: serviceOf('ec2', open.ec2, wiring, view),
    elb: serviceOf('elasticloadbalancing', open.elb, wiring, view),
    rds: serviceOf('rds', open.rds, wiring, view),
    sts: serviceOf('sts', open.sts, wiring, view),
    iam: serviceOf('iam', open.iam, wiring, view),
    eic: serviceOf('ec2-instance-connect', open.eic, { ...wiring, remembered: undefined }, view),
    forget: () => remembered.clear(),
    calls,
    withChange: (change) => viewOf(wiring, { ...view, change }),
    afterStop: () => viewOf(wiring, { ...view, signal: neverAborted }),
  };
}

function serviceOf<In extends object, Out extends MetadataBearer, Config>(
  prefix: string,
  open: Open<In, Out, Config>,
  wiring: Omit<Wiring, 'remembered'> & { readonly remembered: Wiring['remembered'] | undefined },
  view: View,
): Service<In, Out, Config> {
  const { settings, calls } = wiring;
  const remembered = wiring.remembered ?? new Map<string, Promise<unknown>>();
  const targetOf = (command: { readonly schema?: unknown }): Target => ({
    action: `${prefix}:${operationOf(command)}`,
    region: settings.region,
    endpoint: settings.endpoint,
    profile: settings.profile,
  });

  return {
    read<I extends In, O extends Out>(command: Command<In, I, Out, O, Config>): Promise<O> {
      const target = targetOf(command);
      const key = `${target.action} ${JSON.stringify(command.input)}`;
      const known = remembered.get(key);
      // The map's values are what commands with this very name and input answered, so the type is the command's.
      if (known !== undefined) return known as Promise<O>;
      const answer = orFailure(target, view.signal, () =>
        throughThrottling(settings.clock, view.signal, () => {
          calls.reads += 1;
          return open('read').send(command, { abortSignal: view.signal });
        }),
      );
      if (wiring.remembered !== undefined) remembered.set(key, answer);
      answer.catch(() => remembered.get(key) === answer && remembered.delete(key));
      return answer;
    },

    async change<I extends In, O extends Out>(command: Command<In, I, Out, O, Config>, how: { readonly repeatable: boolean }): Promise<O> {
      const target = targetOf(command);
      const journalled = view.change;
      if (journalled === undefined) throw new Error(`${target.action} was about to be sent where nothing may be changed`);
      const intent = { op: target.action, params: command.input, evenWhenStopping: view.signal === neverAborted };
      const client = open('change');
      const send = () => {
        calls.changes += 1;
        return client.send(command);
      };
      try {
        return await journalled(intent, () => sendChange({ send, target, repeatable: how.repeatable, clock: settings.clock, signal: view.signal }));
      } finally {
        remembered.clear();
      }
    },
  };
}

/** `RunInstances`. From the schema, since a bundler may rename classes. */
function operationOf({ schema }: { readonly schema?: unknown }): string {
  const name: unknown = Array.isArray(schema) ? schema[2] : undefined;
  return typeof name === 'string' ? name : 'unknown';
}

function openers(settings: AwsSettings) {
  const config = (door: 'read' | 'change') => ({
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.profile === undefined ? {} : { profile: settings.profile }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
    // The SDK re-sends a change whose answer was lost, idempotent or not; so for changes it may try only once.
    maxAttempts: door === 'read' ? 3 : 1,
    requestHandler: {
      connectionTimeout: settings.timeouts?.connection ?? timeouts.connection,
      requestTimeout: settings.timeouts?.request ?? Math.max(shortestPatience, timeouts.request / settings.clock.pace),
      throwOnRequestTimeout: true,
    },
  });
  type Config = ReturnType<typeof config>;
  const once = <In extends object, Out extends MetadataBearer, C>(make: (config: Config) => Client<In, Out, C>): Open<In, Out, C> => {
    const made = new Map<string, Client<In, Out, C>>();
    return (door) => {
      const client = made.get(door) ?? refuseWebPages(make(config(door)));
      made.set(door, client);
      return client;
    };
  };
  return {
    ec2: once((c) => new EC2Client(c)),
    elb: once((c) => new ElasticLoadBalancingV2Client(c)),
    rds: once((c) => new RDSClient(c)),
    sts: once((c) => new STSClient(c)),
    // Where IAM is not to be reached, nobody waits for a mere name three times.
    iam: once((c) => new IAMClient({ ...c, maxAttempts: 1 })),
    eic: once((c) => new EC2InstanceConnectClient(c)),
  };
}
