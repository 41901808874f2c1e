import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeRouteTablesCommand,
} from '@aws-sdk/client-ec2';
import { CreateDBInstanceCommand, CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { clientsOf, labForTest } from '../support/lab.ts';

export type Clients = ReturnType<typeof clientsOf>;

export interface Scene extends Clients {
  readonly vpc: string;
  readonly subnets: readonly [string, string];
  readonly group: string;
  readonly image: string;
  readonly database: string;
  close(): Promise<void>;
}

/** The lab; or, with `LAB_TARGET=http://…`, whatever answers there (its credentials from the environment, or any). */
export async function openScene(): Promise<Scene> {
  const { LAB_TARGET: endpoint, AWS_ACCESS_KEY_ID: accessKeyId = 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: secretAccessKey = 'secret' } = process.env;
  if (endpoint === undefined) {
    // Fast enough not to be waited for, slow enough that what is in between is seen.
    const lab = await labForTest({ reality: 'real', speed: 600 });
    return { ...lab, ...(await build(lab)), close: () => lab.close() };
  }
  const clients = clientsOf({ endpoint, region: 'ap-northeast-1', accessKeyId, secretAccessKey });
  return { ...clients, ...(await build(clients)), close: async () => undefined };
}

/** A network in two zones, a security group and a database: with the calls that are tried themselves kept out of it. */
async function build({ ec2, rds }: Clients): Promise<Omit<Scene, keyof Clients | 'close'>> {
  const vpc = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))).Vpc?.VpcId ?? '';
  const zones = (await ec2.send(new DescribeAvailabilityZonesCommand({}))).AvailabilityZones ?? [];
  const subnetIn = async (at: 0 | 1) =>
    (await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock: `10.9.${at}.0/24`, AvailabilityZone: zones[at]?.ZoneName }))).Subnet?.SubnetId ?? '';
  const subnets = [await subnetIn(0), await subnetIn(1)] as const;
  const gateway = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway?.InternetGatewayId;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpc }));
  const tables = await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }));
  await ec2.send(new CreateRouteCommand({ RouteTableId: tables.RouteTables?.[0]?.RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }));
  const group = (await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: vpc }))).GroupId ?? '';
  const image = (await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))).Images?.[0]?.ImageId ?? '';
  const name = `target-${Date.now().toString(36)}`;
  await rds.send(new CreateDBSubnetGroupCommand({ DBSubnetGroupName: name, DBSubnetGroupDescription: 'two zones', SubnetIds: [...subnets] }));
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: name,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'mysql',
      AllocatedStorage: 20,
      MasterUsername: 'wordpress',
      MasterUserPassword: 'correct-horse',
      DBSubnetGroupName: name,
    }),
  );
  return { vpc, subnets, group, image, database: name };
}
