import { CreateKeyPairCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { eventually, login, published, run } from '../machines/reach.ts';
import { base, cloud, instance, launch, present } from './cloud.ts';

test.each(['ed25519', 'rsa'] as const)('a server lets in whoever holds the %s key it was launched with, and nobody else', async (KeyType) => {
  const lab = await cloud({ reality: 'real', speed: 2000 });
  const { group } = await base(lab.ec2);
  const { KeyMaterial } = await lab.ec2.send(new CreateKeyPairCommand({ KeyName: 'fresh', KeyType }));
  const id = present((await launch(lab.ec2, { KeyName: 'fresh', SecurityGroupIds: [group('web-sg')] })).InstanceId);
  const server = await eventually(
    () => instance(lab.ec2, id),
    (one) => one.State?.Name === 'running',
  );
  await lab.lab.settled();
  const { client } = await login(lab, published(server, 22), { privateKey: present(KeyMaterial) });
  expect((await run(client, 'whoami')).stdout).toBe('ec2-user\n');
  client.end();
  await expect(login(lab, published(server, 22))).rejects.toThrow(/authentication/i);
});
