/** How a service is spoken: EC2's own query dialect, the query dialect of the others, or JSON 1.1. */
export type Dialect = 'ec2' | 'query' | 'json';

/** A service as its wire shows it. `load` fetches the SDK's schemas, late: nothing is loaded before it is first called. */
export interface Api {
  readonly dialect: Dialect;
  readonly version: string;
  readonly namespace: string;
  /** Its name in sentences. */
  readonly title: string;
  readonly load: () => Promise<object>;
  /** A service without regions: whichever the caller signs for, it works in this one. */
  readonly home?: string;
}

export const apis = {
  ec2: {
    dialect: 'ec2',
    version: '2016-11-15',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    title: 'EC2',
    load: () => import('@aws-sdk/client-ec2'),
  },
  elasticloadbalancing: {
    dialect: 'query',
    version: '2015-12-01',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    title: 'Elastic Load Balancing',
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  rds: {
    dialect: 'query',
    version: '2014-10-31',
    namespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    title: 'RDS',
    load: () => import('@aws-sdk/client-rds'),
  },
  sts: {
    dialect: 'query',
    version: '2011-06-15',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    title: 'STS',
    load: () => import('@aws-sdk/client-sts'),
  },
  iam: {
    dialect: 'query',
    version: '2010-05-08',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    title: 'IAM',
    load: () => import('@aws-sdk/client-iam'),
    home: 'us-east-1',
  },
  'ec2-instance-connect': {
    dialect: 'json',
    version: 'AWSEC2InstanceConnectService',
    namespace: '',
    title: 'EC2 Instance Connect',
    load: () => import('@aws-sdk/client-ec2-instance-connect'),
  },
} as const satisfies Record<string, Api>;

export type ServiceName = keyof typeof apis;

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(apis, name);
}
