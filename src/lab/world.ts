import type {
  Address,
  Image,
  Instance,
  InternetGateway,
  KeyPairInfo,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  Subnet,
  Volume,
  Vpc,
} from '@aws-sdk/client-ec2';
import type { Listener, LoadBalancer, Rule, Tag, TargetDescription, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DBInstance, DBSnapshot, DBSubnetGroup, Event } from '@aws-sdk/client-rds';
import type { LabClock } from './clock.ts';
import type { Reality } from './reality.ts';

/**
 * A record is what AWS would describe (the SDK's own output shape; the wire writer writes only members its schema knows)
 * plus `id`, its key in the table, and what only the lab knows.
 */
export interface Tables {
  /** DNS is on unless it was put off; public names are given only where that was asked for. */
  vpc: Vpc & { id: string; dnsSupport?: boolean; dnsHostnames?: boolean; usageMetrics?: boolean };
  subnet: Subnet & { id: string };
  internetGateway: InternetGateway & { id: string };
  routeTable: RouteTable & { id: string };
  keyPair: KeyPairInfo & { id: string; publicKey: string };
  securityGroup: SecurityGroup & { id: string };
  /** The rules are their own records; a group's IpPermissions are made from them when it is described. */
  securityGroupRule: SecurityGroupRule & { id: string };
  networkInterface: NetworkInterface & { id: string };
  address: Address & { id: string };
  volume: Volume & { id: string };
  snapshot: Snapshot & { id: string };
  image: Image & { id: string };
  instance: Instance & {
    id: string;
    /** Counts starts and reboots: a real process belongs to one boot. */
    boot: number;
    /** `user-data`, base64, as given. */
    userData?: string;
    consoleOutput?: string;
    terminatedAt?: Date;
    /** The RunInstances call that made it; several instances may share one. Without it: one of its own. */
    reservationId?: string;
    /** Wants a public address whenever it runs (asked for, or the subnet's way). */
    publicIp?: boolean;
    disableApiTermination?: boolean;
    disableApiStop?: boolean;
    shutdownBehavior?: 'stop' | 'terminate';
  };
  targetGroup: TargetGroup & {
    id: string;
    attributes: Record<string, string>;
    tags: Tag[];
    targets: TargetDescription[];
    /** Deregistered, still finishing what they were answering. */
    draining: TargetDescription[];
  };
  loadBalancer: LoadBalancer & {
    id: string;
    attributes: Record<string, string>;
    tags: Tag[];
    /** Loopback port of its port-80 listener; part of DNSName. */
    publishedPort: number;
  };
  listener: Listener & { id: string; tags: Tag[] };
  listenerRule: Rule & { id: string; listenerArn: string; tags: Tag[] };
  dbSubnetGroup: DBSubnetGroup & { id: string; tags?: NonNullable<DBInstance['TagList']> };
  dbInstance: DBInstance & {
    id: string;
    boot: number;
    masterUserPassword: string;
    /** Accounts of the engine: tutorial's `wordpress` user among them. */
    users: { name: string; password: string }[];
    lastFailoverAt?: Date;
    finalSnapshotId?: string;
    /** What its endpoint will have, once there is one. */
    wantedPort?: number;
    /** The snapshot it is being restored from. */
    restoredFrom?: string;
  };
  dbSnapshot: DBSnapshot & { id: string; masterUserPassword: string; users: { name: string; password: string }[] };
  dbEvent: Event & { id: string };
  /** The account's name, in IAM's own region whatever region was asked: one row, or none. */
  accountAlias: { id: string };
  /** `id` is `<operation>/<token>`: the request's digest and what it made, so that a repeat gets the same answer. */
  clientToken: { id: string; digest: string; made: string; at: Date };
  /** Transitions that are due (durable timers). `at`: real ms since the epoch. */
  due: { id: string; at: number; transition: string; subject: string; detail?: string };
  /** Odds and ends with one value each, by name. */
  fact: { id: string; value: string };
}

export type Kind = keyof Tables;

export interface Table<Row> {
  get(id: string): Row | undefined;
  all(): readonly Row[];
  /** Inserts or replaces; on disk before the API answers. */
  put(row: Row): void;
  /** Changes members in place of the row with this id (which must exist); returns the row. */
  edit(id: string, change: (row: Row) => void): Row;
  remove(id: string): void;
}

/** `123456789012-ap-northeast-1`: the same for whatever view of a world, such as one in which reads lag. */
export const nameOf = ({ account, region }: Pick<World, 'account' | 'region'>): string => `${account}-${region}`;

/** One account in one region: a learner's whole cloud. */
export interface World {
  readonly account: string;
  readonly region: string;
  readonly zones: readonly { readonly name: string; readonly id: string }[];
  readonly clock: LabClock;
  readonly reality: Reality;
  table<K extends Kind>(kind: K): Table<Tables[K]>;
  /** `prefix-` and 17 hex digits, as EC2 makes them; never twice. */
  newId(prefix: string): string;
  /** `length` random lower-case letters and digits (ELB's hex, RDS's resource ids, …), from `alphabet` when given. */
  random(length: number, alphabet?: string): string;
  /** After `awsMs` of AWS time run the transition registered under this name; survives a crash. Replaces an equal one that is due. */
  later(awsMs: number, transition: string, subject: string, detail?: string): void;
  /** Forget what is due for this subject (all transitions, or one). */
  cancel(subject: string, transition?: string): void;
}

/** Transitions by name (`instance.running`, …): each module exports its own, `transitions.ts` joins them. */
export type Transitions = Readonly<Record<string, (world: World, subject: string, detail?: string) => void | Promise<void>>>;
