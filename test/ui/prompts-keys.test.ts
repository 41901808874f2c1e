import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Interrupted, UserError } from '../../src/errors.ts';
import { openConsole } from '../../src/ui/console.ts';
import { en } from '../../src/ui/language/en.ts';
import { choosePrompts } from '../../src/ui/prompts-choose.ts';
import type { Prompts } from '../../src/ui/prompts.ts';
import { seeded } from '../faults/bearable.ts';
import { fakeTerminal } from '../support/terminal.ts';

const escapes = [
  '\u001b',
  '\u001b[A',
  '\u001b[B',
  '\u001b[C',
  '\u001b[D',
  '\u001b[3~',
  '\u001b[200~',
  '\u001b[201~',
  '\u001bOP',
  '\u001b[',
  '\u001b]0;x\u0007',
];
const usual = ['\r', '\n', '\t', ' ', '\u007f', '\u0001', '\u0005', '\u000b', '\u0015', 'y', 'n', 'j', 'k', '1', '9', '日本', '😀', 'é'];

/** Some keys: usual ones, escape sequences, any bytes at all, and now and then a very long text. */
function keys(random: (below: number) => number): Uint8Array {
  const pieces = Array.from({ length: 1 + random(12) }, (): Buffer => {
    const kind = random(8);
    if (kind === 0) return Buffer.from(Array.from({ length: 1 + random(6) }, () => random(256)));
    if (kind === 1) return Buffer.from(escapes[random(escapes.length)] ?? '');
    if (kind === 2 && random(4) === 0) return Buffer.from('x'.repeat(400));
    return Buffer.from(usual[random(usual.length)] ?? '');
  });
  // Ctrl-Z is not among them: it puts the process to sleep, as in any terminal, and here that would be the test itself.
  return Buffer.concat(pieces).map((byte) => (byte === 0x1a ? 0x1b : byte));
}

function atTerminal() {
  const terminal = fakeTerminal();
  const modes: boolean[] = [];
  Object.assign(terminal.input, { setRawMode: (on: boolean) => (modes.push(on), Object.assign(terminal.input, { isRaw: on })) });
  const controller = new AbortController();
  const [clock, streams] = [systemClock(), { stdout: terminal.output, stderr: terminal.output }];
  const console = openConsole({ ...streams, env: { TERM: 'xterm' }, json: false, clock, words: en, language: 'en' });
  return { terminal, modes, controller, prompts: choosePrompts({ yes: false, input: terminal.input, console, words: en, signal: controller.signal }) };
}

const choices = Array.from({ length: 12 }, (_, value) => ({ value, name: `Choice ${value}` }));
const asks: Record<string, (prompts: Prompts) => Promise<unknown>> = {
  input: (prompts) => prompts.input({ message: 'Name?', default: 'LB-1', validate: (text) => /^[\w-]{1,32}$/.test(text) || 'letters and digits' }),
  confirm: (prompts) => prompts.confirm({ message: 'Sure?' }),
  select: (prompts) => prompts.select({ message: 'Which?', choices }),
  password: (prompts) => prompts.password({ message: 'Passphrase?' }),
};

const unhandled = vi.fn();
process.on('unhandledRejection', unhandled);
afterEach(() => expect(unhandled).not.toHaveBeenCalled());

test.each(Object.keys(asks))(
  'whatever is typed at a question (%s), it is answered, asked again or interrupted, and the terminal is given back',
  async (kind) => {
    const random = seeded(31 + kind.length);
    for (let round = 0; round < 25; round += 1) {
      const { terminal, modes, controller, prompts } = atTerminal();
      const typed = Array.from({ length: 1 + random(4) }, () => keys(random));
      const answer = asks[kind]?.(prompts).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      await vi.waitFor(() => expect(terminal.text()).toContain('?'), { interval: 2 });
      for (const bytes of typed) {
        terminal.input.push(bytes);
        await new Promise((resolve) => setImmediate(resolve));
      }
      controller.abort(new Interrupted());
      const ended = await answer;
      const what = `${round}: ${typed.map((bytes) => Buffer.from(bytes).toString('hex').slice(0, 200)).join(' ')}`;
      if (ended !== undefined && 'error' in ended) expect(ended.error instanceof Interrupted || ended.error instanceof UserError, what).toBe(true);
      expect(modes.length, what).toBeGreaterThan(0);
      expect(modes.at(-1), what).toBe(false);
    }
  },
);
