import { DescribeKeyPairsCommand, DescribeVolumesCommand, type Instance } from '@aws-sdk/client-ec2';
import { tolerate } from '../../aws/failures.ts';
import { findServers } from '../../aws/find/servers.ts';
import { addressPrice, databasePrice } from '../../aws/prices.ts';
import { sameKey } from '../../blog/key-file.ts';
import type { Scene } from './scene.ts';

type Values = readonly string[];

/** AWS's own quota where nobody has raised it: vCPUs of running on-demand servers of the standard families, in one region. */
const usualVcpus = 5;

/** The key pair by name; `gone`: AWS has none of it any more. Undefined: the server was launched without one. */
async function keyPair({ ctx, server }: Scene): Promise<{ readonly name: string; readonly publicKey: string | undefined } | 'gone' | undefined> {
  const name = server.KeyName;
  if (name === undefined) return undefined;
  const found = await tolerate('InvalidKeyPair.NotFound', ctx.aws.ec2.read(new DescribeKeyPairsCommand({ KeyNames: [name], IncludePublicKey: true })));
  return found === undefined ? 'gone' : { name, publicKey: found.KeyPairs?.[0]?.PublicKey };
}

/** A launch that names a key pair which is not there is refused. */
export async function keyPairGone(scene: Scene): Promise<Values | undefined> {
  return (await keyPair(scene)) === 'gone' ? [scene.server.InstanceId ?? '', scene.server.KeyName ?? ''] : undefined;
}

/** Said of a key that can be read without asking for its passphrase. */
export async function keyOfAnother(scene: Scene): Promise<Values | undefined> {
  const file = scene.ctx.blog.keyFile;
  const own = await file?.publicHalfUnasked();
  const pair = own === undefined ? undefined : await keyPair(scene);
  if (file === undefined || own === undefined || pair === undefined || pair === 'gone' || pair.publicKey === undefined) return undefined;
  return sameKey(own, pair.publicKey) ? undefined : [file.path, pair.name, scene.server.InstanceId ?? ''];
}

export async function rootEncrypted({ ctx, server }: Scene): Promise<Values | undefined> {
  const root = server.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === server.RootDeviceName)?.Ebs?.VolumeId;
  if (root === undefined) return undefined;
  const { Volumes = [] } = await ctx.aws.ec2.read(new DescribeVolumesCommand({ VolumeIds: [root] }));
  return Volumes[0]?.Encrypted === true ? [root, Volumes[0].KmsKeyId ?? ''] : undefined;
}

/**
 * Whoever runs more than that has a higher quota already; how high, only Service Quotas would tell: EC2's own `max-instances`
 * says nothing of vCPUs any more (reference of DescribeAccountAttributes), and a dry run looks at no quota.
 */
export async function quotaNear({ ctx, server }: Scene): Promise<Values | undefined> {
  const standard = (await findServers(ctx)).filter(({ State, InstanceType }) => State?.Name === 'running' && /^[acdhimrtz]\d/.test(InstanceType ?? ''));
  const running = standard.reduce((total, one) => total + vcpusOf(one), 0);
  const own = vcpusOf(server);
  return running <= usualVcpus && running + own > usualVcpus ? [String(running), String(own), String(usualVcpus)] : undefined;
}

const vcpusOf = ({ CpuOptions }: Instance): number => (CpuOptions?.CoreCount ?? 1) * (CpuOptions?.ThreadsPerCore ?? 1);

/** The second server's address, and the balancer's in each zone. */
export const addressesCost = (): Values => ['3', String(addressPrice(3))];

export function standbyCost({ database, chosen }: Scene): Values | undefined {
  if (database.MultiAZ === true) return undefined;
  const price = (multiAz: boolean) => databasePrice({ type: database.DBInstanceClass, gb: database.AllocatedStorage ?? 0, multiAz });
  return [chosen.database, String(price(true) - price(false))];
}
