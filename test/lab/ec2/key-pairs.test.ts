import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { CreateKeyPairCommand, DeleteKeyPairCommand, DescribeKeyPairsCommand, ImportKeyPairCommand, type EC2Client } from '@aws-sdk/client-ec2';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { makeHostKey } from '../../../src/lab/blog/hostkey.ts';
import { cloud, present, refusal } from './cloud.ts';

const shown = async (ec2: EC2Client, name: string) =>
  present((await ec2.send(new DescribeKeyPairsCommand({ KeyNames: [name], IncludePublicKey: true }))).KeyPairs?.[0]);

test.each([
  ['ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----', /^[A-Za-z0-9+/]{43}=$/],
  ['rsa', '-----BEGIN RSA PRIVATE KEY-----', /^([0-9a-f]{2}:){19}[0-9a-f]{2}$/],
] as const)('a new %s key pair hands out the private half of what the servers will let in', async (KeyType, header, print) => {
  const { ec2 } = await cloud({ empty: true, manual: true });
  const made = await ec2.send(new CreateKeyPairCommand({ KeyName: 'my key', KeyType }));
  expect(made.KeyMaterial).toMatch(header);
  expect(made.KeyFingerprint).toMatch(print);
  const pair = await shown(ec2, 'my key');
  expect(pair).toMatchObject({ KeyPairId: made.KeyPairId, KeyType, KeyFingerprint: made.KeyFingerprint });
  const [secret, open] = [ssh2.utils.parseKey(present(made.KeyMaterial)), ssh2.utils.parseKey(present(pair.PublicKey))];
  if (secret instanceof Error || open instanceof Error) throw new Error('not keys');
  expect(secret.getPublicSSH().equals(open.getPublicSSH())).toBe(true);
  const signature = secret.sign('hello');
  if (signature instanceof Error) throw signature;
  expect(open.verify('hello', signature)).toBe(true);
});

test('an RSA fingerprint is the SHA-1 of the private key, as EC2 prints those it made', async () => {
  const { ec2 } = await cloud({ empty: true, manual: true });
  const { KeyMaterial, KeyFingerprint } = await ec2.send(new CreateKeyPairCommand({ KeyName: 'mine' }));
  const der = createPrivateKey(present(KeyMaterial)).export({ type: 'pkcs8', format: 'der' });
  const sum = execFileSync('sha1sum', { input: der }).toString().slice(0, 40);
  expect(KeyFingerprint?.replaceAll(':', '')).toBe(sum);
});

test('a name is taken once', async () => {
  const { ec2 } = await cloud();
  const again = { code: 'InvalidKeyPair.Duplicate', message: 'The keypair already exists' };
  expect(await refusal(ec2.send(new CreateKeyPairCommand({ KeyName: 'my-key', KeyType: 'ed25519' })))).toMatchObject(again);
  const PublicKeyMaterial = Buffer.from(makeHostKey('x').publicKey);
  expect(await refusal(ec2.send(new ImportKeyPairCommand({ KeyName: 'my-key', PublicKeyMaterial })))).toMatchObject(again);
  const both = await Promise.allSettled([1, 2].map(() => ec2.send(new CreateKeyPairCommand({ KeyName: 'new' }))));
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await refusal(ec2.send(new CreateKeyPairCommand({ KeyName: '' })))).toMatchObject({ code: 'MissingParameter' });
});

test('a public key of one’s own is kept as it is', async () => {
  const { ec2 } = await cloud({ empty: true, manual: true });
  const mine = makeHostKey('me@home').publicKey;
  await ec2.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial: Buffer.from(mine) }));
  expect(await shown(ec2, 'mine')).toMatchObject({ KeyType: 'ed25519', PublicKey: mine });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const { KeyFingerprint } = await ec2.send(
    new ImportKeyPairCommand({ KeyName: 'rsa', PublicKeyMaterial: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })) }),
  );
  expect(KeyFingerprint?.replaceAll(':', '')).toBe(execFileSync('md5sum', { input: der }).toString().slice(0, 32));
  const { PublicKey } = await shown(ec2, 'rsa');
  await ec2.send(new ImportKeyPairCommand({ KeyName: 'same', PublicKeyMaterial: Buffer.from(present(PublicKey)) }));
  expect((await shown(ec2, 'same')).KeyFingerprint).toBe(KeyFingerprint);
});

test.each([['hello'], ['ssh-ed25519 AAAA me'], ['ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKzvfE me'], ['-----BEGIN PUBLIC KEY-----'], ['ecdsa-sha2-nistp256 AAAA me']])(
  'what is no public key is refused: %s',
  async (text) => {
    const { ec2 } = await cloud({ empty: true, manual: true });
    expect(await refusal(ec2.send(new ImportKeyPairCommand({ KeyName: 'x', PublicKeyMaterial: Buffer.from(text) })))).toMatchObject({
      code: 'InvalidKey.Format',
      message: 'Key is not in valid OpenSSH public key format',
    });
  },
);

test('a pair is deleted by name or id; one that is not there is deleted too', async () => {
  const { ec2 } = await cloud();
  const { KeyPairId } = await shown(ec2, 'my-key');
  expect(await ec2.send(new DeleteKeyPairCommand({ KeyName: 'my-key' }))).toMatchObject({ Return: true, KeyPairId });
  expect(await ec2.send(new DeleteKeyPairCommand({ KeyName: 'my-key' }))).toMatchObject({ Return: true });
  expect(await refusal(shown(ec2, 'my-key'))).toMatchObject({ code: 'InvalidKeyPair.NotFound' });
  expect(await refusal(ec2.send(new DeleteKeyPairCommand({})))).toMatchObject({ code: 'MissingParameter' });
});
