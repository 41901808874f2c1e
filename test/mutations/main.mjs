// The tests tested: takes one safeguard out of a copy of the program at a time, and looks whether the tests that should
// miss it fail. Prints the table; ends with 1 when a safeguard could be lost without anybody noticing.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const crash = (...words) => ['node', 'dist/test/crash.js', ...words];
const vitest = (...words) => ['node', 'node_modules/vitest/vitest.mjs', 'run', ...words];

const mutations = [
  {
    safeguard: 'the ClientToken of RunInstances',
    file: 'src/aws/launch.ts',
    from: 'ClientToken: token,',
    to: 'ClientToken: `${token}-${process.pid}`,',
    by: crash('--only', 'launch-server-2', '--stale', '6000', '--match', 'RunInstances'),
  },
  {
    safeguard: 'the intent on disk before the call',
    file: 'src/journal.ts',
    from: "const of = write({ type: 'intent'",
    to: "const of = ((_: unknown) => 0)({ type: 'intent'",
    by: crash('--only', 'drill-database', '--match', 'RebootDBInstance'),
  },
  {
    safeguard: 'fsync of the journal',
    file: 'src/journal/disk.ts',
    from: 'end + sent);\n          fsyncSync(file);',
    to: 'end + sent);',
    by: crash('--only', 'drill-database', '--match', 'RebootDBInstance'),
  },
  {
    safeguard: 'the lock',
    file: 'src/lock.ts',
    from: 'const socket = await bindName(name, path);',
    to: 'if (name !== undefined) return { release: () => undefined };\n  const socket = await bindName(name, path);',
    by: vitest('test/faults/at-once.long.test.ts'),
  },
  {
    safeguard: 'the check of the tags before a thing counts as ours',
    file: 'src/aws/find/seeker.ts',
    from: "{ is: 'foreign', thing: namesake }",
    to: "{ is: 'ours', thing: namesake }",
    by: vitest('test/faults/drift.long.test.ts', '-t', 'lost its tags'),
  },
  {
    safeguard: 'one try for each change (the SDK sends it once)',
    file: 'src/aws/clients.ts',
    from: "maxAttempts: door === 'read' ? 3 : 1,",
    to: 'maxAttempts: 3,',
    by: crash('--faults', '--only', 'drill-database', '--match', 'RebootDBInstance'),
  },
  {
    safeguard: 'the stopped server on record before it is stopped',
    file: 'src/drill/web.ts',
    from: 'await noteStopped(ctx, targetGroupArn, victim.id);',
    to: '',
    by: crash('--only', 'drill-web', '--match', 'StopInstances'),
  },
];

const wanted = process.argv.slice(2);
const rows = [];
for (const mutation of mutations.filter(({ safeguard }) => wanted.length === 0 || wanted.some((word) => safeguard.includes(word))))
  rows.push(outcomeOf(mutation));
for (const { safeguard, noticed, by } of rows) console.log(`${noticed ? 'noticed    ' : 'NOT NOTICED'}  ${safeguard}  (${by})`);
process.exitCode = rows.every(({ noticed }) => noticed) ? 0 : 1;

function outcomeOf({ safeguard, file, from, to, by }) {
  const copy = mkdtempSync(join(tmpdir(), 'redundant-blog-mutant-'));
  try {
    for (const name of ['src', 'test', 'bin', 'package.json', 'vitest.config.ts', 'tsconfig.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const text = readFileSync(join(copy, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not hold what should be taken out: ${from}`);
    writeFileSync(join(copy, file), text.replace(from, to));
    const built = run(copy, ['npm', 'run', '--silent', 'bundle:crash']);
    if (built.status !== 0) throw new Error(`the copy without ${safeguard} could not be built:\n${built.output}`);
    const { status, output } = run(copy, by);
    if (process.env.SHOW) console.log(output);
    return { safeguard, noticed: status !== 0, by: by.slice(1).join(' ') };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function run(cwd, [command, ...words]) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
