import { CreateAccountAliasCommand, DeleteAccountAliasCommand, IAMClient, ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';

let test: LabForTest;
beforeEach(async () => void (test = await labForTest()));
afterEach(() => test.close());

const list = async (client = test.iam) => (await client.send(new ListAccountAliasesCommand({}))).AccountAliases;
const create = (AccountAlias: string) => test.iam.send(new CreateAccountAliasCommand({ AccountAlias }));
const remove = (AccountAlias: string) => test.iam.send(new DeleteAccountAliasCommand({ AccountAlias }));
const signedFor = (region: string) => {
  const { endpoint, accessKeyId, secretAccessKey } = test.lab.connection;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
};

describe("an account's alias", () => {
  it('is none until one is given', async () => {
    expect(await test.iam.send(new ListAccountAliasesCommand({}))).toMatchObject({ AccountAliases: [], IsTruncated: false });
  });

  it('is what it was given, until another one takes its place', async () => {
    await create('ann-blog');
    expect(await list()).toEqual(['ann-blog']);
    await create('ann-school');
    expect(await list()).toEqual(['ann-school']);
    await expect(create('ann-school')).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'The account alias ann-school already exists.',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it('is taken away by its name', async () => {
    await create('ann-blog');
    await expect(remove('bob-blog')).rejects.toMatchObject({ name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } });
    expect(await list()).toEqual(['ann-blog']);
    await remove('ann-blog');
    expect(await list()).toEqual([]);
  });

  it('is the same whichever region the caller is in, and no region of its own comes of it', async () => {
    await create('ann-blog');
    const far = new IAMClient(signedFor('eu-west-1'));
    expect(await list(far)).toEqual(['ann-blog']);
    const { Reservations } = await new EC2Client(signedFor('us-east-1')).send(new DescribeInstancesCommand({}));
    expect(Reservations).toEqual([]);
  });

  it('is there after the lab was down', async () => {
    await create('ann-blog');
    const { dir } = test;
    await test.lab.close();
    test = await labForTest({ dir });
    expect(await list()).toEqual(['ann-blog']);
  });

  it.each([
    ['an', 'Member must have length greater than or equal to 3'],
    ['a'.repeat(64), 'Member must have length less than or equal to 63'],
    ...['Ann-blog', '-ann', 'ann-', 'ann--blog', 'ann.blog'].map((alias) => [
      alias,
      'Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$',
    ]),
  ])('is refused as %s', async (alias, constraint) => {
    const refusal = {
      name: 'ValidationError',
      message: `1 validation error detected: Value '${alias}' at 'accountAlias' failed to satisfy constraint: ${constraint}`,
    };
    await expect(create(alias ?? '')).rejects.toMatchObject(refusal);
    await expect(remove(alias ?? '')).rejects.toMatchObject(refusal);
  });

  it('is listed in pages of 1 to 1,000', async () => {
    await create('ann-blog');
    expect((await test.iam.send(new ListAccountAliasesCommand({ MaxItems: 1 }))).AccountAliases).toEqual(['ann-blog']);
    for (const MaxItems of [0, 1_001]) {
      await expect(test.iam.send(new ListAccountAliasesCommand({ MaxItems }))).rejects.toMatchObject({
        name: 'ValidationError',
        message: expect.stringContaining(`Value '${MaxItems}' at 'maxItems' failed to satisfy constraint`),
      });
    }
    await expect(test.iam.send(new ListAccountAliasesCommand({ Marker: '!' }))).rejects.toMatchObject({ name: 'ValidationError', message: 'Invalid Marker.' });
  });
});
