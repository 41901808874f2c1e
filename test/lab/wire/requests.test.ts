import { describe, expect, it } from 'vitest';
import { apis } from '../../../src/lab/wire/apis.ts';
import { complaintsOf } from '../../../src/lab/wire/complaints.ts';
import { readForm, takeField } from '../../../src/lab/wire/form.ts';
import { readStructure } from '../../../src/lab/wire/read.ts';
import { operationSchema } from '../../../src/lab/wire/schemas.ts';

// The request texts are written from AWS's API references, not made by the SDK: a second source beside its schemas.
async function understood(service: 'ec2' | 'elasticloadbalancing' | 'rds', lines: string): Promise<unknown> {
  const api = apis[service];
  const form = readForm(
    lines
      .trim()
      .split(/\s*\n\s*/)
      .join('&'),
  );
  const schema = await operationSchema(api, takeField(form, 'Action') ?? '');
  takeField(form, 'Version');
  if (schema === undefined) throw new Error('no such operation');
  return readStructure({ dialect: api.dialect, complaints: complaintsOf(api) }, schema.input, form);
}

const refusal = (service: 'ec2' | 'elasticloadbalancing' | 'rds', lines: string) =>
  understood(service, lines).then(String, (error: { code: string; message: string }) => `${error.code}: ${error.message}`);

