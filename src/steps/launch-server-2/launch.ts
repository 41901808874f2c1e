import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { groupIdsOf, mustFindServer } from '../../aws/find/servers.ts';
import { launchOnce } from '../../aws/launch.ts';
import { tagsFor } from '../../aws/ownership.ts';
import type { StepContext } from '../../step.ts';

const step = 'launch-server-2';
type Context = StepContext<'preflight' | 'create-image'>;

/** Starts the second server, exactly once, and returns its id. */
export function launch(ctx: Context, name: string): Promise<string> {
  const { zone } = ctx.outputs.preflight.subnets[1];
  return launchOnce(ctx, { step, name, zone, waiting: ctx.words.steps[step].waiting(name), request: (token) => request(ctx, name, token) });
}

/** A twin: all that an image does not hold is copied from the first server. */
async function request(ctx: Context, name: string, token: string): Promise<RunInstancesCommandInput> {
  const model = await mustFindServer(ctx, ctx.outputs.preflight.server1);
  const { HttpTokens, HttpEndpoint, HttpPutResponseHopLimit } = model.MetadataOptions ?? {};
  const Tags = tagsFor(ctx.run, step, name);
  return {
    MinCount: 1,
    MaxCount: 1,
    ImageId: ctx.outputs['create-image'].imageId,
    InstanceType: model.InstanceType,
    ...(model.KeyName === undefined ? {} : { KeyName: model.KeyName }),
    ClientToken: token,
    NetworkInterfaces: [
      { DeviceIndex: 0, SubnetId: ctx.outputs.preflight.subnets[1].subnetId, Groups: [...groupIdsOf(model)], AssociatePublicIpAddress: true },
    ],
    ...(model.IamInstanceProfile?.Arn === undefined ? {} : { IamInstanceProfile: { Arn: model.IamInstanceProfile.Arn } }),
    MetadataOptions: {
      HttpTokens: HttpTokens ?? 'required',
      ...(HttpEndpoint === undefined ? {} : { HttpEndpoint }),
      ...(HttpPutResponseHopLimit === undefined ? {} : { HttpPutResponseHopLimit }),
    },
    TagSpecifications: (['instance', 'volume', 'network-interface'] as const).map((ResourceType) => ({ ResourceType, Tags })),
  };
}
