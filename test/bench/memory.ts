import { setTimeout as pause } from 'node:timers/promises';
import { addressOfServer, cloudOf, get } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';
import { daemonOf } from './daemon.ts';
import { atMost, plain, type Figure } from './figures.ts';

const idle = 8;
// Memory comes down a while after the work that took it.
const settleMs = 3_000;
const longestRestMs = 60_000;

/** What a lab holds: just started, with its blog read, with learners who do nothing, and when its servers have gone to rest. */
export async function memoryFigures(): Promise<Figure[]> {
  const place = newPlace();
  try {
    await place.run(['lab', 'up']);
    const daemon = daemonOf(place.labDir);
    await pause(settleMs);
    const [started, awake, firstPageMs] = [daemon.memory(), ...(await awoken(place, daemon))] as const;
    for (let at = 0; at < idle; at += 1) await place.run(['lab', 'env', '--learner', `idle-${at}`]);
    await pause(settleMs);
    const joined = daemon.memory();
    const rest = await resting(daemon);
    return [
      plain('the first page after `lab up`', `${firstPageMs.toFixed(0)} ms`),
      plain('`lab up`: its process alone', `${started.rssMb.toFixed(0)} MB RSS, ${started.pssMb.toFixed(0)} MB PSS (${started.processes} of them)`),
      atMost(`\`lab up\` with its blog read: daemon, server, database (${awake.processes} processes), RSS`, awake.rssMb, 250, 'MB'),
      plain('  the same, PSS', `${awake.pssMb.toFixed(0)} MB`),
      atMost(`each of ${idle} further learners who do nothing, PSS`, (joined.pssMb - awake.pssMb) / idle, 20, 'MB'),
      plain('all of them, when nobody has asked for anything for a while', `${rest.pssMb.toFixed(0)} MB PSS (${rest.processes} processes)`),
    ];
  } finally {
    await place.clear();
  }
}

/** Reads the blog once, which is what makes its server and its database work. */
async function awoken(place: ReturnType<typeof newPlace>, daemon: ReturnType<typeof daemonOf>) {
  const address = await addressOfServer(await cloudOf(place), 'Web Server1');
  const began = performance.now();
  const page = await get(address);
  const ms = performance.now() - began;
  if (!('status' in page) || page.status !== 200) throw new Error(`the first page: ${JSON.stringify(page)}`);
  await pause(settleMs);
  return [daemon.memory(), ms] as const;
}

async function resting(daemon: ReturnType<typeof daemonOf>) {
  const end = performance.now() + longestRestMs;
  while (daemon.memory().processes > 1 && performance.now() < end) await pause(1_000);
  await pause(settleMs);
  return daemon.memory();
}
