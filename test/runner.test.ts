import { describe, expect, it } from 'vitest';
import type { Clock } from '../src/clock.ts';
import { Interrupted } from '../src/errors.ts';
import { check, plan, run, undo, undoAll } from '../src/runner.ts';
import type { ForeignThing, Step } from '../src/step.ts';
import { leapingClock } from './support/clock.ts';
import { benchFor, emptyCloud, fakeStep, type FakeCloud } from './support/fake-journey.ts';
import { scriptedPrompts } from './support/prompts.ts';
import { tempFolder } from './support/temp.ts';

const how = /How shall we go on/;
const changes = (cloud: FakeCloud) => cloud.acts.filter((act) => !act.startsWith('look'));

/** Three steps, each on the one before. */
function threeSteps(cloud: FakeCloud): readonly Step[] {
  return [
    fakeStep(cloud, 'preflight'),
    fakeStep(cloud, 'create-image', { needs: ['preflight'] }),
    fakeStep(cloud, 'launch-server-2', { needs: ['preflight', 'create-image'] }),
  ];
}

const foreign = (differences: readonly string[] = []): ForeignThing => ({ kind: 'image', name: 'Web Server', id: 'ami-7', differences });

describe('a run', () => {
  it('takes each step in order, proves it and ends well', async () => {
    const cloud = emptyCloud();
    const { ports, say } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([how, 'do'], [how, 'do'], [how, 'do']));
    expect(await run(ports)).toBe('ok');
    expect(changes(cloud)).toEqual(['change preflight', 'change create-image', 'change launch-server-2']);
    expect(say.heard).toContain('good launch-server-2 holds (seen: so)');
    expect(say.heard.join('\n')).toContain('npx redundant-blog setup --yes');
  });

  it('keeps when each step was begun and done, and what was proved, until it is taken back', async () => {
    const cloud = emptyCloud();
    const stateDir = tempFolder();
    const { ports, journal } = benchFor(stateDir, threeSteps(cloud), scriptedPrompts([how, 'do'], [how, 'do'], [how, 'do']));
    await run(ports);
    journal.close();
    const again = benchFor(stateDir, threeSteps(cloud), scriptedPrompts(), { again: true });
    const course = again.journal.course('create-image');
    expect(course).toMatchObject({ begun: 1, language: 'en', claims: [{ claim: 'create-image holds', held: 'yes', seen: 'so' }] });
    expect(Date.parse(course?.ended ?? '')).toBeGreaterThanOrEqual(Date.parse(course?.began ?? ''));
    await again.journal.note({ type: 'undone', step: 'create-image' });
    expect(again.journal.course('create-image')).toBeUndefined();
  });

  it('of a step that was found done keeps no beginning, and of one that was interrupted how often it was begun', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight');
    const { ports, journal } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([how, 'do'], [how, 'do']));
    await journal.note({ type: 'began', step: 'create-image' });
    await run(ports);
    expect(journal.course('preflight')).toEqual({ begun: 0, ended: expect.any(String), claims: [] });
    expect(journal.course('create-image')).toMatchObject({ begun: 2, ended: expect.any(String) });
  });

  it('of a finished journey changes nothing, asks nothing and says so in one line', async () => {
    const cloud = emptyCloud();
    for (const id of ['preflight', 'create-image', 'launch-server-2'] as const) cloud.done.add(id);
    const { ports, say } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts());
    expect(await run(ports)).toBe('ok');
    expect(changes(cloud)).toEqual([]);
    expect(say.heard).toEqual(['good All 3 steps are done; nothing was changed.']);
  });

  it('resumed, says what was there in one line and goes on with the first step that is not', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight').add('create-image');
    const { ports, say } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([how, 'do']));
    await run(ports);
    expect(changes(cloud)).toEqual(['change launch-server-2']);
    expect(say.heard[0]).toMatch(/^line Already there: .+, .+\.$/);
  });

  it('hands each step the outputs of what it declared to need, and nothing else', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight').add('create-image');
    const seen: unknown[] = [];
    const journey = [
      fakeStep(cloud, 'preflight'),
      fakeStep(cloud, 'create-image', { needs: ['preflight'] }),
      fakeStep(cloud, 'launch-server-2', {
        needs: ['create-image'],
        change: async (ctx) => {
          seen.push(ctx.outputs);
          cloud.done.add('launch-server-2');
        },
      }),
    ];
    const { ports } = benchFor(tempFolder(), journey, scriptedPrompts([how, 'do']));
    await run(ports, { only: 'launch-server-2' });
    expect(seen).toEqual([{ 'create-image': { made: 'create-image' } }]);
  });

  it('asks a step once: after a failure the answers come from the journal', async () => {
    const cloud = emptyCloud();
    const stateDir = tempFolder();
    const got: unknown[] = [];
    let fails = true;
    const step = fakeStep(cloud, 'create-image', {
      ask: async ({ prompts }) => ({ name: await prompts.input({ message: 'Which name?' }) }),
      change: async (_, answers) => {
        got.push(answers);
        if (fails) throw new Error('no luck');
        cloud.done.add('create-image');
      },
    });
    const first = benchFor(stateDir, [step], scriptedPrompts([how, 'do'], [/Which name/, 'Mine']));
    await expect(run(first.ports)).rejects.toThrow('no luck');
    first.journal.close();
    fails = false;
    const second = benchFor(stateDir, [step], scriptedPrompts([how, 'do']), { again: true });
    expect(await run(second.ports)).toBe('ok');
    expect(got).toEqual([{ name: 'Mine' }, { name: 'Mine' }]);
    expect(second.say.heard[0]).toContain('was interrupted during');
  });

  it('proves a step that was done but not yet proved when the last run ended', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight');
    const { ports, say, journal } = benchFor(tempFolder(), [fakeStep(cloud, 'preflight')], scriptedPrompts());
    await journal.note({ type: 'began', step: 'preflight' });
    await run(ports);
    expect(say.heard).toContain('good preflight holds (seen: so)');
    expect(journal.underWay).toEqual([]);
  });

  it('fails on a proof that does not hold, and proves again next time', async () => {
    const cloud = emptyCloud();
    const step = fakeStep(cloud, 'preflight', { claims: [{ claim: 'the blog answers', held: 'no', seen: 'HTTP 500' }] });
    const { ports, journal } = benchFor(tempFolder(), [step], scriptedPrompts([how, 'do']));
    await expect(run(ports)).rejects.toMatchObject({ code: 'proof-failed', values: ['preflight', 'the blog answers', 'HTTP 500'] });
    expect(journal.underWay).toEqual(['preflight']);
  });

  it('looks for two minutes when AWS still shows what was before the change', async () => {
    const cloud = emptyCloud();
    const clock = leapingClock();
    const sleep: Clock['sleep'] = async (ms, signal) => {
      await clock.sleep(ms, signal);
      if (clock.monotonic() >= 110_000) cloud.done.add('preflight');
    };
    const step = fakeStep(cloud, 'preflight', { change: async () => undefined });
    const { ports } = benchFor(tempFolder(), [step], scriptedPrompts([how, 'do']), { clock: { ...clock, sleep } });
    expect(await run(ports)).toBe('ok');
    expect(cloud.acts.filter((act) => act.startsWith('change'))).toHaveLength(1);
  });

  it('fails when a step went through and is not there afterwards', async () => {
    const step = fakeStep(emptyCloud(), 'preflight', { change: async () => undefined });
    const { ports } = benchFor(tempFolder(), [step], scriptedPrompts([how, 'do']), { clock: leapingClock() });
    await expect(run(ports)).rejects.toMatchObject({ code: 'not-done-after' });
  });
});

