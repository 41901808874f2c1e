import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';
import { reply, scriptedEndpoint } from '../support/scripted-endpoint.ts';

const place = newPlace();
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' };

const xmlns = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';
const aliases = (...names: readonly string[]) =>
  reply.ok(
    `<ListAccountAliasesResponse ${xmlns}><ListAccountAliasesResult><AccountAliases>${names.map((name) => `<member>${name}</member>`).join('')}</AccountAliases><IsTruncated>false</IsTruncated></ListAccountAliasesResult></ListAccountAliasesResponse>`,
  );

describe('the account guard', { timeout: 30_000 }, () => {
  afterAll(() => place.clear());

  test("refuses the root user's keys with --yes, before anything else is asked of AWS", async () => {
    const { url, sent } = await scriptedEndpoint(reply.identity('arn:aws:iam::111122223333:root'));
    for (const words of [['setup'], ['undo', 'preflight'], ['finish', '--everything']]) {
      const ended = await place.run([...words, '--yes', '--region', 'ap-northeast-1', '--endpoint-url', url], keys);
      expect({ code: ended.code, said: ended.said }).toEqual({ code: 4, said: expect.stringContaining('--allow-root') });
    }
    expect(new Set(sent.map(({ action }) => action))).toEqual(new Set(['GetCallerIdentity', 'ListAccountAliases']));
  });

  test('lets root in when that is said', async () => {
    const { url, sent } = await scriptedEndpoint(reply.identity('arn:aws:iam::111122223333:root'), aliases(), reply.refused(403, 'UnauthorizedOperation'));
    await place.run(['setup', '--yes', '--allow-root', '--region', 'ap-northeast-1', '--endpoint-url', url], keys);
    expect(sent.map(({ action }) => action)).toContain('DescribeInstances');
  });

  test('refuses a run that belongs to another account', async () => {
    const stateDir = join(place.home, 'journals');
    mkdirSync(join(stateDir, '999988887777-ap-northeast-1-0badcafe'), { recursive: true });
    const empty = reply.ok('<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet/></DescribeInstancesResponse>');
    const { url } = await scriptedEndpoint(reply.identity('arn:aws:iam::111122223333:user/ann'), aliases(), empty);
    const words = ['setup', '--yes', '--run', '0badcafe', '--state-dir', stateDir, '--region', 'ap-northeast-1', '--endpoint-url', url];
    const ended = await place.run(words, keys);
    expect({ code: ended.code, said: ended.said }).toEqual({ code: 4, said: expect.stringContaining('999988887777') });
  });

  test('names the command that renews an SSO session that has ended', async () => {
    const file = join(place.home, 'aws-config');
    writeFileSync(
      file,
      `[profile blog]
sso_session = work
sso_account_id = 111122223333
sso_role_name = Owner
region = ap-northeast-1
[sso-session work]
sso_region = ap-northeast-1
sso_start_url = https://example.awsapps.com/start
`,
    );
    const ended = await place.run(['setup', '--yes', '--profile', 'blog'], { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(place.home, 'none') });
    expect({ code: ended.code, said: ended.said }).toEqual({ code: 4, said: expect.stringContaining('aws sso login --profile blog') });
  });
});
