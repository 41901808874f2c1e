import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/lab/operation.ts';
import { refusalAnswer, successAnswer } from '../../../src/lab/wire/answers.ts';
import { apis, type ServiceName } from '../../../src/lab/wire/apis.ts';
import { operationSchema } from '../../../src/lab/wire/schemas.ts';
import { leaves } from '../support/leaves.ts';

// The answers are laid out as AWS's API references show them: a second source beside the SDK's schemas.
async function written(service: ServiceName, action: string, output: object): Promise<string> {
  const schema = await operationSchema(apis[service], action);
  if (schema === undefined) throw new Error('no such operation');
  return successAnswer(apis[service], action, schema.output, output, 'request-1').body;
}

describe('answers of EC2', () => {
  it('DescribeInstances', async () => {
    const instance = {
      id: 'not on the wire',
      boot: 3,
      InstanceId: 'i-1234567890abcdef0',
      ImageId: 'ami-bff32ccc',
      State: { Code: 16, Name: 'running' },
      PrivateDnsName: 'ip-192-168-1-88.eu-west-1.compute.internal',
      PublicDnsName: 'ec2-54-194-252-215.eu-west-1.compute.amazonaws.com',
      StateTransitionReason: '',
      KeyName: 'my_keypair',
      AmiLaunchIndex: 0,
      ProductCodes: [],
      InstanceType: 't2.micro',
      LaunchTime: new Date('2018-05-08T16:46:19Z'),
      Placement: { AvailabilityZone: 'eu-west-1c', GroupName: '', Tenancy: 'default' },
      PrivateIpAddress: '192.168.1.88',
      PublicIpAddress: '54.194.252.215',
      SourceDestCheck: true,
      SecurityGroups: [{ GroupId: 'sg-e4076980', GroupName: 'SecurityGroup1' }],
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { VolumeId: 'vol-1234567890abcdef0', Status: 'attached', AttachTime: new Date('2015-12-22T10:44:09Z'), DeleteOnTermination: true },
        },
      ],
      Tags: [{ Key: 'Name', Value: 'Server <1> & "2"' }],
      EbsOptimized: false,
    };
    const xml = await written('ec2', 'DescribeInstances', {
      Reservations: [{ ReservationId: 'r-1234567890abcdef0', OwnerId: '123456789012', Groups: [], Instances: [instance] }],
    });
    expect(leaves(xml)).toEqual(
      leaves(`<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
        <requestId>request-1</requestId>
        <reservationSet><item>
          <reservationId>r-1234567890abcdef0</reservationId><ownerId>123456789012</ownerId><groupSet/>
          <instancesSet><item>
            <instanceId>i-1234567890abcdef0</instanceId><imageId>ami-bff32ccc</imageId>
            <instanceState><code>16</code><name>running</name></instanceState>
            <privateDnsName>ip-192-168-1-88.eu-west-1.compute.internal</privateDnsName>
            <dnsName>ec2-54-194-252-215.eu-west-1.compute.amazonaws.com</dnsName>
            <reason/><keyName>my_keypair</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/>
            <instanceType>t2.micro</instanceType><launchTime>2018-05-08T16:46:19.000Z</launchTime>
            <placement><availabilityZone>eu-west-1c</availabilityZone><groupName/><tenancy>default</tenancy></placement>
            <privateIpAddress>192.168.1.88</privateIpAddress><ipAddress>54.194.252.215</ipAddress><sourceDestCheck>true</sourceDestCheck>
            <groupSet><item><groupId>sg-e4076980</groupId><groupName>SecurityGroup1</groupName></item></groupSet>
            <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName>
              <ebs><volumeId>vol-1234567890abcdef0</volumeId><status>attached</status><attachTime>2015-12-22T10:44:09.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs>
            </item></blockDeviceMapping>
            <tagSet><item><key>Name</key><value>Server &lt;1&gt; &amp; &quot;2&quot;</value></item></tagSet>
            <ebsOptimized>false</ebsOptimized>
          </item></instancesSet>
        </item></reservationSet>
      </DescribeInstancesResponse>`),
    );
  });

  it('RunInstances, which is a reservation itself', async () => {
    const xml = await written('ec2', 'RunInstances', {
      ReservationId: 'r-1',
      OwnerId: '1',
      Instances: [{ InstanceId: 'i-1', State: { Code: 0, Name: 'pending' } }],
    });
    expect(leaves(xml)).toEqual(
      leaves(`<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-1</requestId><reservationId>r-1</reservationId><ownerId>1</ownerId>
        <instancesSet><item><instanceId>i-1</instanceId><instanceState><code>0</code><name>pending</name></instanceState></item></instancesSet></RunInstancesResponse>`),
    );
  });

  it('a call that has nothing to say answers true', async () => {
    expect(leaves(await written('ec2', 'CreateTags', {}))).toEqual(
      leaves('<CreateTagsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-1</requestId><return>true</return></CreateTagsResponse>'),
    );
  });

  it('a refusal', () => {
    const { body, status } = refusalAnswer(apis.ec2, new Refusal('InvalidAMIID.NotFound', "The image id '[ami-1a]' does not exist"), 'request-1');
    expect(status).toBe(400);
    expect(leaves(body)).toEqual(
      leaves(
        "<Response><Errors><Error><Code>InvalidAMIID.NotFound</Code><Message>The image id '[ami-1a]' does not exist</Message></Error></Errors><RequestID>request-1</RequestID></Response>",
      ),
    );
  });
});