describe('a person may', () => {
  it('stop before a step: soft, with the command to go on', async () => {
    const cloud = emptyCloud();
    const { ports, say } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([how, 'do'], [how, 'stop']));
    expect(await run(ports)).toBe('declined');
    expect(changes(cloud)).toEqual(['change preflight']);
    expect(say.heard.at(-1)).toContain('npx redundant-blog setup');
  });

  it('skip a step where that is sound, and only there', async () => {
    const cloud = emptyCloud();
    const journey = [fakeStep(cloud, 'preflight'), fakeStep(cloud, 'drill-web', { skippable: true })];
    const { ports } = benchFor(tempFolder(), journey, scriptedPrompts([how, 'do'], [how, 'skip']));
    expect(await run(ports)).toBe('declined');
    const strict = benchFor(tempFolder(), [fakeStep(emptyCloud(), 'preflight')], scriptedPrompts([how, 'skip']));
    await expect(run(strict.ports)).rejects.toThrow('does not offer skip');
  });

  it('do a step by hand: it is shown how, then found and proved', async () => {
    const cloud = emptyCloud();
    const step = fakeStep(cloud, 'target-group');
    const prompts = scriptedPrompts([how, 'by-hand'], [/Press Enter/, ''], [how, 'by-hand'], [/Press Enter/, '']);
    const { ports, say } = benchFor(tempFolder(), [step], {
      ...prompts,
      input: async (question) => {
        if (say.heard.some((line) => line.startsWith('warn It is not there yet'))) cloud.done.add('target-group');
        return prompts.input(question);
      },
    });
    expect(await run(ports)).toBe('ok');
    expect(changes(cloud)).toEqual([]);
    expect(say.heard).toContain('block   aws do target-group');
    expect(say.heard).toContain('good Found it. Well done.');
  });

  it('make by hand what then bears no tag of ours: it is taken over, since that was the point', async () => {
    const cloud = emptyCloud();
    const step = fakeStep(cloud, 'target-group', { adoptable: true });
    const prompts = scriptedPrompts([how, 'by-hand'], [/Press Enter/, '']);
    const { ports } = benchFor(tempFolder(), [step], {
      ...prompts,
      input: async (question) => {
        cloud.foreign.set('target-group', foreign());
        return prompts.input(question);
      },
    });
    expect(await run(ports)).toBe('ok');
    expect(changes(cloud)).toEqual(['adopt target-group']);
  });
});

