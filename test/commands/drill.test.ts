import { afterAll, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';

const place = newPlace();
afterAll(() => place.clear());

test.each([
  [['drill', 'volcano'], /volcano/],
  [['drill', 'web', '--guess', 'soon'], /--guess soon is not a time/],
  [['drill', 'web', '--rate', '21'], /--rate/],
  [['drill', 'web', '--rate', '0'], /--rate/],
  [['drill', 'zone', '--which', 'server1'], /--which/],
  [['drill', 'database', '--tuned'], /--tuned/],
  [['drill', 'web', '--keep'], /--tuned/],
])('`%s` is refused before anything is asked of anybody', async (words, why) => {
  const { code, stderr } = await place.run([...words, '--lab']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(why) });
});
