import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { tempFolder } from './support/temp.ts';

/** Runs in a process of its own, under the seam of the crash tests, which tells how many bytes were made safe (fsync). */
const script = (journal: string, clock: string, folder: string) => `
import { readFileSync, statSync } from 'node:fs';
import { createJournal } from ${JSON.stringify(journal)};
import { systemClock } from ${JSON.stringify(clock)};
const run = { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' };
const journal = createJournal({ stateDir: ${JSON.stringify(folder)}, run, endpoint: undefined, clock: systemClock(), tool: 'test' });
for (const write of [
  () => journal.note({ type: 'began', step: 'create-image' }),
  () => journal.memory('create-image').keep('token', 'x'),
  () => journal.change('create-image', new AbortController().signal)({ op: 'ec2:CreateImage', params: {} }, async () => told()),
]) {
  await write();
  told();
}
function told() {
  const safe = JSON.parse(readFileSync(process.env.CRASH_SAFE, 'utf8')).length;
  console.log(safe === statSync(journal.path).size);
}
`;

test('every line of the journal is made safe (fsync) before anything else happens: the intent before its call, too', async () => {
  const folder = tempFolder();
  const [root, outfile] = [join(import.meta.dirname, '..'), join(folder, 'writes.mjs')];
  const contents = script(join(root, 'src/journal.ts'), join(root, 'src/clock.ts'), join(folder, 'state'));
  await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  const env = { PATH: process.env['PATH'] ?? '', CRASH_SAFE: join(folder, 'safe') };
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', join(root, 'test/crash/seam.mjs'), outfile], { env, encoding: 'utf8' });
  expect(stdout, stderr).toBe('true\n'.repeat(4));
});