describe('something of the same name that is not ours', () => {
  it('is used when the person says yes', async () => {
    const cloud = emptyCloud();
    cloud.foreign.set('create-image', foreign());
    const { ports } = benchFor(tempFolder(), [fakeStep(cloud, 'create-image', { adoptable: true })], scriptedPrompts([/become of it/, 'adopt']));
    expect(await run(ports)).toBe('ok');
    expect(changes(cloud)).toEqual(['adopt create-image']);
  });

  it('is not offered for use when it differs', async () => {
    const cloud = emptyCloud();
    cloud.foreign.set('create-image', foreign(['made from another server']));
    const { ports } = benchFor(tempFolder(), [fakeStep(cloud, 'create-image', { adoptable: true })], scriptedPrompts([/become of it/, 'adopt']));
    await expect(run(ports)).rejects.toThrow('does not offer adopt');
  });

  it('can be left alone by giving ours another name', async () => {
    const cloud = emptyCloud();
    cloud.foreign.set('create-image', foreign());
    const ask = async () => {
      cloud.foreign.delete('create-image');
      return { name: 'Another' };
    };
    const { ports, journal } = benchFor(tempFolder(), [fakeStep(cloud, 'create-image', { ask })], scriptedPrompts([/become of it/, 'other-name'], [how, 'do']));
    expect(await run(ports)).toBe('ok');
    expect(journal.answers('create-image')).toEqual({ name: 'Another' });
  });

  it('can be left, and nothing is changed', async () => {
    const cloud = emptyCloud();
    cloud.foreign.set('create-image', foreign());
    const { ports } = benchFor(tempFolder(), [fakeStep(cloud, 'create-image', { adoptable: true })], scriptedPrompts([/become of it/, 'leave']));
    expect(await run(ports)).toBe('declined');
    expect(changes(cloud)).toEqual([]);
  });
});

