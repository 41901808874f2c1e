import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprint, fingerprintsIn, rememberedHost, rememberHost } from '../../src/blog/host-keys.ts';

const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIHw1', 'base64');

test('finds the fingerprints that a first boot prints, however the lines begin', () => {
  const print = `SHA256:${'a'.repeat(43)}`;
  const console = `noise SHA256:${'b'.repeat(43)}\r\nec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\nec2: 256 ${print} root@ip-10-0-0-5 (ED25519)\r\nec2: -----END SSH HOST KEY FINGERPRINTS-----\r\n`;
  expect(fingerprintsIn(console)).toEqual([print]);
});

test('makes them from the public keys that are printed beside', () => {
  const console = `-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 ${key.toString('base64')} root@ip\n-----END SSH HOST KEY KEYS-----\n`;
  expect(fingerprintsIn(console)).toEqual([fingerprint(key)]);
});

test('finds none where none are printed', () => {
  expect(fingerprintsIn('Linux version 6.1\nlogin:')).toEqual([]);
});

test('remembers the latest key of each server, by its id', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hosts-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  await rememberHost(dir, 'i-1', 'SHA256:one');
  await rememberHost(dir, 'i-11', 'SHA256:eleven');
  await rememberHost(dir, 'i-1', 'SHA256:new');
  expect(await rememberedHost(dir, 'i-1')).toBe('SHA256:new');
  expect(await rememberedHost(dir, 'i-2')).toBeUndefined();
});
