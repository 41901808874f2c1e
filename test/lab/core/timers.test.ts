import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEffects } from '../../../src/lab/effects.ts';
import type { Transitions, World } from '../../../src/lab/world.ts';
import { createWorlds, type Worlds, type WorldsPorts } from '../../../src/lab/worlds.ts';
import { manualClock, type ManualClock } from '../support/clock.ts';
import { inertReality } from '../support/inert.ts';

const account = '123456789012';
const region = 'ap-northeast-1';

let dir: string;
let fired: string[];
let log: string[];
let opened: Worlds[];
const nothing = () => undefined;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-timers-'));
  [fired, log, opened] = [[], [], []];
});
afterEach(async () => {
  for (const worlds of opened) await worlds.close();
  await rm(dir, { recursive: true, force: true });
});

const remembering: Transitions = {
  ring: (_world, subject, detail) => void fired.push([subject, detail].filter(Boolean).join(':')),
};

function start(
  clock: ManualClock,
  transitions: Transitions = remembering,
  touched?: WorldsPorts['touched'],
): { worlds: Worlds; world: World; advance(ms: number): Promise<void> } {
  const reality = inertReality();
  const worlds = createWorlds({
    dir,
    clock,
    reality: () => reality,
    transitions: () => transitions,
    log: (line) => void log.push(line),
    ...(touched && { touched }),
  });
  opened.push(worlds);
  return { worlds, world: worlds.open(account, region), advance: (ms) => clock.advance(ms, () => worlds.settled()) };
}

describe('a timer', () => {
  it('fires when its time has come, once, and not before', async () => {
    const { world, advance } = start(manualClock());
    world.later(60_000, 'ring', 'a', 'detail');
    await advance(59_999);
    expect(fired).toEqual([]);
    await advance(1);
    await advance(600_000);
    expect(fired).toEqual(['a:detail']);
    expect(world.table('due').all()).toEqual([]);
  });

  it('fires in the order of time', async () => {
    const { world, advance } = start(manualClock());
    world.later(30_000, 'ring', 'late');
    world.later(10_000, 'ring', 'early');
    await advance(60_000);
    expect(fired).toEqual(['early', 'late']);
  });

  it('set again takes the place of the one that was set', async () => {
    const { world, advance } = start(manualClock());
    world.later(10_000, 'ring', 'a');
    world.later(30_000, 'ring', 'a');
    await advance(20_000);
    expect(fired).toEqual([]);
    await advance(20_000);
    expect(fired).toEqual(['a']);
  });

  it('that is cancelled does not fire; others of the same subject may', async () => {
    const { world, advance } = start(manualClock(), { ...remembering, knock: () => void fired.push('knock') });
    world.later(10_000, 'ring', 'a');
    world.later(10_000, 'knock', 'a');
    world.later(10_000, 'ring', 'b');
    world.cancel('a', 'ring');
    world.cancel('b');
    await advance(20_000);
    expect(fired).toEqual(['knock']);
  });

  it('that another one calls off at the very moment does not fire', async () => {
    const { world, advance } = start(manualClock(), { ...remembering, stop: (inside) => inside.cancel('b') });
    world.later(10_000, 'stop', 'a');
    world.later(10_000, 'ring', 'b');
    await advance(20_000);
    expect(fired).toEqual([]);
  });

  it('that fires while a call is under way is no effect of that call', async () => {
    const effects = openEffects(dir, () => new Date(0));
    const forget: Transitions = { forget: (inside, subject) => inside.table('instance').remove(subject) };
    const { world, advance } = start(manualClock(), forget, effects.touched);
    world.table('instance').put({ id: 'i-old', boot: 1 });
    await turns();
    const call = { operation: 'ec2:CreateVpc', account, region, asked: {} };
    await effects.during(call, async () => {
      world.table('vpc').put({ id: 'vpc-new' });
      world.later(0, 'forget', 'i-old');
      await advance(1);
    });
    expect(world.table('instance').all()).toEqual([]);
    const [effect] = (await readFile(join(dir, 'effects.jsonl'), 'utf8')).trim().split('\n');
    expect(JSON.parse(effect ?? '')).toMatchObject({ made: ['vpc/vpc-new'], removed: [] });
  });

  it('may set itself again', async () => {
    const { world, advance } = start(manualClock(), {
      ring: (inside, subject) => {
        fired.push(subject);
        if (fired.length < 3) inside.later(10_000, 'ring', subject);
      },
    });
    world.later(10_000, 'ring', 'a');
    await advance(100_000);
    expect(fired).toEqual(['a', 'a', 'a']);
  });

  it('of one subject waits until the one before it is through', async () => {
    let through: () => void = nothing;
    const { world, worlds } = start(manualClock(), {
      slow: async () => {
        fired.push('slow begins');
        await new Promise<void>((resolve) => (through = resolve));
        fired.push('slow ends');
      },
      ring: () => void fired.push('ring'),
    });
    world.later(0, 'slow', 'a');
    await turns();
    world.later(0, 'ring', 'a');
    await turns();
    expect(fired).toEqual(['slow begins']);
    through();
    await turns();
    await worlds.settled();
    expect(fired).toEqual(['slow begins', 'slow ends', 'ring']);
  });

  it('that fails is tried again, said in the log, and given up after five times', async () => {
    const { world, advance } = start(manualClock(), {
      ring: () => {
        fired.push('tried');
        throw new Error('out of luck');
      },
    });
    world.later(10_000, 'ring', 'a');
    await advance(60_000);
    expect(fired).toHaveLength(5);
    expect(log[0]).toContain('out of luck');
    expect(world.table('due').all()).toEqual([]);
  });
});