describe('part of the journey', () => {
  it('--only a step whose ground is missing is refused, naming what is missing', async () => {
    const { ports } = benchFor(tempFolder(), threeSteps(emptyCloud()), scriptedPrompts());
    await expect(run(ports, { only: 'launch-server-2' })).rejects.toMatchObject({ code: 'need-missing' });
  });

  it('--until ends with that step, --from begins at it', async () => {
    const cloud = emptyCloud();
    const { ports } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([how, 'do'], [how, 'do'], [how, 'do']));
    await run(ports, { until: 'create-image' });
    expect(changes(cloud)).toEqual(['change preflight', 'change create-image']);
    await run(ports, { from: 'launch-server-2' });
    expect(changes(cloud)).toHaveLength(3);
  });

  it('--from behind --until, and a step that does not exist, are refused', async () => {
    const { ports } = benchFor(tempFolder(), threeSteps(emptyCloud()), scriptedPrompts());
    await expect(run(ports, { from: 'launch-server-2', until: 'preflight' })).rejects.toMatchObject({ code: 'steps-out-of-order', outcome: 'wrongUse' });
    await expect(run(ports, { only: 'multi-az' })).rejects.toMatchObject({ code: 'unknown-step', outcome: 'wrongUse' });
  });

  it('with the API alone, a step that needs the blog is shown and left to the person', async () => {
    const cloud = emptyCloud();
    const journey = [fakeStep(cloud, 'preflight'), fakeStep(cloud, 'site-address', { through: 'blog' })];
    const { ports, say } = benchFor(tempFolder(), journey, scriptedPrompts([how, 'do']), { apiOnly: true });
    expect(await run(ports)).toBe('declined');
    expect(changes(cloud)).toEqual(['change preflight']);
    expect(say.heard).toContain('block   aws do site-address');
  });
});

describe('Ctrl-C', () => {
  it('ends it softly: noted in the journal, with the command to go on, and no further change', async () => {
    const cloud = emptyCloud();
    const stateDir = tempFolder();
    const journey: Step[] = [
      fakeStep(cloud, 'preflight', {
        change: async (ctx) => {
          bench.stop();
          await ctx.change({ op: 'fake:preflight', params: {} }, async () => void cloud.done.add('preflight'));
        },
      }),
    ];
    const bench = benchFor(stateDir, journey, scriptedPrompts([how, 'do']));
    const ended = run(bench.ports);
    await expect(ended).rejects.toBeInstanceOf(Interrupted);
    expect(cloud.done.size).toBe(0);
    expect(bench.journal.underWay).toEqual(['preflight']);
    expect(bench.say.heard.at(-2)).toMatch(/^fail /);
    expect(bench.say.heard.at(-1)).toBe('line Stopped. Everything so far is kept. To go on: npx redundant-blog setup');
  });

  it('at a question does the same', async () => {
    const { ports, say } = benchFor(tempFolder(), threeSteps(emptyCloud()), scriptedPrompts([how, new Interrupted()]));
    await expect(run(ports)).rejects.toBeInstanceOf(Interrupted);
    expect(say.heard.at(-1)).toContain('To go on: npx redundant-blog setup');
  });
});

describe('plan and check', () => {
  it('look at everything, change nothing and write nothing', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight');
    const { ports, journal } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts());
    expect(await plan(ports)).toMatchObject([
      { id: 'preflight', state: 'done' },
      { id: 'create-image', state: 'todo', facts: { usdPerMonth: 1.5 } },
      { id: 'launch-server-2', state: 'waits', for: ['create-image'] },
    ]);
    expect(await check(ports, 'preflight')).toMatchObject([{ id: 'preflight', state: 'done', claims: [{ held: 'yes' }] }]);
    expect(changes(cloud)).toEqual([]);
    expect(journal.answers('preflight')).toBeUndefined();
  });
});

describe('undo', () => {
  it('takes one step back', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight').add('create-image');
    const { ports } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts());
    await undo(ports, 'create-image');
    expect(changes(cloud)).toEqual(['undo create-image']);
  });

  it('is refused while later steps build on it, unless they may go first, the last one first', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight').add('create-image').add('launch-server-2');
    const no = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([/Undo them first/, false]));
    await expect(undo(no.ports, 'preflight')).rejects.toMatchObject({
      code: 'others-need-it',
      outcome: 'declined',
      values: ['preflight', 'create-image, launch-server-2'],
    });
    expect(changes(cloud)).toEqual([]);
    const yes = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts([/Undo them first/, true]));
    await undo(yes.ports, 'preflight');
    expect(changes(cloud)).toEqual(['undo launch-server-2', 'undo create-image', 'undo preflight']);
  });

  it('of everything goes backwards, reaches half-made things too, and ends the run', async () => {
    const cloud = emptyCloud();
    cloud.done.add('preflight').add('create-image');
    const { ports, journal } = benchFor(tempFolder(), threeSteps(cloud), scriptedPrompts());
    await undoAll(ports);
    expect(changes(cloud)).toEqual(['undo launch-server-2', 'undo create-image', 'undo preflight']);
    expect(journal.closed).toBe(true);
  });
});
