import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
  type CreateLoadBalancerCommandInput,
  type CreateTargetGroupCommandInput,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { base, cloud, launch, present } from '../ec2/cloud.ts';
import type { LabForTest } from '../support/lab.ts';

export { present, refusal } from '../ec2/cloud.ts';

export const minute = 60_000;

/** The base in a lab whose time the test drives, with short ways to make the tutorial's things. */
export async function scene() {
  const lab = await cloud({ manual: true });
  const found = await base(lab.ec2);
  const subnets = [found.subnet('public-subnet-1'), found.subnet('public-subnet-2')];
  return {
    lab,
    ...found,
    subnets,
    webGroup: found.group('web-sg'),
    ...makers(lab, found.vpcId, subnets),
    runServer: (more: Partial<RunInstancesCommandInput> = {}) => launch(lab.ec2, more),
  };
}

function makers(lab: LabForTest, vpcId: string, subnets: string[]) {
  const makeBalancer = async (more: Partial<CreateLoadBalancerCommandInput> = {}): Promise<LoadBalancer> => {
    const { LoadBalancers: made = [] } = await lab.elb.send(new CreateLoadBalancerCommand({ Name: 'LB-1', Subnets: subnets, ...more }));
    return present(made[0]);
  };
  const makeTargets = async (more: Partial<CreateTargetGroupCommandInput> = {}): Promise<TargetGroup> => {
    const asked = { Name: 'TG-1', Protocol: 'HTTP', Port: 80, VpcId: vpcId, HealthCheckPath: '/readme.html', ...more } as const;
    return present((await lab.elb.send(new CreateTargetGroupCommand(asked))).TargetGroups?.[0]);
  };
  const listen = async (balancer: LoadBalancer, group: TargetGroup, port = 80) => {
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: group.TargetGroupArn }];
    const { Listeners: made = [] } = await lab.elb.send(
      new CreateListenerCommand({ LoadBalancerArn: balancer.LoadBalancerArn, Protocol: 'HTTP', Port: port, DefaultActions }),
    );
    return present(made[0]);
  };
  const register = (group: TargetGroup, ...ids: string[]) =>
    lab.elb.send(new RegisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets: ids.map((Id) => ({ Id })) }));
  const balancers = async (input = {}) => (await lab.elb.send(new DescribeLoadBalancersCommand(input))).LoadBalancers ?? [];
  const health = async (group: TargetGroup) =>
    (await lab.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn }))).TargetHealthDescriptions ?? [];
  return { makeBalancer, makeTargets, listen, register, balancers, health };
}
