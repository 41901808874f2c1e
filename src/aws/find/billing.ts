import type { Billing, Outputs } from '../../step.ts';
import { addressPrice, balancerPrice, databasePrice, databaseSnapshotPrice, diskPrice, serverPrice, snapshotPrice } from '../prices.ts';
import { findBalancer } from './balancers.ts';
import { findDatabase, findSnapshot } from './databases.ts';
import { findImage, sizeOf } from './images.ts';
import { ours, type Seeker } from './seeker.ts';
import { findServers, serverName } from './servers.ts';
import { isOurs } from './seeker.ts';

const usualDiskGb = 8;
const hasAddress = new Set(['pending', 'running']);

/** The name of the last copy of a database; the same for a run, whatever happens in between. */
export const finalSnapshotId = (seeker: Pick<Seeker, 'run'>, identifier: string): string => `rb-${identifier}-final-${seeker.run.id.slice(0, 8)}`;

/** Everything of the blog that costs money for as long as it exists. */
export async function findBilling(seeker: Seeker, preflight: Pick<Outputs['preflight'], 'server1' | 'database'>): Promise<readonly Billing[]> {
  const [servers, balancer, image, database] = await Promise.all([
    findServers(seeker),
    findBalancer(seeker),
    findImage(seeker),
    findDatabase(seeker, preflight.database),
  ]);
  const mine = servers.filter((server) => server.InstanceId === preflight.server1 || isOurs(server.Tags, seeker.run, 'launch-server-2'));
  const entrance = ours(balancer)?.balancer;
  const copy = ours(image);
  return [
    ...mine.map((server) => {
      const runs = hasAddress.has(server.State?.Name ?? '');
      const usdPerMonth = diskPrice(usualDiskGb) + (runs ? serverPrice(server.InstanceType) + addressPrice() : 0);
      return { thing: `EC2 ${serverName(server) ?? ''} (${server.InstanceType ?? ''})`, id: server.InstanceId ?? '', usdPerMonth };
    }),
    ...(entrance === undefined ? [] : [{ thing: `ALB ${entrance.LoadBalancerName ?? ''}`, id: entrance.DNSName ?? '', usdPerMonth: balancerPrice() }]),
    ...(copy === undefined ? [] : [{ thing: `AMI ${copy.Name ?? ''} (EBS snapshot)`, id: copy.ImageId ?? '', usdPerMonth: snapshotPrice(sizeOf(copy)) }]),
    ...(database === undefined ? await finalSnapshot(seeker, preflight.database.identifier) : [databaseBill(database)]),
  ];
}

function databaseBill(database: {
  DBInstanceIdentifier?: string | undefined;
  DBInstanceClass?: string | undefined;
  AllocatedStorage?: number | undefined;
  MultiAZ?: boolean | undefined;
}): Billing {
  const multiAz = database.MultiAZ === true;
  const usdPerMonth = databasePrice({ type: database.DBInstanceClass, gb: database.AllocatedStorage ?? 0, multiAz });
  return { thing: `RDS ${database.DBInstanceClass ?? ''}${multiAz ? ' Multi-AZ' : ''}`, id: database.DBInstanceIdentifier ?? '', usdPerMonth };
}

async function finalSnapshot(seeker: Seeker, identifier: string): Promise<Billing[]> {
  const snapshot = await findSnapshot(seeker, finalSnapshotId(seeker, identifier));
  if (snapshot === undefined) return [];
  return [{ thing: 'RDS snapshot', id: snapshot.DBSnapshotIdentifier ?? '', usdPerMonth: databaseSnapshotPrice(snapshot.AllocatedStorage ?? 0) }];
}
