import {
  CreateSecurityGroupCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  RunInstancesCommand,
  type EC2Client,
  type Image,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { afterEach, expect } from 'vitest';
import { labForTest, type LabForTest, type LabTestOptions } from '../support/lab.ts';

const open: LabForTest[] = [];

afterEach(async () => {
  for (const lab of open.splice(0)) await lab.close();
});

/** A lab for one test, on a clock that the test drives. */
export async function cloud(options: LabTestOptions = { manual: true }): Promise<LabForTest> {
  const lab = await labForTest(options);
  open.push(lab);
  return lab;
}

/** What a refused call says: `code` and `message`; a call that succeeds fails the test. */
export async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string; status: number | undefined }> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('the call was not refused');
  const metadata: unknown = Reflect.get(error, '$metadata');
  const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return { code: error.name, message: error.message, status: typeof status === 'number' ? status : undefined };
}

/** The value, which must be there. */
export function present<Value>(value: Value | undefined): Value {
  expect(value).toBeDefined();
  if (value === undefined) throw new Error('not there');
  return value;
}

export async function instances(ec2: EC2Client, ...ids: string[]): Promise<Instance[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand(ids.length > 0 ? { InstanceIds: ids } : {}));
  return Reservations.flatMap((reservation) => reservation.Instances ?? []);
}

export async function instance(ec2: EC2Client, id: string): Promise<Instance> {
  return present((await instances(ec2, id))[0]);
}

/** What the base leaves: ids by the names the tutorial uses. */
export async function base(ec2: EC2Client) {
  const [server] = await instances(ec2);
  const subnets = (await ec2.send(new DescribeSubnetsCommand({}))).Subnets ?? [];
  const groups = (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? [];
  const subnet = (name: string) => present(subnets.find((one) => one.Tags?.some((tag) => tag.Value === name))?.SubnetId);
  const groupId = (name: string) => present(groups.find((one) => one.GroupName === name)?.GroupId);
  const web = present(server);
  return { web, webId: present(web.InstanceId), vpcId: present(web.VpcId), imageId: present(web.ImageId), subnet, group: groupId };
}

export async function launch(ec2: EC2Client, more: Partial<RunInstancesCommandInput> = {}): Promise<Instance> {
  const found = await base(ec2);
  const network = (more.SubnetId ?? more.NetworkInterfaces) ? {} : { SubnetId: found.subnet('public-subnet-1') };
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: found.imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...network, ...more }),
  );
  return present(Instances[0]);
}

export async function image(ec2: EC2Client, id: string): Promise<Image> {
  return present((await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images?.[0]);
}

export async function group(ec2: EC2Client, name: string): Promise<string> {
  const { vpcId } = await base(ec2);
  return present((await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpcId }))).GroupId);
}
