import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { places } from './firstboot.ts';
import { homeOf, type Ground } from './ssh/ground.ts';
import { scriptStream } from './ssh/paths.ts';
import { runJob } from './ssh/run.ts';
import { programIn } from './ssh/shims.ts';

export interface FirstBoot {
  readonly disk: string;
  readonly ground: Ground;
  /** What must be ended when the server ends. */
  readonly endings: Set<() => void>;
}

/** Runs it as root, once for the instance, as cloud-init does; what it says goes to cloud-init's log. One cut short by a crash begins again. */
export async function runUserData({ disk, ground, endings }: FirstBoot): Promise<void> {
  const script = readFileSync(join(disk, places.userData), 'utf8');
  const log = createWriteStream(join(disk, places.console), { flags: 'a' });
  const shell = shellOf(script);
  if (shell === undefined) log.write('\r\ncloud-init: the user data is no shell script, so the lab leaves it alone\r\n');
  else {
    const stdin = Readable.from([script]).pipe(scriptStream(ground.root));
    const options = { cwd: homeOf(ground.root, 'root'), env: ground.environment('root') };
    const job = runJob(ground, [shell, '-s'], options, { stdin, stdout: log, stderr: log });
    const stop = () => job.signal('SIGKILL');
    endings.add(stop);
    const { code } = await job.ended;
    endings.delete(stop);
    log.write(`\r\ncloud-init: the user data's script ended with ${code}\r\n`);
  }
  log.end();
  await finished(log).catch(() => undefined);
  mkdirSync(dirname(join(disk, places.userDataDone)), { recursive: true });
  writeFileSync(join(disk, places.userDataDone), '');
}

/** The shell that its first line names; `bash` where the machine has one. */
function shellOf(script: string): string | undefined {
  const [, named] = /^#!\s*(?:\S*\/)?(?:env\s+)?(bash|dash|sh)\b/.exec(script) ?? [];
  if (named === undefined) return undefined;
  return programIn(process.env['PATH'] ?? '/usr/bin:/bin', named) ? named : 'sh';
}
