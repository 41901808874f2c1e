import { performance } from 'node:perf_hooks';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { successAnswer } from '../../src/lab/wire/answers.ts';
import { apis } from '../../src/lab/wire/apis.ts';
import { operationSchema } from '../../src/lab/wire/schemas.ts';
import { atLeast, atMost, plain, quantile, type Figure } from './figures.ts';
import { load, signedRequest, type Target } from './load.ts';
import { staged } from './staged.ts';

const seconds = 3;
const connections = 4;
const all = 'Action=DescribeInstances&Version=2016-11-15';

/** DescribeInstances as fast as one process answers it, beside what writing its answer alone takes here and now. */
export async function describeFigures(): Promise<Figure[]> {
  return [...(await describing(1, 1_500)), ...(await describing(50, 250))];
}

async function describing(instances: number, least: number): Promise<Figure[]> {
  const stage = await staged({ instances, groups: 0, targetGroups: 0 });
  try {
    const bytes = signedRequest(stage.target, 'ec2', all);
    await load(stage.target.endpoint, bytes, 1, connections);
    const { perSecond, failures } = await load(stage.target.endpoint, bytes, seconds, connections);
    if (failures > 0) throw new Error(`${failures} DescribeInstances failed`);
    const alone = await writing(stage.target);
    const ratio = `${((100 * perSecond) / alone).toFixed(1)} % of it`;
    return [
      atLeast(`DescribeInstances on one core, ${instances} of them`, perSecond, least, '/s'),
      plain(`  the writer alone, the same answer, in the same run`, `${alone.toFixed(0)} /s: ${ratio}`),
    ];
  } finally {
    stage.end();
  }
}

/** Answers a second that the schemas' writer makes of what this lab describes, with nothing around it. */
async function writing(target: Target): Promise<number> {
  const { endpoint, region, accessKeyId, secretAccessKey } = target;
  const client = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  const { Reservations } = await client.send(new DescribeInstancesCommand({}));
  client.destroy();
  const schema = await operationSchema(apis.ec2, 'DescribeInstances');
  if (schema === undefined) throw new Error('no schema for DescribeInstances');
  const write = (ms: number) => {
    const end = performance.now() + ms;
    let written = 0;
    while (performance.now() < end) {
      successAnswer(apis.ec2, 'DescribeInstances', schema.output, { Reservations }, 'a-request');
      written += 1;
    }
    return written / (ms / 1_000);
  };
  write(500);
  return write(1_000);
}

const filtered = [
  ['ec2', 'DescribeInstances, 10,000 servers, by a tag', `${all}&Filter.1.Name=tag%3AName&Filter.1.Value.1=server-5000`],
  [
    'ec2',
    'DescribeSecurityGroups, 1,000 groups, by name',
    'Action=DescribeSecurityGroups&Version=2016-11-15&Filter.1.Name=group-name&Filter.1.Value.1=group-500',
  ],
  ['elasticloadbalancing', 'DescribeTargetGroups, 500 groups, by name', 'Action=DescribeTargetGroups&Version=2015-12-01&Names.member.1=group-250'],
] as const;

/** Describes with a filter in an account that is full, one at a time. */
export async function largeFigures(): Promise<Figure[]> {
  const stage = await staged({ instances: 10_000, groups: 1_000, targetGroups: 500 });
  try {
    const figures: Figure[] = [];
    for (const [service, what, body] of filtered) {
      const bytes = signedRequest(stage.target, service, body);
      await load(stage.target.endpoint, bytes, 1, 1);
      const { times, failures } = await load(stage.target.endpoint, bytes, 2, 1);
      if (failures > 0) throw new Error(`${failures} of ${what} failed`);
      figures.push(plain(`${what}: p50`, `${quantile(times, 0.5).toFixed(2)} ms`), atMost(`${what}: p99`, quantile(times, 0.99), 20, 'ms'));
    }
    return figures;
  } finally {
    stage.end();
  }
}
