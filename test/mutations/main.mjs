// The tests tested: takes one safeguard out of a copy of the program at a time, and looks whether the tests that should
// miss it fail. Prints the table; ends with 1 when a safeguard could be lost without anybody noticing.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const vitest = (file, project = 'fast') => ({
  called: file,
  // One test that fails is enough to know.
  command: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--bail', '1', '--project', project, file],
});

/** `quick`: needs no walk of the whole journey, so that CI can afford it. */
const mutations = [
  {
    safeguard: 'the ClientToken of RunInstances',
    file: 'src/aws/launch.ts',
    from: '`${ctx.run.id}-${launch.step}-${attempt}`',
    to: '`${ctx.run.id}-${launch.step}-${attempt}-${Math.random()}`',
    by: vitest('test/steps/launch-token.test.ts'),
    quick: true,
  },
  {
    safeguard: 'the intent on disk before the call',
    file: 'src/journal.ts',
    from: 'intent.evenWhenStopping === true ? ifWritable(announce) : announce();',
    to: 'intent.evenWhenStopping === true ? ifWritable(announce) : 0;',
    by: vitest('test/journal.test.ts'),
    quick: true,
  },
  {
    safeguard: 'fsync of the journal',
    file: 'src/journal/disk.ts',
    from: 'end + sent);\n          fsyncSync(file);',
    to: 'end + sent);',
    by: vitest('test/journal-safe.test.ts'),
    quick: true,
  },
  {
    safeguard: 'the lock',
    file: 'src/lock.ts',
    from: 'const socket = await bindName(name, path);',
    to: 'if (name !== undefined) return { release: () => undefined };\n  const socket = await bindName(name, path);',
    by: vitest('test/lock.test.ts'),
    quick: true,
  },
  {
    safeguard: 'the check of the tags before a thing counts as ours',
    file: 'src/aws/find/seeker.ts',
    from: "{ is: 'foreign', thing: namesake }",
    to: "{ is: 'ours', thing: namesake }",
    by: vitest('test/steps/middle.test.ts'),
    quick: true,
  },
  {
    safeguard: 'one try for each change (the SDK sends it once)',
    file: 'src/aws/clients.ts',
    from: "maxAttempts: door === 'read' ? 3 : 1,",
    to: 'maxAttempts: 3,',
    by: vitest('test/aws/clients.test.ts'),
    quick: true,
  },
  {
    safeguard: 'no new change after Ctrl-C',
    file: 'src/journal.ts',
    from: 'if (intent.evenWhenStopping !== true) signal.throwIfAborted();',
    to: '',
    by: vitest('test/journal.test.ts'),
    quick: true,
  },
  {
    safeguard: 'the stopped server on record before it is stopped',
    file: 'src/drill/web.ts',
    from: 'await noteStopped(ctx, targetGroupArn, victim.id);',
    to: '',
    by: vitest('test/drill/killed.long.test.ts', 'long'),
  },
  {
    safeguard: "the compare before the blog's address is set",
    file: 'src/blog/database.ts',
    from: 'WHERE option_name = ? AND option_value = ?`, [to[name], name, from[name]]',
    to: 'WHERE option_name = ?`, [to[name], name]',
    by: vitest('test/steps/address-race.test.ts'),
  },
];

const typed = process.argv.slice(2);
const wanted = typed.filter((word) => word !== '--quick');
const meant = ({ safeguard, quick = false }) =>
  (quick || !typed.includes('--quick')) && (wanted.length === 0 || wanted.some((word) => safeguard.includes(word)));
const rows = [];
for (const mutation of mutations.filter(meant)) {
  const row = outcomeOf(mutation);
  rows.push(row);
  console.log(`${row.noticed ? 'noticed    ' : 'NOT NOTICED'}  ${row.safeguard}  (${row.by}; ${row.seconds} s)`);
}
const unnoticed = rows.filter(({ noticed }) => !noticed).length;
console.log(`${rows.length} safeguards taken out one at a time, ${unnoticed} unnoticed`);
process.exitCode = rows.length > 0 && unnoticed === 0 ? 0 : 1;

function outcomeOf({ safeguard, file, from, to, by }) {
  const began = performance.now();
  const copy = mkdtempSync(join(tmpdir(), 'redundant-blog-mutant-'));
  try {
    for (const name of ['src', 'test', 'bin', 'package.json', 'vitest.config.ts', 'tsconfig.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const text = readFileSync(join(copy, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not hold what should be taken out: ${from}`);
    writeFileSync(join(copy, file), text.replace(from, to));
    const { status, output } = run(copy, by.command);
    if (process.env.SHOW) console.log(output);
    const seconds = Math.round((performance.now() - began) / 1_000);
    // It must be a test that fails, and not the start of it.
    return { safeguard, noticed: status !== 0 && /Tests\s+[1-9]\d* failed/.test(output), by: by.called, seconds };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function run(cwd, [command, ...words]) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } });
  return { status, output: `${stdout}${stderr}` };
}
