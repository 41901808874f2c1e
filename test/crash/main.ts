import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chosen, type Choice, type Chosen } from './choice.ts';
import { counts } from './counts.ts';
import { work, type Report, type Share } from './worker.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(self)));
const argv = process.argv.slice(2);
const minuteMs = 60_000;
const endings = ['SIGINT', 'SIGTERM'] as const;

if (process.send === undefined) process.exitCode = await goThrough(chosen(argv));
else await follow(JSON.parse(argv[0] ?? '') as Share);

/** One mode after the other, then the safeguards; what each found stands together at the end. */
async function goThrough({ choice, quick, mutations }: Chosen): Promise<number> {
  const { held, interrupted } = await lead(choice);
  if (!mutations || interrupted) return held ? 0 : 1;
  const { status } = spawnSync(process.execPath, [join(root, 'test/mutations/main.mjs'), ...(quick ? ['--quick'] : [])], { stdio: 'inherit' });
  return status === 0 && held ? 0 : 1;
}

/** Shares the points out among processes and adds up what they find. */
async function lead(choice: Choice): Promise<{ readonly held: boolean; readonly interrupted: boolean }> {
  const began = performance.now();
  const home = mkdtempSync(join(tmpdir(), 'redundant-blog-crash-'));
  const count = counts(choice.modes);
  const hear = (report: Report) => {
    const line = 'said' in report ? report.said : count.add(report);
    if (line !== undefined) console.log(line);
  };
  const progress = setInterval(() => console.log(`… ${count.soFar()}`), minuteMs);
  const ends = Array.from({ length: choice.workers }, (_, number) => worker({ ...choice, number, home: join(home, String(number)) }, hear));
  const interrupted = (await Promise.all(ends)).some((code) => code !== 0);
  clearInterval(progress);
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  if (interrupted) console.log('Cut off before its end; so far:');
  for (const line of count.sums()) console.log(line);
  console.log(`${((performance.now() - began) / minuteMs).toFixed(1)} min`);
  return { held: count.held() && !interrupted, interrupted };
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