describe('a lab that was away', () => {
  it('fires what fell due meanwhile, and waits for the rest', async () => {
    const before = start(manualClock(1_000_000));
    before.world.later(10_000, 'ring', 'missed');
    before.world.later(90_000, 'ring', 'to come');
    await before.worlds.close();
    const after = start(manualClock(1_060_000));
    await after.advance(0);
    expect(fired).toEqual(['missed']);
    await after.advance(30_000);
    expect(fired).toEqual(['missed', 'to come']);
  });

  it('does again what it was in the middle of', async () => {
    const clock = manualClock(1_000_000);
    let end: () => void = nothing;
    const begun = () =>
      new Promise<void>((resolve) => {
        fired.push('begun');
        end = resolve;
      });
    const before = start(clock, { ring: begun });
    before.world.later(10_000, 'ring', 'a');
    // Not through `advance`: this one never comes to rest, as in a process that is killed.
    await turns();
    void clock.advance(10_000);
    await turns();
    expect(fired).toEqual(['begun']);
    const after = start(manualClock(1_020_000));
    await after.advance(0);
    expect(fired).toEqual(['begun', 'a']);
    end();
  });
});

describe('a table', () => {
  it('lists the same rows as long as nothing comes or goes', () => {
    const { world } = start(manualClock());
    const facts = world.table('fact');
    facts.put({ id: 'a', value: '1' });
    const before = facts.all();
    facts.edit('a', (row) => void (row.value = '2'));
    expect(facts.all()).toBe(before);
    facts.put({ id: 'b', value: '1' });
    expect(facts.all()).toEqual([
      { id: 'a', value: '2' },
      { id: 'b', value: '1' },
    ]);
    expect(before).toEqual([{ id: 'a', value: '2' }]);
    facts.remove('a');
    expect(facts.all()).toEqual([{ id: 'b', value: '1' }]);
  });

  it('keeps on disk what was put, even when nobody asked for it to be saved', async () => {
    const { world } = start(manualClock());
    world.table('fact').put({ id: 'a', value: '1' });
    const kept = () => start(manualClock()).world.table('fact').get('a');
    await expect.poll(kept, { timeout: 10_000 }).toEqual({ id: 'a', value: '1' });
  });

  it('cannot edit what is not there', () => {
    const { world } = start(manualClock());
    expect(() => world.table('fact').edit('a', () => undefined)).toThrow('no fact a');
  });
});

it('ids look as EC2 makes them', () => {
  const { world } = start(manualClock());
  expect(world.newId('i')).toMatch(/^i-0[0-9a-f]{16}$/);
  expect(world.random(12, 'ab')).toMatch(/^[ab]{12}$/);
});

async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 5));
}