describe('answers of the query services', () => {
  it('CreateLoadBalancer', async () => {
    const xml = await written('elasticloadbalancing', 'CreateLoadBalancer', {
      LoadBalancers: [
        {
          LoadBalancerArn: 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188',
          Scheme: 'internet-facing',
          LoadBalancerName: 'my-load-balancer',
          VpcId: 'vpc-3ac0fb5f',
          CanonicalHostedZoneId: 'Z2P70J7EXAMPLE',
          CreatedTime: new Date('2016-03-25T21:29:48.850Z'),
          AvailabilityZones: [
            { SubnetId: 'subnet-8360a9e7', ZoneName: 'us-west-2a' },
            { SubnetId: 'subnet-b7d581c0', ZoneName: 'us-west-2b' },
          ],
          SecurityGroups: ['sg-5943793c'],
          DNSName: 'my-load-balancer-424835706.us-west-2.elb.amazonaws.com',
          State: { Code: 'provisioning' },
          Type: 'application',
          attributes: { 'not on the wire': '1' },
        },
      ],
    });
    expect(leaves(xml)).toEqual(
      leaves(`<CreateLoadBalancerResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">
        <CreateLoadBalancerResult><LoadBalancers><member>
          <LoadBalancerArn>arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188</LoadBalancerArn>
          <Scheme>internet-facing</Scheme><LoadBalancerName>my-load-balancer</LoadBalancerName><VpcId>vpc-3ac0fb5f</VpcId>
          <CanonicalHostedZoneId>Z2P70J7EXAMPLE</CanonicalHostedZoneId><CreatedTime>2016-03-25T21:29:48.850Z</CreatedTime>
          <AvailabilityZones>
            <member><SubnetId>subnet-8360a9e7</SubnetId><ZoneName>us-west-2a</ZoneName></member>
            <member><SubnetId>subnet-b7d581c0</SubnetId><ZoneName>us-west-2b</ZoneName></member>
          </AvailabilityZones>
          <SecurityGroups><member>sg-5943793c</member></SecurityGroups>
          <DNSName>my-load-balancer-424835706.us-west-2.elb.amazonaws.com</DNSName>
          <State><Code>provisioning</Code></State><Type>application</Type>
        </member></LoadBalancers></CreateLoadBalancerResult>
        <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata>
      </CreateLoadBalancerResponse>`),
    );
  });

  it('ModifyDBInstance, with what is pending', async () => {
    const xml = await written('rds', 'ModifyDBInstance', {
      DBInstance: {
        DBInstanceIdentifier: 'database-1',
        DBInstanceStatus: 'available',
        MultiAZ: false,
        PendingModifiedValues: { MultiAZ: true },
        VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
        DBParameterGroups: [{ DBParameterGroupName: 'default.mysql8.4', ParameterApplyStatus: 'in-sync' }],
        ReadReplicaDBInstanceIdentifiers: [],
        DBSubnetGroup: {
          DBSubnetGroupName: 'wordpress-db',
          Subnets: [{ SubnetIdentifier: 'subnet-1', SubnetStatus: 'Active', SubnetAvailabilityZone: { Name: 'ap-northeast-1a' } }],
        },
        Endpoint: { Address: 'database-1.abc.ap-northeast-1.rds.amazonaws.com', Port: 3306 },
        InstanceCreateTime: new Date('2026-11-01T02:03:04.567Z'),
        TagList: [{ Key: 'a', Value: 'b' }],
      },
    });
    expect(leaves(xml)).toEqual(
      leaves(`<ModifyDBInstanceResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><ModifyDBInstanceResult><DBInstance>
        <DBInstanceIdentifier>database-1</DBInstanceIdentifier><DBInstanceStatus>available</DBInstanceStatus><MultiAZ>false</MultiAZ>
        <PendingModifiedValues><MultiAZ>true</MultiAZ></PendingModifiedValues>
        <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId><Status>active</Status></VpcSecurityGroupMembership></VpcSecurityGroups>
        <DBParameterGroups><DBParameterGroup><DBParameterGroupName>default.mysql8.4</DBParameterGroupName><ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>
        <ReadReplicaDBInstanceIdentifiers/>
        <DBSubnetGroup><DBSubnetGroupName>wordpress-db</DBSubnetGroupName><Subnets><Subnet><SubnetIdentifier>subnet-1</SubnetIdentifier><SubnetStatus>Active</SubnetStatus>
          <SubnetAvailabilityZone><Name>ap-northeast-1a</Name></SubnetAvailabilityZone></Subnet></Subnets></DBSubnetGroup>
        <Endpoint><Address>database-1.abc.ap-northeast-1.rds.amazonaws.com</Address><Port>3306</Port></Endpoint>
        <InstanceCreateTime>2026-11-01T02:03:04.567Z</InstanceCreateTime>
        <TagList><Tag><Key>a</Key><Value>b</Value></Tag></TagList>
      </DBInstance></ModifyDBInstanceResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></ModifyDBInstanceResponse>`),
    );
  });

  it('a refusal, which says whose fault it is', () => {
    const theirs = refusalAnswer(apis.rds, new Refusal('DBInstanceNotFound', 'DBInstance database-2 not found.', 404), 'request-1');
    expect(theirs.status).toBe(404);
    expect(leaves(theirs.body)).toEqual(
      leaves(`<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>DBInstanceNotFound</Code>
        <Message>DBInstance database-2 not found.</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`),
    );
    expect(refusalAnswer(apis.rds, new Refusal('InternalFailure', 'x', 500), 'request-1').body).toContain('<Type>Receiver</Type>');
  });

  it('text that XML cannot carry does not spoil the answer', async () => {
    const xml = await written('rds', 'ModifyDBInstance', { DBInstance: { DBInstanceIdentifier: 'a\u001b[31m\u0000b\r\n日本語' } });
    expect(xml).toContain('<DBInstanceIdentifier>a\ufffd[31m\ufffdb&#xD;\n日本語</DBInstanceIdentifier>');
  });
});
