import { CreateTagsCommand, DeleteTagsCommand, DeregisterImageCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { AddTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { canonical } from '../crash/canonical.ts';
import { clientsOf, rowsOf, serverOf } from '../support/by-hand.ts';
import { betweenRuns, minutes, runOf, until, wordsIn } from './between-runs.ts';

const { home, lab, wizard, drifts, isSetRight, isLeftAlone } = betweenRuns('drift-servers');

const imageId = () => rowsOf(lab(), 'image').find(({ Name }) => Name === 'Web Server')?.id ?? '';
const running = () => rowsOf(lab(), 'instance').filter(({ State }) => State?.Name === 'running');
const [run, step] = ['redundant-blog:run', 'redundant-blog:step'];
const another = '0123abcd';

/** Takes this run's tags off a thing, or writes another run's id in the place of its own. */
async function retag(id: string, to: 'nobody' | 'another run'): Promise<void> {
  const { ec2, elb } = clientsOf(lab());
  const ResourceArns = [id];
  if (id.startsWith('arn:')) {
    if (to === 'nobody') await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: [run, step] }));
    else await elb.send(new AddTagsCommand({ ResourceArns, Tags: [{ Key: run, Value: another }] }));
  } else if (to === 'nobody') await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: run }, { Key: step }] }));
  else await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: run, Value: another }] }));
}

/** Until EC2 has forgotten it, and the balancer sends nobody there any more: from then on nothing changes by itself. */
async function terminate(id: string): Promise<void> {
  await clientsOf(lab()).ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await until(() => lab().home.table('instance').get(id) === undefined);
  let last = '';
  for (let now = await canonical(lab()); now !== last; now = await canonical(lab())) last = now;
}

const retagged = [
  ['create-image', 'image', () => imageId()],
  ['launch-server-2', 'second server', () => serverOf(lab(), 'Web Server2')],
  ['balancer-firewall', 'firewall', () => rowsOf(lab(), 'securityGroup').find(({ GroupName }) => GroupName === 'LB-SG-1')?.id ?? ''],
  ['target-group', 'target group', () => rowsOf(lab(), 'targetGroup')[0]?.id ?? ''],
  ['load-balancer', 'load balancer', () => rowsOf(lab(), 'loadBalancer')[0]?.id ?? ''],
] as const;

describe.sequential('between two runs, servers and images', { shuffle: false, timeout: 2 * minutes }, () => {
  test('a second server that was terminated is told, and started anew, once', async () => {
    const ended = serverOf(lab(), 'Web Server2');
    await clientsOf(lab()).ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
    await drifts('launch-server-2', 'server Web Server2: not there (should be: running)');
    await isSetRight();
    expect(running()).toHaveLength(2);
    expect(running().map(({ id }) => id)).not.toContain(ended);
  });

  test('an image that was deregistered is told, and taken anew, once', async () => {
    await clientsOf(lab()).ec2.send(new DeregisterImageCommand({ ImageId: imageId() }));
    await drifts('create-image', 'image Web Server: not there (should be: available)');
    await isSetRight();
    expect(rowsOf(lab(), 'image').filter(({ Name, State }) => Name === 'Web Server' && State === 'available')).toHaveLength(1);
  });

  test('a first server that was terminated is told, and no other is taken for it or made', async () => {
    const ended = serverOf(lab(), 'Web Server1');
    await terminate(ended);
    await drifts('preflight', `server Web Server1 (${ended}): not there (should be: running)`);
    await isLeftAlone(1, ended);
  });

  test('nor is one taken on another machine, where nothing but tags is known', async () => {
    await terminate(serverOf(lab(), 'Web Server1'));
    const before = await canonical(lab());
    const { code, said } = await wizard('setup', '--yes', '--state-dir', `${home}/elsewhere`);
    expect(code, said).toBe(2);
    expect(said).toContain('--answer server1=');
    expect(await canonical(lab())).toBe(before);
  });

  test.each(retagged)(
    '%s: whose tags say nothing, or another run, the %s is not ours: it is shown, and --yes neither takes it nor makes another',
    async (id, _, find) => {
      const owner = runOf(lab());
      for (const [to, now] of [
        ['another run', another],
        ['nobody', 'none'],
      ] as const) {
        await retag(find(), to);
        const said = await drifts(id, 'this run did not make it', `whose it is (tag redundant-blog:run of ${find()}): ${now} (should be: ${owner})`);
        expect(wordsIn(said)).toContain(find());
        await isLeftAlone(2, find());
      }
    },
  );

  test('a first server that another run has taken is shown, and --yes does not take it back', async () => {
    const [id, owner] = [serverOf(lab(), 'Web Server1'), runOf(lab())];
    await retag(id, 'another run');
    await drifts('preflight', `whose it is (tag redundant-blog:run of ${id}): ${another} (should be: ${owner})`);
    await isLeftAlone(2, another, '--answer take-over=');
  });
});
