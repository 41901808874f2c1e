import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quoted } from '../../src/commands/typed.ts';

const words = ['plain', 'two words', "it's", '$(reboot)`id`', 'a\nb\r\n', '\u001b[2J', '\u009b31m', '\u202eevil', "\u001b'\\", '日本😀'];

test.each(words)('%j is read back by a shell as it was, and moves no terminal', (word) => {
  const { stdout } = spawnSync('bash', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } });
  expect(stdout).toBe(word);
  expect(quoted(word)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
