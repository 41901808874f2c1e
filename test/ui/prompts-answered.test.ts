import { expect, test } from 'vitest';
import { en } from '../../src/ui/language/en.ts';
import { answeredPrompts, answersFrom } from '../../src/ui/prompts-answered.ts';
import { scriptedPrompts } from '../support/prompts.ts';
import { listeningSay } from '../support/say.ts';

const answered = (...given: string[]) => answeredPrompts(answersFrom(given), scriptedPrompts(), listeningSay(), en);
const flag = (name: string) => `--answer ${name}=…`;

test('an answer given beforehand is not asked for, and is still held to the rule', async () => {
  const prompts = answered('balancer-name=LB-9');
  expect(await prompts.input({ message: 'Name?', flag: flag('balancer-name'), default: 'LB-1' })).toBe('LB-9');
  await expect(prompts.input({ message: 'Name?', flag: flag('balancer-name'), validate: () => 'no' })).rejects.toMatchObject({ code: 'bad-answer' });
});

test('a choice may be named by its value, or by a word of what is shown', async () => {
  const choices = [
    { value: { id: 1 }, name: 'Web Server1  i-1  running' },
    { value: { id: 2 }, name: 'Web Server1  i-2  running' },
  ];
  expect(await answered('server1=i-2').select({ message: 'Which?', flag: flag('server1'), choices })).toEqual({ id: 2 });
  await expect(answered('server1=running').select({ message: 'Which?', flag: flag('server1'), choices })).rejects.toMatchObject({ code: 'bad-answer' });
  await expect(answered('server1=i-3').select({ message: 'Which?', flag: flag('server1'), choices })).rejects.toMatchObject({ code: 'bad-answer' });
});

test('yes and no, and nothing else, answer a yes-or-no question', async () => {
  expect(await answered('host-key=yes').confirm({ message: 'Right?', flag: flag('host-key') })).toBe(true);
  expect(await answered('host-key=no').confirm({ message: 'Right?', flag: flag('host-key') })).toBe(false);
  await expect(answered('host-key=maybe').confirm({ message: 'Right?', flag: flag('host-key') })).rejects.toMatchObject({ code: 'bad-answer' });
});

test('all other questions are asked as before', async () => {
  const prompts = answeredPrompts(answersFrom(['stop=server1']), scriptedPrompts([/Go on/, true]), listeningSay(), en);
  expect(await prompts.confirm({ message: 'Go on?' })).toBe(true);
});

test('an answer that leads to its own question again is not given for ever', async () => {
  const prompts = answered('prefix=other-name');
  const ask = () => prompts.select({ message: 'What then?', flag: '--prefix', choices: [{ value: 'other-name', name: 'Another name' }] });
  for (let times = 0; times < 20; times += 1) expect(await ask()).toBe('other-name');
  await expect(ask()).rejects.toMatchObject({ code: 'answer-leads-back', outcome: 'wrongUse' });
});

test('an answer without a name is refused', () => {
  expect(() => answersFrom(['server1'])).toThrow(expect.objectContaining({ code: 'bad-answer' }));
});
