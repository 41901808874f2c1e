import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudOf, type Cloud } from '../support/cloud.ts';
import { end } from '../support/endings.ts';
import { newPlace } from '../support/program.ts';
import { inTerminal, mustHaveScript } from '../support/pty.ts';

const place = newPlace();
const minutes = 60_000;
let cloud: Cloud;

async function stateOf(name: string): Promise<string> {
  const { Reservations = [] } = await cloud.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }));
  return Reservations.flatMap(({ Instances = [] }) => Instances)[0]?.State?.Name ?? '';
}

/** Of the server that fails in this drill. A drill that ends before has something to say. */
async function untilState(wanted: string, ended: Promise<{ readonly said: string }>): Promise<void> {
  let said: string | undefined;
  void ended.then((over) => (said = over.said));
  for (let look = 0; look < 2_000; look += 1) {
    if ((await stateOf('Web Server2')) === wanted) return;
    if (said !== undefined) throw new Error(`it ended before the server was ${wanted}:\n${said}`);
    await pause(10);
  }
  throw new Error(`never ${wanted}`);
}

const drill = ['drill', 'web', '--lab', '--yes'];

// Each moment is reached, the drill is ended there, and then something harmless is done: no server may stay stopped.
describe.sequential('a drill that is ended before its end', { shuffle: false, timeout: 2 * minutes }, () => {
  beforeAll(async () => {
    mustHaveScript();
    // Slow enough that each state can be met.
    await place.run(['lab', 'up', '--speed', '120']);
    cloud = await cloudOf(place);
    const { code, said } = await place.run(['setup', '--lab', '--yes', '--until', 'web-firewall']);
    expect({ code, said }).toEqual({ code: 0, said });
  }, 3 * minutes);
  afterAll(() => place.clear());

  for (const moment of ['stopping', 'stopped', 'pending'] as const) {
    test(`by kill -9 while the server is ${moment}: what only looks says so, and what may change things starts it`, async () => {
      const { child, ended } = place.start(drill);
      await untilState(moment, ended);
      child.kill('SIGKILL');
      await ended;
      const looked = await place.run(['status', '--lab']);
      expect(looked.said).toMatch(/A drill was cut off, and i-\w+ may be stopped still\. This command changes nothing/);
      const { code, said } = await place.run(['setup', '--lab', '--yes', '--until', 'preflight']);
      expect({ code, said }).toEqual({ code: 0, said });
      expect(said).toMatch(/It is started again first/);
      expect(await stateOf('Web Server2')).toBe('running');
      expect((await place.run(['status', '--lab'])).said).not.toMatch(/cut off/);
    });
  }

  test('by kill -9 at any moment: the next drill holds', async () => {
    const { child, ended } = place.start(drill);
    await pause(1_500 + Math.random() * 3_000);
    child.kill('SIGKILL');
    await ended;
    const { code, said } = await place.run(drill);
    expect({ code, said }).toEqual({ code: 0, said });
    expect([await stateOf('Web Server1'), await stateOf('Web Server2')]).toEqual(['running', 'running']);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    test(`by ${signal}: it starts the server itself before it ends`, async () => {
      const { child, ended } = place.start(drill);
      await untilState('stopped', ended);
      child.kill(signal);
      const { code, said } = await ended;
      expect({ code, said }).toEqual({ code: 130, said });
      expect(await stateOf('Web Server2')).toBe('running');
      expect((await place.run(['status', '--lab'])).said).not.toMatch(/cut off/);
    });
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`by ${signal} twice in quick succession: at once, and whatever comes next starts the server`, async () => {
      const { child, ended } = place.start(drill);
      await untilState('stopped', ended);
      child.kill(signal);
      // Two of the same that nobody has taken yet are one.
      await pause(20);
      child.kill(signal);
      const first = await ended;
      expect(first).toMatchObject({ code: 130, said: first.said });
      const { code, said } = await place.run(['setup', '--lab', '--yes', '--until', 'preflight']);
      expect({ code, said }).toEqual({ code: 0, said });
      expect(await stateOf('Web Server2')).toBe('running');
    });
  }

  test('by a closed window, which sends SIGHUP more than once: it starts the server itself before it ends', async () => {
    const pty = inTerminal(drill, place);
    await untilState('stopped', pty.left());
    end(pty, 'window closed');
    expect((await pty.left()).code).toBe(130);
    expect(await stateOf('Web Server2')).toBe('running');
    expect((await place.run(['status', '--lab'])).said).not.toMatch(/cut off/);
  });

  test('with its health check tuned, by kill -9: the check is as it was after the next command', async () => {
    const { child, ended } = place.start([...drill, '--tuned']);
    await untilState('stopped', ended);
    child.kill('SIGKILL');
    await ended;
    expect((await place.run(['status', '--lab'])).said).toMatch(/left the health check changed/);
    const { code, said } = await place.run(['setup', '--lab', '--yes', '--until', 'preflight']);
    expect({ code, said }).toEqual({ code: 0, said });
    expect((await place.run(['check', 'target-group', '--lab'])).code).toBe(0);
    expect((await place.run(['status', '--lab'])).said).not.toMatch(/cut off/);
  });
});
