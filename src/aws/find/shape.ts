/** How the blog stands, as one would draw it. Agreed between the steps (which find it) and `ui/picture.ts` (which draws it). */
export interface BlogShape {
  readonly region: string;
  /** What its readers type: `siteurl`. Undefined when it could not be read. */
  readonly address?: string;
  readonly balancer?: BalancerShape;
  readonly servers: readonly ServerShape[];
  readonly database?: DatabaseShape;
}

export interface BalancerShape {
  readonly name: string;
  readonly dnsName: string;
  readonly state: string;
  readonly zones: readonly string[];
  /** Its firewalls let in somebody from outside. */
  readonly open: boolean;
}

export interface ServerShape {
  readonly name: string;
  readonly id: string;
  readonly zone: string;
  /** `running`, `stopped`, … as EC2 says. */
  readonly state: string;
  /** Where it answers by itself: `reach(instance, 80)`. */
  readonly address?: string;
  /** Its port 80 is open to everybody, not only to the balancer. */
  readonly open: boolean;
  /** As the balancer sees it; undefined: no balancer sends to it. */
  readonly health?: string;
}

export interface DatabaseShape {
  readonly name: string;
  /** `available`, `modifying`, … as RDS says. */
  readonly state: string;
  readonly zone: string;
  readonly multiAz: boolean;
  /** Where the standby is, once RDS says it. */
  readonly standbyZone?: string;
}
