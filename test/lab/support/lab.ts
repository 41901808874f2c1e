import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { RDSClient } from '@aws-sdk/client-rds';
import { STSClient } from '@aws-sdk/client-sts';
import type { LabConnection } from '../../../src/lab/connection.ts';
import type { Kinds } from '../../../src/lab/parts.ts';
import { startLab, type Lab } from '../../../src/lab/server.ts';
import { manualClock, type ManualClock } from './clock.ts';
import { inertReality } from './inert.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

export interface LabTestOptions {
  /** An account with nothing in it. Default: the base. */
  readonly empty?: boolean;
  /** `inert` (default): records only. `real`: processes, sockets and disks. */
  readonly reality?: 'inert' | 'real';
  /** Default 100000: what takes minutes is over at once. Ignored with a manual clock. */
  readonly speed?: number;
  /** Time stands still until `advance` is called. */
  readonly manual?: boolean;
  /** What plays the blog and the database; the built-in ones when not given. */
  readonly kinds?: Kinds;
  readonly cache?: string;
  /** A folder to use (and to leave there) in place of a fresh one. */
  readonly dir?: string;
}

export interface LabForTest {
  readonly lab: Lab;
  readonly dir: string;
  readonly ec2: EC2Client;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly rds: RDSClient;
  readonly sts: STSClient;
  readonly eic: EC2InstanceConnectClient;
  readonly iam: IAMClient;
  /** Manual clock only: lets AWS time pass and waits for what happens meanwhile. */
  advance(awsMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A lab in this process and the real SDK's clients for it. */
export async function labForTest(options: LabTestOptions = {}): Promise<LabForTest> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'lab-')));
  const manual: ManualClock | undefined = options.manual ? manualClock() : undefined;
  const lab = await startLab({
    dir,
    port: 0,
    empty: options.empty ?? false,
    ...(options.kinds === undefined ? {} : { kinds: options.kinds }),
    ...(options.cache === undefined ? {} : { cache: options.cache }),
    ...(manual === undefined ? { speed: options.speed ?? 100_000 } : { clock: manual }),
    ...(options.reality === 'real' ? {} : { reality: inertReality, disks: false }),
    log: (line) => console.error(`lab: ${line}`),
  });
  const clients = clientsOf(lab.connection);
  return {
    lab,
    dir,
    ...clients,
    advance: async (awsMs) => {
      if (manual === undefined) throw new Error('advance needs { manual: true }');
      await manual.advance(awsMs, () => lab.settled());
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await lab.close();
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The SDK's clients for a lab; one attempt each, so that a refusal is seen as it is. */
export function clientsOf({ endpoint, region, accessKeyId, secretAccessKey }: Pick<LabConnection, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>) {
  const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  return {
    ec2: new EC2Client(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    rds: new RDSClient(settings),
    sts: new STSClient(settings),
    eic: new EC2InstanceConnectClient(settings),
    iam: new IAMClient(settings),
  };
}
