import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { findSystemImage } from '../../../aws/find/base.ts';
import { present } from '../../../aws/find/seeker.ts';
import { launchOnce } from '../../../aws/launch.ts';
import { baseTags } from '../../../aws/ownership.ts';
import { newPassword, wordPressUserData } from '../../../blog/user-data.ts';
import { UserError } from '../../../errors.ts';
import type { StepContext } from '../../../step.ts';

type Context = StepContext<'vpc' | 'subnets' | 'internet-gateway' | 'key-pair' | 'security-groups' | 'database'>;

export const serverType = 't3.micro';

/** Starts the blog's server, exactly once, and returns its id. It installs WordPress by itself at its first boot. */
export function launch(ctx: Context): Promise<string> {
  const name = ctx.names.base.server1;
  const { zone } = ctx.outputs.subnets.public[0];
  const waiting = ctx.words.preparation['server-1'].waiting(name);
  return launchOnce(ctx, { step: 'server-1', name, zone, waiting, request: (token) => request(ctx, token) });
}

async function request(ctx: Context, token: string): Promise<RunInstancesCommandInput> {
  const image = await findSystemImage(ctx);
  if (image === undefined) throw new UserError('no-system-image', [ctx.run.region]);
  const { subnets, 'key-pair': key, 'security-groups': groups, database } = ctx.outputs;
  // The only place where the password is: whoever goes on after a crash reads it from there.
  const script = wordPressUserData({ host: database.host, database: 'wordpress', user: 'wordpress', password: newPassword() });
  const Tags = baseTags(ctx.run, ctx.names.base.server1);
  const others = baseTags(ctx.run);
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: present(image.ImageId, 'ImageId'),
    InstanceType: serverType,
    KeyName: key.keyName,
    ClientToken: token,
    UserData: Buffer.from(script).toString('base64'),
    NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnets.public[0].subnetId, Groups: [groups.webGroupId], AssociatePublicIpAddress: true }],
    MetadataOptions: { HttpTokens: 'required' },
    TagSpecifications: [
      { ResourceType: 'instance', Tags },
      { ResourceType: 'volume', Tags: others },
      { ResourceType: 'network-interface', Tags: others },
    ],
  };
}
