/** What things are called: the tutorial's names, each with the prefix before it. */
export interface Names {
  readonly server1: string;
  readonly server2: string;
  readonly image: string;
  readonly balancer: string;
  readonly balancerGroup: string;
  readonly targetGroup: string;
  readonly base: BaseNames;
}

/** What `prepare` builds. The tutorial's own names where it gives any; the others are invented. */
export interface BaseNames {
  readonly vpc: string;
  readonly gateway: string;
  readonly routeTable: string;
  readonly publicSubnets: readonly [string, string];
  readonly privateSubnets: readonly [string, string];
  readonly keyPair: string;
  readonly webGroup: string;
  readonly databaseGroup: string;
  readonly subnetGroup: string;
  readonly database: string;
  readonly server1: string;
}

/** `prefix` goes before every name that this run makes; Web Server1 was there before it, so keeps its own. */
export function tutorialNames(prefix = ''): Names {
  const named = (name: string) => (prefix === '' ? name : `${prefix}${name}`);
  return {
    server1: 'Web Server1',
    server2: named('Web Server2'),
    image: named('Web Server'),
    balancer: named('LB-1'),
    balancerGroup: named('LB-SG-1'),
    targetGroup: named('TG-1'),
    base: baseNames(named),
  };
}

function baseNames(named: (name: string) => string): BaseNames {
  return {
    vpc: named('my-vpc'),
    gateway: named('my-igw'),
    routeTable: named('public-route-table'),
    publicSubnets: [named('public-subnet-1'), named('public-subnet-2')],
    privateSubnets: [named('private-subnet-1'), named('private-subnet-2')],
    keyPair: named('my-key'),
    webGroup: named('web-sg'),
    databaseGroup: named('db-sg'),
    // RDS keeps its names in lower case.
    subnetGroup: named('wordpress-db').toLowerCase(),
    database: named('database-1').toLowerCase(),
    server1: named('Web Server1'),
  };
}
