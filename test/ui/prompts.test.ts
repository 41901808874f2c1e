import { describe, expect, it, vi } from 'vitest';
import { Interrupted } from '../../src/errors.ts';
import { openConsole } from '../../src/ui/console.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import type { Words } from '../../src/ui/language/words.ts';
import { choosePrompts } from '../../src/ui/prompts-choose.ts';
import { systemClock } from '../../src/clock.ts';
import { fakeTerminal } from '../support/terminal.ts';

function asking({ yes = false, isTTY = true, words = en as Words } = {}) {
  const terminal = fakeTerminal({ isTTY });
  const controller = new AbortController();
  const console = openConsole({
    stdout: terminal.output,
    stderr: terminal.output,
    env: { TERM: 'xterm' },
    json: false,
    clock: systemClock(),
    words,
    language: 'en',
  });
  const prompts = choosePrompts({ yes, input: terminal.input, console, words, signal: controller.signal });
  return { terminal, console, controller, prompts };
}

const choices = [
  { value: 'do', name: 'Do it' },
  { value: 'stop', name: 'Stop here' },
] as const;

const shown = (terminal: { text(): string }, text: string) => vi.waitFor(() => expect(terminal.text()).toContain(text));

describe('at a terminal', () => {
  it('the default of a choice is under the cursor, and arrows move it', async () => {
    const { terminal, prompts } = asking();
    const first = prompts.select({ message: 'How?', choices, default: 'do' });
    await shown(terminal, 'Do it');
    terminal.type('\r');
    expect(await first).toBe('do');
    const second = prompts.select({ message: 'And now?', choices, default: 'do' });
    await shown(terminal, 'And now?');
    terminal.type('\u001b[B\r');
    expect(await second).toBe('stop');
  });

  it('Enter alone is no to a question without default', async () => {
    const { terminal, prompts } = asking();
    const answer = prompts.confirm({ message: 'Delete it?' });
    await shown(terminal, 'Delete it?');
    terminal.type('\r');
    expect(await answer).toBe(false);
  });

  it('an answer that cannot be is asked again, saying why', async () => {
    const { terminal, prompts } = asking();
    const answer = prompts.input({ message: 'Name?', validate: (name) => name.length < 5 || 'too long' });
    await shown(terminal, 'Name?');
    terminal.type('abcdefgh\r');
    await shown(terminal, 'too long');
    terminal.type('\u007f\u007f\u007f\u007f\r');
    expect(await answer).toBe('abcd');
  });

  it('a password is not shown', async () => {
    const { terminal, prompts } = asking();
    const answer = prompts.password({ message: 'Passphrase?' });
    await shown(terminal, 'Passphrase?');
    terminal.type('canary\r');
    expect(await answer).toBe('canary');
    expect(terminal.raw()).not.toContain('canary');
  });

  it('Ctrl-C and a signal end the question as an interruption', async () => {
    const byKey = asking();
    const first = byKey.prompts.confirm({ message: 'Sure?' });
    await shown(byKey.terminal, 'Sure?');
    byKey.terminal.type('\u0003');
    await expect(first).rejects.toBeInstanceOf(Interrupted);
    const bySignal = asking();
    const second = bySignal.prompts.confirm({ message: 'Sure?' });
    await shown(bySignal.terminal, 'Sure?');
    bySignal.controller.abort(new Interrupted());
    await expect(second).rejects.toBeInstanceOf(Interrupted);
  });

  it('that goes away, the question ends as a failure and does not hang', async () => {
    const { terminal, prompts } = asking();
    const answer = prompts.confirm({ message: 'Sure?' });
    await shown(terminal, 'Sure?');
    terminal.input.push(null);
    await expect(answer).rejects.toMatchObject({ code: 'no-terminal' });
  });

  it('a spinner is never open while a question is', async () => {
    const { terminal, console, prompts } = asking();
    const progress = console.say.progress('Waiting for the image', 60_000);
    await shown(terminal, 'Waiting for the image');
    const answer = prompts.confirm({ message: 'Accept this key?' });
    await shown(terminal, 'Accept this key?');
    const before = terminal.raw().split('Waiting for the image').length;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(terminal.raw().split('Waiting for the image')).toHaveLength(before);
    terminal.type('y\r');
    expect(await answer).toBe(true);
    await vi.waitFor(() => expect(terminal.raw().split('Waiting for the image').length).toBeGreaterThan(before));
    progress.done('The image is there');
    expect(terminal.text()).toContain('✔ The image is there');
  });

  it('in Japanese no English word of the library is left', async () => {
    const { terminal, prompts } = asking({ words: ja });
    const first = prompts.select({ message: 'どうしますか?', choices: [{ value: 1, name: '実行する' }] });
    await shown(terminal, '実行する');
    terminal.type('\r');
    await first;
    const second = prompts.confirm({ message: 'よろしいですか?', default: true });
    await shown(terminal, 'よろしいですか?');
    terminal.type('x\r');
    await shown(terminal, ja.runner.yesOrNo);
    terminal.type('\u007fy\r');
    await second;
    expect(terminal.text().replaceAll(/Enter|[yn]/g, '')).not.toMatch(/[A-Za-z]{3,}/);
  });
});

describe('--yes', () => {
  it('answers with the default and shows question and answer', async () => {
    const { terminal, prompts } = asking({ yes: true, isTTY: false });
    expect(await prompts.select({ message: 'How?', choices, default: 'do' })).toBe('do');
    expect(await prompts.confirm({ message: 'Go on?', default: true })).toBe(true);
    expect(await prompts.input({ message: 'Name?', default: 'TG-1' })).toBe('TG-1');
    expect(terminal.text()).toBe('How? Do it\nGo on? yes\nName? TG-1\n');
  });

  it('cannot answer a question that has no default, and names the flag that can', async () => {
    const { prompts } = asking({ yes: true });
    await expect(prompts.select({ message: 'Which?', flag: '--run', choices })).rejects.toMatchObject({
      code: 'no-default',
      values: ['Which?', '--run'],
      outcome: 'wrongUse',
    });
    await expect(prompts.password({ message: 'Passphrase?' })).rejects.toMatchObject({ code: 'no-default' });
  });
});

describe('without a terminal and without --yes', () => {
  it('the first question is refused, naming --yes or the flag of its own', async () => {
    const { prompts } = asking({ isTTY: false });
    await expect(prompts.confirm({ message: 'Sure?', default: true })).rejects.toMatchObject({ code: 'no-terminal', values: ['--yes'], outcome: 'wrongUse' });
    await expect(prompts.select({ message: 'Which?', flag: '--run', choices })).rejects.toMatchObject({ values: ['--run'] });
  });
});
