import type { Duplex } from 'node:stream';
import type { LabPrograms } from './machines/programs.ts';
import type { World } from './world.ts';

/** Where traffic comes from. `internet`: this machine, seen as 127.0.0.1. `inside`: a thing in the VPC that has security groups. */
export type Source =
  | { readonly kind: 'internet'; readonly address: string }
  | { readonly kind: 'inside'; readonly groupIds: readonly string[]; readonly privateIp: string };

export interface TargetState {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining' | 'unavailable';
  readonly reason?: string;
  readonly description?: string;
}

/**
 * The real things behind the records: processes, sockets, disks. It follows the records and never the other way round:
 * after each change (and at start) `follow` makes what runs agree with what is written.
 */
export interface Reality {
  /** Starts, stops, restarts and publishes what the records ask for. Idempotent; returns at once, works in the background, never throws. */
  follow(world: World): void;
  /** Resolves when all that `follow` began is settled (tests, `lab down`). */
  settled(): Promise<void>;
  /** Kills every process and closes every socket; records and disks stay. */
  close(): Promise<void>;

  /** The programs that play blog and database; the built-in ones when it does not say. */
  readonly programs?: LabPrograms;
  readonly disks: Disks;
  readonly network: Network;
  /** Health of one target as the balancer sees it now. */
  targetHealth(world: World, targetGroupArn: string, instanceId: string, port: number): TargetState;
  /** Does this instance's own system answer (status checks)? */
  instanceAnswers(instanceId: string): Promise<boolean>;
  /** SHA256 fingerprints etc. of a server's host key, as cloud-init prints them on the console at first boot. */
  consoleOutput(world: World, instanceId: string): string;
  /** A public key that may log in for 60 s of AWS time (EC2 Instance Connect). */
  admitKey(world: World, instanceId: string, osUser: string, publicKey: string): void;
  /** A free loopback port, remembered for `owner` so that it is the same after `down` and `up`. */
  portFor(world: World, owner: string): number;
  /** Forgets that port (terminated, deleted, or a new address after a stop). */
  releasePort(world: World, owner: string): void;
}

/** A disk is a folder: an instance's (by instance id), a snapshot's (by snapshot id), a database volume's, a database snapshot's. */
export interface Disks {
  /** A copy of `from` under the new name, complete when it resolves; a name that exists is replaced. */
  copy(world: World, from: string, to: string): Promise<void>;
  remove(world: World, disk: string): Promise<void>;
  path(world: World, disk: string): string;
}

export interface Network {
  /** Would a security group in `groupIds` admit this traffic? Pure. */
  admits(world: World, groupIds: readonly string[], port: number, source: Source): boolean;
  /**
   * A connection to a host inside the VPC: an instance's private IP or private name, or a database endpoint.
   * Rejects with ECONNREFUSED (nothing listens, stopped), ETIMEDOUT (not admitted) or ENOTFOUND.
   */
  connect(world: World, source: Source, host: string, port: number): Promise<Duplex>;
}