describe('EC2 requests', () => {
  it('RunInstances with a network card, tags and a token', async () => {
    const input = await understood(
      'ec2',
      `Action=RunInstances
       Version=2016-11-15
       ImageId=ami-0abcdef1234567890
       InstanceType=t3.micro
       MinCount=1
       MaxCount=1
       KeyName=my-key
       ClientToken=run-1%2Fattempt-1
       NetworkInterface.1.DeviceIndex=0
       NetworkInterface.1.SubnetId=subnet-11112222333344445
       NetworkInterface.1.SecurityGroupId.1=sg-1111
       NetworkInterface.1.SecurityGroupId.2=sg-2222
       NetworkInterface.1.AssociatePublicIpAddress=true
       TagSpecification.1.ResourceType=instance
       TagSpecification.1.Tag.1.Key=Name
       TagSpecification.1.Tag.1.Value=Web%20Server2
       TagSpecification.1.Tag.2.Key=empty
       TagSpecification.1.Tag.2.Value=
       MetadataOptions.HttpTokens=required
       BlockDeviceMapping.1.DeviceName=%2Fdev%2Fxvda
       BlockDeviceMapping.1.Ebs.VolumeSize=8
       BlockDeviceMapping.1.Ebs.DeleteOnTermination=false
       IamInstanceProfile.Name=web`,
    );
    expect(input).toEqual({
      ImageId: 'ami-0abcdef1234567890',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      KeyName: 'my-key',
      ClientToken: 'run-1/attempt-1',
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: 'subnet-11112222333344445', Groups: ['sg-1111', 'sg-2222'], AssociatePublicIpAddress: true }],
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: [
            { Key: 'Name', Value: 'Web Server2' },
            { Key: 'empty', Value: '' },
          ],
        },
      ],
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, DeleteOnTermination: false } }],
      IamInstanceProfile: { Name: 'web' },
    });
  });

  it('DescribeInstances with filters of several values, in the order of their numbers and not of their text', async () => {
    const input = await understood(
      'ec2',
      `Action=DescribeInstances
       Version=2016-11-15
       Filter.2.Name=tag%3AName
       Filter.2.Value.1=Web+Server1
       Filter.1.Name=instance-state-name
       Filter.1.Value.10=stopped
       Filter.1.Value.2=running
       MaxResults=50`,
    );
    expect(input).toEqual({
      Filters: [
        { Name: 'instance-state-name', Values: ['running', 'stopped'] },
        { Name: 'tag:Name', Values: ['Web Server1'] },
      ],
      MaxResults: 50,
    });
  });

  it('AuthorizeSecurityGroupIngress with a rule that names another group', async () => {
    const input = await understood(
      'ec2',
      `Action=AuthorizeSecurityGroupIngress
       Version=2016-11-15
       GroupId=sg-1
       IpPermissions.1.IpProtocol=tcp
       IpPermissions.1.FromPort=80
       IpPermissions.1.ToPort=80
       IpPermissions.1.Groups.1.GroupId=sg-2
       IpPermissions.1.Groups.1.Description=from%20the%20balancer
       IpPermissions.2.IpProtocol=tcp
       IpPermissions.2.FromPort=22
       IpPermissions.2.ToPort=22
       IpPermissions.2.IpRanges.1.CidrIp=0.0.0.0%2F0
       IpPermissions.2.Ipv6Ranges.1.CidrIpv6=%3A%3A%2F0`,
    );
    expect(input).toEqual({
      GroupId: 'sg-1',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: 'sg-2', Description: 'from the balancer' }] },
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
      ],
    });
  });

  it('CreateTags and CreateSecurityGroup, whose parameters are not called as the SDK calls them', async () => {
    expect(await understood('ec2', 'Action=CreateTags\nVersion=2016-11-15\nResourceId.1=i-1\nTag.1.Key=a\nTag.1.Value=b')).toEqual({
      Resources: ['i-1'],
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    expect(await understood('ec2', 'Action=CreateSecurityGroup\nVersion=2016-11-15\nGroupName=LB-SG-1\nGroupDescription=balancer\nVpcId=vpc-1')).toEqual({
      GroupName: 'LB-SG-1',
      Description: 'balancer',
      VpcId: 'vpc-1',
    });
  });

  it.each([
    ['Action=StopInstances\nVersion=2016-11-15', 'MissingParameter: The request must contain the parameter InstanceId'],
    ['Action=StopInstances\nVersion=2016-11-15\nInstanceId.1=i-1\nColour=red', 'UnknownParameter: The parameter Colour is not recognized'],
    ['Action=StopInstances\nVersion=2016-11-15\nInstanceId.first=i-1', 'UnknownParameter: The parameter InstanceId.first is not recognized'],
    ['Action=StopInstances\nVersion=2016-11-15\nInstanceId.1=i-1\nForce=perhaps', 'InvalidParameterValue: Value (perhaps) for parameter Force is invalid.'],
    [
      'Action=StopInstances\nVersion=2016-11-15\nInstanceId.1=i-1\nInstanceId.1=i-2',
      'MalformedQueryString: The parameter InstanceId.1 was given more than once.',
    ],
    ['Action=StopInstances\nVersion=2016-11-15\nInstanceId.1=%E0%A4%A', 'MalformedQueryString: The query string contains a syntax error.'],
    ['Action=DescribeInstances\nVersion=2016-11-15\nMaxResults=many', 'InvalidParameterValue: Value (many) for parameter MaxResults is invalid.'],
    ['Action=DescribeInstances\nVersion=2016-11-15\nFilter.1.Nme=x', 'UnknownParameter: The parameter Filter.1.Nme is not recognized'],
    ['Action=DescribeInstances\nVersion=2016-11-15\n__proto__.x=1', 'UnknownParameter: The parameter __proto__ is not recognized'],
  ])('refuses %j', async (lines, said) => {
    expect(await refusal('ec2', lines)).toBe(said);
  });
});

