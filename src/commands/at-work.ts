import { findServer1, findServers } from '../aws/find/servers.ts';
import type { Aws } from '../aws/clients.ts';
import { noticeOthers, thisProcess, type Ports } from '../runner.ts';
import type { Surroundings } from './command-line.ts';

/** Another machine's words for itself: two machines in one test. */
const machineVariable = 'REDUNDANT_BLOG_MACHINE';

/** Who this process is to others at work on the same blog. */
export const hereIn = ({ env }: Pick<Surroundings, 'env'>) => thisProcess(env[machineVariable] || undefined);

/** Notices a second operator by Web Server1: the one that carries this run's tags, or before that, the one that was chosen. */
export function atWorkOn(ports: Omit<Ports, 'atWork'>, around: Surroundings, own: (signal: AbortSignal) => Aws): Ports['atWork'] {
  const { aws, run, journal, clock, signal, say, words } = ports;
  return noticeOthers({
    here: hereIn(around),
    aws: own,
    server: async () => (await findServer1({ aws, run, names: ports.names }))?.InstanceId ?? chosenServer(journal.answers('preflight')),
    servers: () => findServers({ aws }),
    clock,
    signal,
    say,
    words,
  });
}

function chosenServer(answers: unknown): string | undefined {
  const server1 = typeof answers === 'object' && answers !== null && 'server1' in answers ? answers.server1 : undefined;
  return typeof server1 === 'string' && server1 !== '' ? server1 : undefined;
}
