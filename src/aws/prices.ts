/**
 * What things cost: USD, on demand, in ap-northeast-1 (Tokyo), without tax, free tier or traffic. A table written by
 * hand, to say what kind of sum it is before the bill does; AWS's price pages decide.
 */
export const pricesOf = { date: '2026-11', region: 'ap-northeast-1' } as const;

const hoursPerMonth = 730;

const serverPerHour: Readonly<Record<string, number>> = {
  't2.nano': 0.0076,
  't2.micro': 0.0152,
  't2.small': 0.0304,
  't2.medium': 0.0608,
  't3.nano': 0.0068,
  't3.micro': 0.0136,
  't3.small': 0.0272,
  't3.medium': 0.0544,
  't3.large': 0.1088,
  't3a.nano': 0.0061,
  't3a.micro': 0.0122,
  't3a.small': 0.0245,
  't3a.medium': 0.049,
  't4g.nano': 0.0054,
  't4g.micro': 0.0108,
  't4g.small': 0.0216,
  't4g.medium': 0.0432,
  'm5.large': 0.124,
  'm6i.large': 0.124,
  'c5.large': 0.107,
};

const databasePerHour: Readonly<Record<string, number>> = {
  'db.t2.micro': 0.026,
  'db.t2.small': 0.052,
  'db.t2.medium': 0.104,
  'db.t3.micro': 0.026,
  'db.t3.small': 0.052,
  'db.t3.medium': 0.104,
  'db.t3.large': 0.208,
  'db.t4g.micro': 0.025,
  'db.t4g.small': 0.051,
  'db.t4g.medium': 0.102,
  'db.m5.large': 0.235,
  'db.m6i.large': 0.235,
};

const balancerPerHour = 0.0243;
const addressPerHour = 0.005;
const diskPerGb = 0.096;
const snapshotPerGb = 0.05;
const databaseDiskPerGb = 0.138;
const databaseSnapshotPerGb = 0.095;

// For a type that is not in the table: the one that the tutorial uses, rather than nothing.
const usualServer = 't3.micro';
const usualDatabase = 'db.t3.micro';
const month = (perHour: number) => round(perHour * hoursPerMonth);
const round = (usd: number) => Math.round(usd * 100) / 100;

/** A server by its type, without disk and address. */
export const serverPrice = (type: string | undefined): number => month(serverPerHour[type ?? ''] ?? serverPerHour[usualServer] ?? 0);

/** One public IPv4 address. */
export const addressPrice = (count = 1): number => round(month(addressPerHour) * count);

export const diskPrice = (gb: number): number => round(gb * diskPerGb);

/** At most: only what is really written on the disk is billed. */
export const snapshotPrice = (gb: number): number => round(gb * snapshotPerGb);

/** The balancer itself and its address in each of two zones, without traffic. */
export const balancerPrice = (): number => round(month(balancerPerHour) + addressPrice(2));

/** A database with its disk; a standby doubles both. */
export function databasePrice(database: { readonly type: string | undefined; readonly gb: number; readonly multiAz: boolean }): number {
  const single = month(databasePerHour[database.type ?? ''] ?? databasePerHour[usualDatabase] ?? 0) + database.gb * databaseDiskPerGb;
  return round(database.multiAz ? single * 2 : single);
}

/** At most: a database's copy, once the database itself is gone. */
export const databaseSnapshotPrice = (gb: number): number => round(gb * databaseSnapshotPerGb);
