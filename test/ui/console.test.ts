import { describe, expect, it, vi } from 'vitest';
import { openConsole, type ConsoleSettings } from '../../src/ui/console.ts';
import { en } from '../../src/ui/language/en.ts';
import { leapingClock } from '../support/clock.ts';
import { fakeTerminal } from '../support/terminal.ts';

function speaking({ isTTY = false, columns = 80, ...over }: Partial<ConsoleSettings> & { isTTY?: boolean; columns?: number } = {}) {
  const out = fakeTerminal({ isTTY, columns });
  const err = fakeTerminal({ isTTY, columns });
  const clock = leapingClock();
  const settings = { stdout: out.output, stderr: err.output, env: { TERM: 'xterm' }, json: false, clock, words: en, language: 'en' as const, ...over };
  return { out, err, clock, ...openConsole(settings) };
}

describe('plain output', () => {
  it('is plain lines: no colours, no cursor moves, each state once', async () => {
    const { out, say, clock } = speaking();
    say.heading('Step 1');
    const progress = say.progress('Waiting', 240_000);
    progress.update('Waiting (pending)');
    progress.update('Waiting (pending)');
    await clock.sleep(65_000);
    progress.done('There');
    say.good('proved');
    expect(out.raw()).toBe('\nStep 1\n… Waiting (usually 4 min)\n… Waiting (pending)\n✔ There (1 min 5 s)\n✔ proved\n');
  });

  it('does not break lines, which a program may read', () => {
    const { out, say } = speaking();
    say.line('word '.repeat(60).trim());
    expect(out.raw().split('\n')).toHaveLength(2);
  });

  it('closes a progress once, however often it is ended', () => {
    const { out, say } = speaking();
    const progress = say.progress('Waiting', 0);
    progress.fail('Waiting');
    progress.done('Waiting');
    expect(out.raw().match(/[✔✖]/g)).toEqual(['✖']);
  });
});

describe('in a terminal', () => {
  it('lines are broken at its width', () => {
    const { out, say } = speaking({ isTTY: true, columns: 40 });
    say.line('The quick brown fox jumps over the lazy dog and runs away');
    for (const line of out.text().split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('progress shows what goes on, how long it has and how long it usually takes', async () => {
    const { out, say, clock } = speaking({ isTTY: true });
    const progress = say.progress('Waiting for the image', 240_000);
    progress.update('Waiting for the image (pending)');
    await clock.sleep(61_000);
    await vi.waitFor(() => expect(out.text()).toContain('Waiting for the image (pending) (1 min 1 s, usually 4 min)'));
    progress.done('The image is there');
    expect(out.text()).toContain('✔ The image is there (1 min 1 s)');
  });

  it('of two that are open the inner one shows; when it ends the outer one is back', async () => {
    const { out, say } = speaking({ isTTY: true });
    const outer = say.progress('Outer', 0);
    const inner = say.progress('Inner', 0);
    await vi.waitFor(() => expect(out.text()).toContain('Inner'));
    inner.done('Inner done');
    const after = out.text().length;
    await vi.waitFor(() => expect(out.text().slice(after)).toContain('Outer'));
    outer.done('Outer done');
    expect(out.text()).toContain('✔ Outer done');
  });

  it('NO_COLOR is respected', () => {
    const { out, say } = speaking({ isTTY: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    say.heading('Plain');
    say.bad('worse');
    // eslint-disable-next-line no-control-regex -- a colour is an escape sequence
    expect(out.raw()).not.toMatch(/\u001b\[[0-9;]*m/);
  });
});

describe('--json', () => {
  it('events are JSON lines on stdout, and every word is on stderr', () => {
    const { out, err, say } = speaking({ json: true });
    say.line('words');
    say.event({ type: 'step', id: 'preflight', state: 'done' });
    say.progress('Waiting', 0).done('There');
    expect(out.raw()).toBe('{"type":"step","id":"preflight","state":"done"}\n');
    expect(err.raw()).toContain('words');
  });

  it('without it events are not shown', () => {
    const { out, say } = speaking();
    say.event({ type: 'step' });
    expect(out.raw()).toBe('');
  });
});

describe('a timeline', () => {
  const chart = { untilMs: 1_000, lanes: [{ name: 'readers', stretches: [{ fromMs: 0, untilMs: 1_000, mark: 'fails' as const }] }], events: [] };

  it('grows below the spinner in a terminal, and is gone when it ends', async () => {
    const { out, say } = speaking({ isTTY: true });
    const progress = say.progress('A drill', 0);
    const live = say.liveChart(() => chart);
    expect(live.shown).toBe(true);
    await vi.waitFor(() => expect(out.text()).toMatch(/A drill.*\n {2}readers {2}x{20,}/));
    live.end();
    const before = out.text().length;
    progress.done('Over');
    expect(out.text().slice(before)).not.toContain('readers');
  });

  it('is not shown while it grows where nobody watches, and as plain lines once it has grown', () => {
    const { out, say } = speaking();
    const live = say.liveChart(() => chart);
    expect(live.shown).toBe(false);
    live.end();
    expect(out.raw()).toBe('');
    say.chart(chart);
    expect(out.raw()).toMatch(/^ {2}readers {2}x+$/m);
  });

  it('has no colour when NO_COLOR is set', () => {
    const coloured = speaking({ isTTY: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    coloured.say.chart(chart);
    expect(coloured.out.raw()).toBe(coloured.out.text());
  });
});

describe('a table', () => {
  it('keeps its columns in line, Japanese among them, and breaks only the last', () => {
    const { out, say } = speaking({ isTTY: true, columns: 40 });
    say.table([
      ['最長の途切れ', '0.2 秒'],
      ['Requests', 'one two three four five six seven eight nine'],
    ]);
    expect(out.text()).toBe('  最長の途切れ  0.2 秒\n  Requests      one two three four five\n                six seven eight nine\n');
  });
});

describe('events', () => {
  it('are all on stdout with --json, or only the one kind that was asked for', () => {
    const all = speaking({ json: true });
    const one = speaking({ json: true, only: 'drill' });
    for (const { say } of [all, one]) for (const type of ['probe', 'drill']) say.event({ type });
    expect(all.out.raw().trim().split('\n')).toHaveLength(2);
    expect(one.out.raw()).toBe('{"type":"drill"}\n');
  });
});
