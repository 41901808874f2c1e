import { setTimeout as pause } from 'node:timers/promises';
import { addressOfBalancer, cloudOf } from '../support/cloud.ts';
import { newPlace, type Place } from '../support/program.ts';
import { balancerFigures } from './balancer.ts';
import { daemonOf, type Daemon } from './daemon.ts';
import { atMost, plain, type Figure } from './figures.ts';
import { leaksBetween } from './leaks.ts';
import type { Memory } from './processes.ts';

export interface Journeys {
  readonly learners: number;
  /** Measure the balancer that the first of them made, too. */
  readonly balancer: boolean;
}

/** That many learners at once, each through the whole journey on one lab. */
export async function journeyFigures({ learners, balancer }: Journeys): Promise<Figure[]> {
  const place = newPlace();
  const names = Array.from({ length: learners }, (_, at) => `learner-${at + 1}`);
  try {
    await place.run(['lab', 'up', '--empty']);
    const daemon = daemonOf(place.labDir);
    const before = daemon.memory();
    const watch = watching(daemon);
    const began = performance.now();
    const walks = await Promise.all(names.map((name) => place.run(['setup', '--lab', '--learner', name, '--yes'])));
    const seconds = (performance.now() - began) / 1_000;
    const answers = await daemon.answers();
    const peak = await watch.end();
    const failed = walks.flatMap(({ code, said }, at) =>
      code === 0 ? [] : [`${names[at]} ended with ${code}: ${said.trim().split('\n').slice(-4).join(' / ')}`],
    );
    for (const line of failed) console.error(line);
    const leaks = await leaksBetween(place, names);
    for (const line of leaks) console.error(line);
    return [
      {
        what: `${learners} learners at once, the whole journey`,
        value: `${learners - failed.length} of ${learners} in ${seconds.toFixed(0)} s`,
        holds: failed.length === 0,
      },
      plain('  AWS calls answered meanwhile', `${answers}: ${(answers / seconds).toFixed(0)} /s`),
      atMost('  each working learner (2 servers, 1 database, 1 balancer), PSS at the most', (peak.pssMb - before.pssMb) / learners, 100, 'MB'),
      plain('  the whole lab at the most', `${peak.pssMb.toFixed(0)} MB PSS, ${peak.rssMb.toFixed(0)} MB RSS (${peak.processes} processes)`),
      { what: '  things that one learner sees of another', value: String(leaks.length), wanted: '0', holds: leaks.length === 0 },
      ...(balancer ? await balancerFigures(await addressOf(place, names[0] ?? '')) : []),
    ];
  } finally {
    await place.clear();
  }
}

async function addressOf(place: Place, name: string): Promise<string> {
  return addressOfBalancer(await cloudOf(place, name));
}

/** The largest that it was, looked at every second. */
function watching(daemon: Daemon): { end(): Promise<Memory> } {
  let most = daemon.memory();
  let on = true;
  const work = (async () => {
    while (on) {
      await pause(1_000);
      const now = daemon.memory();
      if (now.pssMb > most.pssMb) most = now;
    }
  })();
  return {
    end: async () => {
      on = false;
      await work;
      return most;
    },
  };
}
