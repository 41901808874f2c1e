import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chosen, type Choice } from './choice.ts';
import { work, type Report } from './worker.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(self)));
const argv = process.argv.slice(2);
const minuteMs = 60_000;
const titles = { single: '', double: 'double faults: ', faults: 'fault matrix: ' } as const;

if (process.send === undefined) process.exitCode = await lead(chosen(argv));
else await follow(chosen(argv));

/** Shares the points out among processes and adds up what they find. */
async function lead(choice: Choice): Promise<number> {
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
  const ends = Array.from({ length: choice.workers }, (_, number) => worker(number, join(home, String(number)), hear));
  const broken = (await Promise.all(ends)).filter((code) => code !== 0).length;
  clearInterval(progress);
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  for (const [name, points] of of) console.log(`  ${name}: ${points}`);
  const all = sum();
  const minutes = ((performance.now() - began) / minuteMs).toFixed(1);
  if (firsts > 0) console.log(`  after a first kill at ${firsts} points, which the next run lived through too`);
  console.log(
    `${broken > 0 ? 'cut off before its end: ' : ''}${titles[choice.mode]}${all} points, ${count.failed} failures${count['not reached'] > 0 ? ` (${count['not reached']} not reached)` : ''}, ${minutes} min`,
  );
  return count.failed > 0 || broken > 0 || all === 0 ? 1 : 0;
}

function worker(number: number, home: string, hear: (report: Report) => void): Promise<number | null> {
  const child = fork(self, [...argv, '--number', String(number), '--home', home]);
  // Whoever interrupts a long run still gets its sum.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGKILL'));
  child.on('message', (report) => hear(report as Report));
  return new Promise((resolve) => child.once('exit', resolve));
}

async function follow(choice: Choice): Promise<void> {
  await work(choice, root, (report) => process.send?.(report));
  process.disconnect();
}
