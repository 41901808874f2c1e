import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { callersOf } from '../../aws/actions.ts';
import { tagsFor } from '../../aws/ownership.ts';
import { UserError } from '../../errors.ts';
import type { Scene } from './scene.ts';

/**
 * What EC2 would refuse, all at once: it can be asked without anything being done. The balancer's and the database's API
 * cannot, so a permission that lacks there shows in its step.
 */
export async function deniedIn(scene: Scene): Promise<readonly string[] | undefined> {
  const results = await Promise.all(attempts(scene).map(([action, ask]) => denied(action, ask)));
  const missing = results.flatMap((action) => action ?? []);
  return missing.length === 0 ? undefined : [missing.map(withSteps).join(', ')];
}

/** `ec2:RunInstances (launch-server-2)`. */
function withSteps(action: string): string {
  const callers = callersOf(action);
  return callers === 'every' || callers.length === 0 ? action : `${action} (${callers.join(', ')})`;
}

function attempts({ ctx, chosen, server }: Scene): readonly (readonly [string, () => Promise<unknown>])[] {
  const { ec2 } = ctx.aws;
  const DryRun = true;
  const own = { DryRun, InstanceIds: [chosen.server1] };
  const tagged = (
    step: Parameters<typeof tagsFor>[1],
    ...types: readonly ('instance' | 'volume' | 'network-interface' | 'image' | 'snapshot' | 'security-group')[]
  ) => types.map((ResourceType) => ({ ResourceType, Tags: tagsFor(ctx.run, step) }));
  // Before the first server carries this run's tag, a policy that goes by it would say no to what it will allow.
  const tags = tagsFor(ctx.run, 'preflight');
  const isTagged = server.Tags?.some(({ Key, Value }) => Key === tags[0]?.Key && Value === ctx.run.id) === true;
  const launch = {
    ImageId: server.ImageId ?? '',
    InstanceType: server.InstanceType,
    SubnetId: chosen.subnet2,
    SecurityGroupIds: [chosen.webGroup],
    ...(server.KeyName === undefined ? {} : { KeyName: server.KeyName }),
    ...(server.IamInstanceProfile?.Arn === undefined ? {} : { IamInstanceProfile: { Arn: server.IamInstanceProfile.Arn } }),
  };
  return [
    ['ec2:CreateTags', () => ec2.read(new CreateTagsCommand({ DryRun, Resources: [chosen.server1], Tags: tags }))],
    [
      'ec2:RunInstances',
      () =>
        ec2.read(
          new RunInstancesCommand({
            DryRun,
            MinCount: 1,
            MaxCount: 1,
            ...launch,
            TagSpecifications: tagged('launch-server-2', 'instance', 'volume', 'network-interface'),
          }),
        ),
    ],
    [
      'ec2:CreateSecurityGroup',
      () =>
        ec2.read(
          new CreateSecurityGroupCommand({
            DryRun,
            GroupName: ctx.names.balancerGroup,
            Description: ctx.names.balancerGroup,
            VpcId: server.VpcId,
            TagSpecifications: tagged('balancer-firewall', 'security-group'),
          }),
        ),
    ],
    [
      'ec2:AuthorizeSecurityGroupIngress',
      () =>
        ec2.read(
          new AuthorizeSecurityGroupIngressCommand({
            DryRun,
            GroupId: chosen.webGroup,
            IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: chosen.webGroup }] }],
          }),
        ),
    ],
    ...(isTagged
      ? ([
          [
            'ec2:CreateImage',
            () =>
              ec2.read(
                new CreateImageCommand({
                  DryRun,
                  InstanceId: chosen.server1,
                  Name: ctx.names.image,
                  TagSpecifications: tagged('create-image', 'image', 'snapshot'),
                }),
              ),
          ],
          ['ec2:StopInstances', () => ec2.read(new StopInstancesCommand(own))],
          ['ec2:StartInstances', () => ec2.read(new StartInstancesCommand(own))],
        ] as const)
      : []),
  ];
}

/** The action when it was denied. Any other refusal (and AWS refuses every dry run) says nothing about rights. */
async function denied(action: string, ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof UserError && error.code === 'permission-missing') return action;
    if (error instanceof UserError && error.outcome === 'credentials') throw error;
  }
  return undefined;
}
