import { diskFailure, LabFailure } from './folder.ts';
import { startLab, type Lab } from './server.ts';
import { apis } from './wire/apis.ts';
import type { DaemonOptions, DaemonReport } from './control.ts';

/** The lab's own process: `lab-daemon '{"dir":…}'`. Its output is the log file; to its starter it says once how it went. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as DaemonOptions;
  process.title = 'redundant-blog-lab';
  let lab: Lab | undefined;
  let ending = false;
  const end = (status: number) => (): void => {
    if (ending) return;
    ending = true;
    log('ending');
    (lab?.close() ?? Promise.resolve()).then(
      () => process.exit(status),
      (error: unknown) => {
        log(`while ending: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process
    .on('SIGTERM', end(0))
    .on('SIGINT', end(0))
    .on('SIGHUP', () => undefined);
  process.on('unhandledRejection', (reason) => log(`unhandled: ${reason instanceof Error ? reason.stack : String(reason)}`));
  process.on('uncaughtException', (error) => {
    log(`uncaught: ${error.stack}`);
    end(1)();
  });
  try {
    lab = await startLab({ ...options, log, onStop: end(0) });
    log(`pid ${process.pid} serves ${options.dir} at ${lab.endpoint}, speed ${lab.connection.speed}`);
    tell({ ready: true });
    setTimeout(warmUp, warmUpAfterMs);
  } catch (error) {
    log(`did not start: ${error instanceof Error ? error.stack : String(error)}`);
    tell(reportOf(options.dir, error), () => process.exit(1));
  }
}

const warmUpAfterMs = 100;

/** Reads the services' schemas before somebody has to wait for them; whoever started the lab has had its answer by now. */
async function warmUp(): Promise<void> {
  for (const api of Object.values(apis)) await api.load();
}

function reportOf(dir: string, error: unknown): DaemonReport {
  const failure = error instanceof LabFailure ? error : diskFailure(dir, error);
  if (failure !== undefined) return { failed: failure.code, values: failure.values };
  return { failed: 'did-not-start', values: { dir, reason: error instanceof Error ? error.message : String(error) } };
}

function tell(report: DaemonReport, then: () => void = () => undefined): void {
  if (process.send === undefined || !process.connected) return then();
  process.send(report, undefined, undefined, () => {
    if (process.connected) process.disconnect();
    then();
  });
}

function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}

void main();
