import {
  DescribeImagesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeRouteTablesCommand,
  DescribeVpcsCommand,
  type Image,
  type Instance,
  type InternetGateway,
  type KeyPairInfo,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
} from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import type { Run } from '../../step.ts';
import { tagKeys, tagValue } from '../ownership.ts';
import { readPages } from '../pages.ts';
import { findDatabases } from './databases.ts';
import { findGroups } from './firewalls.ts';
import { findSubnets } from './network.ts';
import type { Found, Seeker, Tags } from './seeker.ts';
import { findServers, serverName } from './servers.ts';

/** Made by this preparation. */
export const isOfBase = (tags: Tags, run: Run): boolean => tagValue(tags, tagKeys.base) === run.id;

type Tagged = { readonly Tags?: Tags };

const nameTag = ({ Tags }: Tagged) => tagValue(Tags, tagKeys.name);

/** Of a kind that a base has one of: by its tag, whatever it is called; else a namesake; else nothing. */
function theOne<Thing>(things: readonly Thing[], run: Run, tagsOf: (thing: Thing) => Tags, namesake: (thing: Thing) => boolean): Found<Thing> {
  const own = things.find((thing) => isOfBase(tagsOf(thing), run));
  if (own !== undefined) return { is: 'ours', thing: own };
  const other = things.find(namesake);
  return other === undefined ? { is: 'absent' } : { is: 'foreign', thing: other };
}

const tagsOf = ({ Tags }: Tagged) => Tags;

/** The network. */
export async function findVpc({ aws, run }: Seeker, name: string): Promise<Found<Vpc>> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeVpcsCommand(NextToken ? { NextToken } : {}),
    (page) => page.NextToken,
  );
  const vpcs = pages.flatMap((page) => page.Vpcs ?? []);
  return theOne(vpcs, run, tagsOf, (vpc) => nameTag(vpc) === name);
}

/** Its way to the internet. */
export async function findGateway({ aws, run }: Seeker): Promise<InternetGateway | undefined> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeInternetGatewaysCommand(NextToken ? { NextToken } : {}),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.InternetGateways ?? []).find(({ Tags }) => isOfBase(Tags, run));
}

/** The route table of its public subnets. */
export async function findPublicTable({ aws, run }: Seeker, vpcId: string): Promise<RouteTable | undefined> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }], ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.RouteTables ?? []).find(({ Tags }) => isOfBase(Tags, run));
}

/** Its subnets. */
export async function findBaseSubnets(seeker: Seeker, vpcId: string): Promise<readonly Subnet[]> {
  return (await findSubnets(seeker, vpcId)).filter(({ Tags }) => isOfBase(Tags, seeker.run));
}

/** The key pair that opens its server. Names of key pairs are unique in an account and region. */
export async function findKeyPair({ aws, run }: Seeker, name: string): Promise<Found<KeyPairInfo>> {
  const { KeyPairs = [] } = await aws.ec2.read(new DescribeKeyPairsCommand({ IncludePublicKey: true }));
  return theOne(KeyPairs, run, tagsOf, ({ KeyName }) => KeyName === name);
}

/** One of its firewalls, by name: unique in a network, whatever its case. */
export async function findBaseGroup(seeker: Seeker, vpcId: string, name: string): Promise<Found<SecurityGroup>> {
  const group = (await findGroups(seeker, vpcId)).find(({ GroupName }) => GroupName?.toLowerCase() === name.toLowerCase());
  if (group === undefined) return { is: 'absent' };
  return { is: isOfBase(group.Tags, seeker.run) ? 'ours' : 'foreign', thing: group };
}

/** Its database. Identifiers are unique in an account and region, and in lower case. */
export async function findBaseDatabase(seeker: Seeker, identifier: string): Promise<Found<DBInstance>> {
  return theOne(
    await findDatabases(seeker),
    seeker.run,
    ({ TagList }) => TagList,
    ({ DBInstanceIdentifier }) => DBInstanceIdentifier === identifier.toLowerCase(),
  );
}

/** Its server, unless it is going or gone. A namesake in another network is no matter. */
export async function findBaseServer(seeker: Seeker, vpcId: string): Promise<Found<Instance>> {
  const servers = await findServers(seeker);
  return theOne(servers, seeker.run, tagsOf, (server) => server.VpcId === vpcId && serverName(server) === seeker.names.base.server1);
}

/** The newest Amazon Linux 2023, as Amazon itself offers it. */
export async function findSystemImage({ aws }: Pick<Seeker, 'aws'>): Promise<Image | undefined> {
  const Filters = [
    { Name: 'name', Values: ['al2023-ami-2023.*-x86_64'] },
    { Name: 'architecture', Values: ['x86_64'] },
    { Name: 'state', Values: ['available'] },
  ];
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeImagesCommand({ Owners: ['amazon'], Filters, ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.Images ?? []).toSorted((a, b) => (b.CreationDate ?? '').localeCompare(a.CreationDate ?? ''))[0];
}
