import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chosen, type Choice, type Chosen } from './choice.ts';
import { work, type Report, type Share } from './worker.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(self)));
const argv = process.argv.slice(2);
const minuteMs = 60_000;
const endings = ['SIGINT', 'SIGTERM'] as const;
const titles = { single: '', double: 'double faults: ', faults: 'fault matrix: ' } as const;

if (process.send === undefined) process.exitCode = await goThrough(chosen(argv));
else await follow(JSON.parse(argv[0] ?? '') as Share);

/** One mode after the other, then the safeguards; what each found stands together at the end. */
async function goThrough({ choices, quick, mutations }: Chosen): Promise<number> {
  const found: Found[] = [];
  for (const choice of choices) {
    const one = await lead(choice);
    found.push(one);
    if (one.interrupted) break;
  }
  for (const { said } of found) console.log(said);
  const bad = found.some(({ held }) => !held) ? 1 : 0;
  if (!mutations || found.length < choices.length) return bad;
  const { status } = spawnSync(process.execPath, [join(root, 'test/mutations/main.mjs'), ...(quick ? ['--quick'] : [])], { stdio: 'inherit' });
  return status === 0 ? bad : 1;
}

interface Found {
  readonly said: string;
  readonly held: boolean;
  readonly interrupted: boolean;
}

/** Shares the points out among processes and adds up what they find. */
async function lead(choice: Choice): Promise<Found> {
  const began = performance.now();
  const count = { held: 0, failed: 0, 'not reached': 0 };
  const of = new Map<string, number>();
  let firsts = 0;
  const home = mkdtempSync(join(tmpdir(), 'redundant-blog-crash-'));
  const hear = ({ name, label, verdict, said, kills }: Report) => {
    if (said !== undefined) return void console.log(said);
    if (label === undefined || verdict === undefined) return;
    if (choice.mode === 'double' && kills === 1 && verdict.held !== 'no') return void (firsts += 1);
    of.set(name, (of.get(name) ?? 0) + 1);
    if (verdict.held === 'yes') count.held += 1;
    else if (verdict.held === 'not-reached') count['not reached'] += 1;
    else count.failed += 1;
    if (verdict.held === 'not-reached') console.log(`not reached: ${name}: ${label}`);
    if (verdict.held === 'no') console.log(`FAILED ${name}: ${label}\n${verdict.why.replaceAll(/^/gm, '    ')}`);
  };
  const sum = () => count.held + count.failed + count['not reached'];
  const progress = setInterval(() => console.log(`… ${sum()} so far, ${count.failed} failures`), minuteMs);
  const ends = Array.from({ length: choice.workers }, (_, number) => worker({ ...choice, number, home: join(home, String(number)) }, hear));
  const interrupted = (await Promise.all(ends)).some((code) => code !== 0);
  clearInterval(progress);
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  for (const [name, points] of of) console.log(`  ${name}: ${points}`);
  const minutes = ((performance.now() - began) / minuteMs).toFixed(1);
  const notReached = count['not reached'] > 0 ? ` (${count['not reached']} not reached)` : '';
  const after = firsts > 0 ? `, after a first kill at ${firsts} points, which the next run lived through too` : '';
  return {
    said: `${interrupted ? 'cut off before its end: ' : ''}${titles[choice.mode]}${sum()} points, ${count.failed} failures${notReached}, ${minutes} min${after}`,
    held: count.failed === 0 && !interrupted && sum() > 0,
    interrupted,
  };
}

function worker(share: Share, hear: (report: Report) => void): Promise<number | null> {
  const child = fork(self, [JSON.stringify(share)]);
  // Whoever interrupts a long run still gets its sum.
  const kill = () => child.kill('SIGKILL');
  for (const signal of endings) process.on(signal, kill);
  child.on('message', (report) => hear(report as Report));
  return new Promise((resolve) =>
    child.once('exit', (code) => {
      for (const signal of endings) process.off(signal, kill);
      resolve(code);
    }),
  );
}

async function follow(share: Share): Promise<void> {
  await work(share, root, (report) => process.send?.(report));
  process.disconnect();
}
