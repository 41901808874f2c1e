import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { newKeyPair } from '../../src/blog/new-key.ts';

const { generateKeyPairSync, parseKey } = ssh2.utils;
const make = (comment: string) => generateKeyPairSync('ed25519', { comment });

/** One of the pairs that ssh2 makes and cannot read itself. */
function broken() {
  for (let tries = 0; tries < 20_000; tries += 1) {
    const pair = make('broken');
    if (parseKey(pair.private) instanceof Error) return pair;
  }
  throw new Error('ssh2 makes no broken keys any more: src/blog/new-key.ts can go');
}

test('a pair that nobody could log in with is thrown away', async () => {
  const pairs = [broken(), make('second')];
  const { private: secret, public: line } = await newKeyPair('me', () => pairs.shift() ?? make('third'));
  expect(parseKey(secret)).toMatchObject({ type: 'ssh-ed25519', comment: 'second' });
  expect(line).toMatch(/^ssh-ed25519 \S+ second/);
});

test('carries its comment', async () => {
  expect((await newKeyPair('ann@laptop')).public).toMatch(/ ann@laptop\s*$/);
});