describe('requests of the query services', () => {
  it('CreateLoadBalancer', async () => {
    const input = await understood(
      'elasticloadbalancing',
      `Action=CreateLoadBalancer
       Version=2015-12-01
       Name=LB-1
       Scheme=internet-facing
       Type=application
       Subnets.member.1=subnet-1
       Subnets.member.2=subnet-2
       SecurityGroups.member.1=sg-1
       Tags.member.1.Key=redundant-blog%3Arun
       Tags.member.1.Value=0a1b2c3d`,
    );
    expect(input).toEqual({
      Name: 'LB-1',
      Scheme: 'internet-facing',
      Type: 'application',
      Subnets: ['subnet-1', 'subnet-2'],
      SecurityGroups: ['sg-1'],
      Tags: [{ Key: 'redundant-blog:run', Value: '0a1b2c3d' }],
    });
  });

  it('a list that is there and empty is an empty list', async () => {
    expect(await understood('elasticloadbalancing', 'Action=DescribeLoadBalancers\nVersion=2015-12-01\nNames=')).toEqual({ Names: [] });
  });

  it('CreateListener with its actions', async () => {
    const input = await understood(
      'elasticloadbalancing',
      `Action=CreateListener
       Version=2015-12-01
       LoadBalancerArn=arn%3Alb
       Protocol=HTTP
       Port=80
       DefaultActions.member.1.Type=forward
       DefaultActions.member.1.TargetGroupArn=arn%3Atg`,
    );
    expect(input).toEqual({ LoadBalancerArn: 'arn:lb', Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:tg' }] });
  });

  it('ModifyDBInstance', async () => {
    const input = await understood(
      'rds',
      `Action=ModifyDBInstance
       Version=2014-10-31
       DBInstanceIdentifier=database-1
       MultiAZ=true
       ApplyImmediately=true
       VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-1`,
    );
    expect(input).toEqual({ DBInstanceIdentifier: 'database-1', MultiAZ: true, ApplyImmediately: true, VpcSecurityGroupIds: ['sg-1'] });
  });

  it('RDS takes its own list names and the plain `member` alike', async () => {
    const named = 'Action=DescribeDBInstances\nVersion=2014-10-31\nFilters.Filter.1.Name=engine\nFilters.Filter.1.Values.Value.1=mysql';
    const plain = 'Action=DescribeDBInstances\nVersion=2014-10-31\nFilters.member.1.Name=engine\nFilters.member.1.Values.member.1=mysql';
    expect(await understood('rds', named)).toEqual({ Filters: [{ Name: 'engine', Values: ['mysql'] }] });
    expect(await understood('rds', plain)).toEqual(await understood('rds', named));
  });

  it('DescribeEvents with times and categories', async () => {
    const input = await understood(
      'rds',
      `Action=DescribeEvents
       Version=2014-10-31
       SourceType=db-instance
       StartTime=2026-11-23T04%3A05%3A06Z
       EventCategories.EventCategory.1=failover`,
    );
    expect(input).toEqual({ SourceType: 'db-instance', StartTime: new Date('2026-11-23T04:05:06Z'), EventCategories: ['failover'] });
  });

  it.each([
    [
      'elasticloadbalancing',
      'Action=CreateLoadBalancer\nVersion=2015-12-01',
      "ValidationError: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    ['rds', 'Action=ModifyDBInstance\nVersion=2014-10-31\nMultiAZ=true', 'MissingParameter: The request must contain the parameter DBInstanceIdentifier.'],
    ['rds', 'Action=DescribeEvents\nVersion=2014-10-31\nStartTime=yesterday', 'InvalidParameterValue: Invalid value yesterday for the parameter StartTime.'],
    [
      'rds',
      'Action=DescribeDBInstances\nVersion=2014-10-31\nFilters.Filtre.1.Name=engine',
      'InvalidQueryParameter: The parameter Filters.Filtre is not recognized',
    ],
  ] as const)('%s refuses %j', async (service, lines, said) => {
    expect(await refusal(service, lines)).toBe(said);
  });
});

it('the schemas are found also where a bundle wraps them as a default export', async () => {
  const wrapped = { ...apis.sts, load: async () => ({ default: await apis.sts.load() }) };
  expect(await operationSchema(wrapped, 'GetCallerIdentity')).toBeDefined();
  expect(await operationSchema(wrapped, 'Nothing')).toBeUndefined();
});
