import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { createAws } from '../../src/aws/clients.ts';
import { createBlogAccess, type BlogAccess } from '../../src/blog/access.ts';
import { systemClock } from '../../src/clock.ts';
import type { Lab } from '../../src/lab/server.ts';
import type { Kind, Tables } from '../../src/lab/world.ts';
import { en } from '../../src/ui/language/en.ts';
import { defaultPrompts } from '../../src/ui/prompts-defaults.ts';
import { listeningSay } from './say.ts';

/** What a person has at hand beside the wizard: the console, or the AWS CLI. */
export function clientsOf(lab: Lab) {
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config), rds: new RDSClient(config) };
}

export const rowsOf = <K extends Kind>(lab: Lab, kind: K): readonly Tables[K][] => lab.home.table(kind).all();

export function serverOf(lab: Lab, name: string): string {
  const alive = rowsOf(lab, 'instance').filter(({ State }) => State?.Name !== 'terminated');
  return alive.find(({ Tags }) => Tags?.some(({ Key, Value }) => Key === 'Name' && Value === name))?.id ?? '';
}

/** The root folder of a server's disk, in the lab of this place. */
export function diskOf(home: string, lab: Lab, name: string): string {
  const disks = join(home, 'lab', 'disks');
  const owner = readdirSync(disks).find((one) => readdirSync(join(disks, one)).includes(serverOf(lab, name)));
  return join(disks, owner ?? '', serverOf(lab, name));
}

/** WordPress's folder on it. */
export const wordpressOf = (home: string, lab: Lab, name: string): string => join(diskOf(home, lab, name), 'var/www/html');

/** Logs in to the first server, as somebody who does something in WordPress itself. */
export async function onServer1<Result>(lab: Lab, home: string, use: (blog: BlogAccess, server: Instance) => Promise<Result>): Promise<Result> {
  const { endpoint, region, accessKeyId, secretAccessKey, keyPath } = lab.connection;
  const [clock, signal, say] = [systemClock(1_000), new AbortController().signal, listeningSay()];
  const aws = createAws({ region, endpoint, profile: undefined, credentials: { accessKeyId, secretAccessKey }, clock, signal });
  const blog = createBlogAccess({ aws, prompts: defaultPrompts(say, en), say, words: en, clock, signal, stateDir: join(home, 'by-hand'), keyPath });
  const { Reservations = [] } = await clientsOf(lab).ec2.send(new DescribeInstancesCommand({ InstanceIds: [serverOf(lab, 'Web Server1')] }));
  const [server] = Reservations.flatMap(({ Instances = [] }) => Instances);
  if (server === undefined) throw new Error('no Web Server1');
  try {
    return await use(blog, server);
  } finally {
    await blog.close();
  }
}
