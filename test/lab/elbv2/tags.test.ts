import { AddTagsCommand, DescribeTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, it } from 'vitest';
import { present, refusal, scene } from './scene.ts';

it('tags are told by DescribeTags, overwritten by AddTags and taken off by RemoveTags', async () => {
  const { lab, makeBalancer } = await scene();
  const { LoadBalancerArn } = await makeBalancer({ Tags: [{ Key: 'run', Value: '1' }] });
  const ResourceArns = [present(LoadBalancerArn)];
  const tags = async () => (await lab.elb.send(new DescribeTagsCommand({ ResourceArns }))).TagDescriptions?.[0]?.Tags;
  await lab.elb.send(
    new AddTagsCommand({
      ResourceArns,
      Tags: [
        { Key: 'run', Value: '2' },
        { Key: 'step', Value: 'load-balancer' },
      ],
    }),
  );
  expect(await tags()).toEqual([
    { Key: 'run', Value: '2' },
    { Key: 'step', Value: 'load-balancer' },
  ]);
  await lab.elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ['run'] }));
  expect(await tags()).toEqual([{ Key: 'step', Value: 'load-balancer' }]);
});

it('the tags of a listener and of a target group stand on themselves', async () => {
  const { lab, makeBalancer, makeTargets, listen } = await scene();
  const group = await makeTargets({ Tags: [{ Key: 'a', Value: 'group' }] });
  const listener = await listen(await makeBalancer(), group);
  const ResourceArns = [present(group.TargetGroupArn), present(listener.ListenerArn)];
  const { TagDescriptions = [] } = await lab.elb.send(new DescribeTagsCommand({ ResourceArns }));
  expect(TagDescriptions.map((row) => row.Tags ?? [])).toEqual([[{ Key: 'a', Value: 'group' }], []]);
});

it('tags of a thing that is not there are refused', async () => {
  const { lab, makeBalancer } = await scene();
  const { LoadBalancerArn } = await makeBalancer();
  const gone = lab.elb.send(new DescribeTagsCommand({ ResourceArns: [`${LoadBalancerArn}0`] }));
  expect((await refusal(gone)).code).toBe('LoadBalancerNotFoundException');
});
