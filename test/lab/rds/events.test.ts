import { DescribeEventsCommand, type DescribeEventsCommandInput } from '@aws-sdk/client-rds';
import { expect, it } from 'vitest';
import { id, minute, refusal, scene } from './scene.ts';

async function eventScene() {
  const found = await scene();
  const texts = async (input: DescribeEventsCommandInput) =>
    ((await found.lab.rds.send(new DescribeEventsCommand(input))).Events ?? []).map((event) => event.Message);
  return { ...found, texts };
}

it('events of the last hour are told unless another time is asked for', async () => {
  const { lab, reboot, texts } = await eventScene();
  await reboot(false);
  await lab.advance(minute);
  expect(await texts({})).toHaveLength(2);
  await lab.advance(90 * minute);
  expect(await texts({})).toEqual([]);
  expect(await texts({ Duration: 120 })).toHaveLength(2);
  expect(await texts({ StartTime: new Date(lab.lab.home.clock.now().getTime() - 100 * minute) })).toHaveLength(2);
});

it('events are chosen by category', async () => {
  const { lab, makeMultiAz, reboot, texts } = await eventScene();
  await makeMultiAz();
  await reboot(true);
  await lab.advance(5 * minute);
  expect(await texts({ SourceType: 'db-instance', SourceIdentifier: id, EventCategories: ['availability'] })).toEqual(['DB instance restarted']);
  expect(await texts({ EventCategories: ['failover'] })).toHaveLength(3);
});

it('a source without its type is refused', async () => {
  const { texts } = await eventScene();
  expect((await refusal(texts({ SourceIdentifier: id }))).code).toBe('InvalidParameterCombination');
});
