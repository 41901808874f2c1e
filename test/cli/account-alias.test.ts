import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccountAliasCommand, DeleteAccountAliasCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';
import { reply, scriptedEndpoint, type Reply } from '../support/scripted-endpoint.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const place = newPlace();
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };
const me = reply.ok(
  '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ann</Arn><UserId>x</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
);
const noRun = reply.refused(403, 'UnauthorizedOperation');
let iam: IAMClient;

const create = (AccountAlias: string) => iam.send(new CreateAccountAliasCommand({ AccountAlias }));

/** Lets the lab's key do these and no more; `none`: everything. */
async function allow(...actions: readonly string[]): Promise<void> {
  const file = join(place.home, 'policy.json');
  writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] }));
  expect((await place.run(['lab', 'policy', actions.length === 0 ? 'none' : file])).code).toBe(0);
}

afterAll(() => place.clear());

// One lab, whose account goes from no name to a name to one that may not be asked for.
describe.sequential("the account's alias", { shuffle: false, timeout: 60_000 }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up']);
    const { stdout } = await place.run(['lab', 'env']);
    const env = Object.fromEntries([...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name, value]) => [name ?? '', value ?? '']));
    const credentials = { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' };
    iam = new IAMClient({ endpoint: env['AWS_ENDPOINT_URL'] ?? '', region: env['AWS_REGION'] ?? '', credentials });
  }, 60_000);
  test('is not spoken of where there is none', async () => {
    const { said } = await place.run(['plan', '--lab']);
    expect(said).toMatch(/, in account \d{12}\.\n/);
    expect(said).not.toMatch(/alias/i);
    const { stdout } = await place.run(['plan', '--lab', '--json']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).not.toHaveProperty('alias');
  });

  test('is shown with the number, to people in their language, to programs, and in the report', async () => {
    await create('ann-blog');
    expect((await place.run(['plan', '--lab'])).said).toMatch(/, in account \d{12} \(alias ann-blog\)\.\n/);
    expect((await place.run(['plan', '--lab', '--lang', 'ja'])).said).toMatch(/アカウント \d{12}\(エイリアス ann-blog\)/);
    const { stdout } = await place.run(['plan', '--lab', '--json']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'who', alias: 'ann-blog', account: expect.stringMatching(/^\d{12}$/) });
    expect(JSON.parse((await place.run(['report', '--lab', '--json'])).stdout)).toMatchObject({ run: { alias: 'ann-blog' } });
    const file = join(place.home, 'report.md');
    await place.run(['report', '--lab', '--format', 'md', '--out', file]);
    expect(readFileSync(file, 'utf8')).toMatch(/Account: \d{12} \(alias ann-blog\)/);
  });

  test('is named in the question before anything is taken away', async () => {
    for (const words of [
      ['undo', 'preflight'],
      ['finish', '--everything'],
    ]) {
      await place.run(['setup', '--lab', '--yes', '--only', 'preflight']);
      const { said, code } = await place.run([...words, '--lab', '--yes']);
      expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/ \(account \d{12} \(alias ann-blog\), region ap-northeast-1\)\?/) });
    }
  });

  test('that may not be asked for is said to be unknown, and nothing else is held up by it', async () => {
    await allow('ec2:*', 'rds:*', 'elasticloadbalancing:*');
    const { said, code } = await place.run(['plan', '--lab']);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/is not known: iam:ListAccountAliases is not allowed/) });
    const { stdout } = await place.run(['plan', '--lab', '--json']);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'who', alias: null });
  });

  test('may be asked for under the policy that is printed, for one step or all', async () => {
    for (const words of [[], ['--step', 'multi-az']]) {
      const printed = await place.run(['policy', '--region', 'ap-northeast-1', ...words]);
      const file = join(place.home, 'printed.json');
      writeFileSync(file, printed.stdout);
      await place.run(['lab', 'policy', file]);
      expect((await place.run(['check', 'preflight', '--lab'])).said).toContain('(alias ann-blog)');
    }
    await allow();
    await iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'ann-blog' }));
  });
});

describe('an endpoint at which IAM', { timeout: 60_000 }, () => {
  const walk = async (answer: Reply) => {
    const { url, sent } = await scriptedEndpoint(me, answer, noRun);
    const { said, code } = await place.run(['plan', '--region', 'ap-northeast-1', '--endpoint-url', url], keys);
    return { said, code, sent: sent.map(({ action }) => action) };
  };

  test.each([
    ['is unknown', reply.refusedQuery(400, 'InvalidAction', 'Could not find operation ListAccountAliases')],
    ['breaks off', reply.lost],
    ['is a web page', reply.html(200)],
    ['is in trouble', reply.refusedQuery(500, 'ServiceFailure')],
  ])('%s is asked once, and the work goes on', async (_, answer) => {
    const { said, sent } = await walk(answer);
    expect(said).toContain('Whether the account has an alias is not known: IAM gave no answer.');
    expect(sent.slice(0, 3)).toEqual(['GetCallerIdentity', 'ListAccountAliases', 'DescribeInstances']);
  });

  test('gives a name with control characters in it shows them as nothing that a terminal obeys', async () => {
    const hostile =
      '<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases><member>ann&#x1b;[2J&#x202e;</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>';
    const { said } = await walk(reply.ok(hostile));
    expect(said).toContain('alias ann');
    // oxlint-disable-next-line no-control-regex -- these are the very characters it is about
    expect(said).not.toMatch(/\u001b\[2J|\u202e/);
  });
});
