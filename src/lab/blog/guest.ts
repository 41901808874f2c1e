import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorLog, openAccessLog } from './accesslog.ts';
import { createDatabase } from './database.ts';
import { isNew, pidOf } from './firstboot.ts';
import { createHttpd } from './httpd.ts';
import { createAdmitted, type Admitted } from './ssh/admitted.ts';
import type { Ground } from './ssh/ground.ts';
import { documentRoot } from './site.ts';
import type { BlogProgram } from '../machines/programs.ts';
import { staysUp } from '../machines/words.ts';
import { openVpc, type Vpc } from './vpc.ts';
import { answer, type Blog } from './wordpress.ts';

/** What the daemon says on the first line of stdin. */
export interface GuestConfig {
  readonly disk: string;
  readonly instanceId: string;
  readonly hostname: string;
  readonly privateIp: string;
  readonly fabric: { readonly port: number; readonly token: string };
  /** What makes its pages; the sample blog when not said. */
  readonly blog?: BlogProgram;
}

/** What it may say on any later line. */
export interface GuestOrder {
  readonly admitKey?: { readonly osUser: string; readonly publicKey: string; readonly ms: number };
  /** Nobody is connected: end, unless there is still something to do. */
  readonly rest?: boolean;
}

type Endings = Set<() => void>;

// The program has two uses: the server itself, and (called from a login on it) the commands that this machine may not have.
const [tool, ...args] = process.argv.slice(2);
if (tool === undefined) beServer();
else void import('./ssh/tools.ts').then(({ runTool }) => runTool(tool, args));

function beServer(): void {
  const endings: Endings = new Set();
  const admitted = createAdmitted();
  const end = () => {
    for (const ending of endings) ending();
    process.exit(0);
  };
  const lines = createInterface({ input: process.stdin });
  lines.once('line', (line) => {
    const config = JSON.parse(line) as GuestConfig;
    lines.on('line', (order) => obey(JSON.parse(order) as GuestOrder));
    const obey = ({ admitKey, rest }: GuestOrder) => {
      if (admitKey) admitted.admit(admitKey.osUser, admitKey.publicKey, admitKey.ms);
      if (rest && isNew(config.disk)) process.stdout.write(`${JSON.stringify({ [staysUp]: 1 })}\n`);
      else if (rest) end();
    };
    void serve(config, admitted, endings);
  });
  // The daemon's end of the pipe closes however the daemon ends; nothing of the lab may outlive it.
  lines.once('close', end);
  process.once('SIGTERM', end);
}

async function serve(config: GuestConfig, admitted: Admitted, endings: Endings): Promise<void> {
  const vpc = openVpc(config.fabric);
  const http = await listening(await webServer(config, vpc, endings));
  const ground = once(async () => {
    const { layGround } = await import('./ssh/ground.ts');
    const wordPress = config.blog?.kind === 'wordpress' ? config.blog.source : undefined;
    const laid = layGround({ disk: config.disk, fabric: config.fabric, program: process.argv[1] ?? '', wordPress });
    endings.add(laid.remove);
    return laid;
  });
  // Most servers are never logged in to, so SSH is loaded with the first connection.
  const logins = once(async () => (await import('./ssh/server.ts')).sshServer({ ...config, vpc, admitted, endings, ground: await ground() }));
  const ssh = await listening(
    createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      void logins().then((server) => server.injectSocket(socket));
    }),
  );
  process.stdout.write(`${JSON.stringify({ http, ssh })}\n`);
  if (isNew(config.disk)) void beginLife(config.disk, await ground(), endings);
}

async function beginLife(disk: string, ground: Ground, endings: Endings): Promise<void> {
  const { runUserData } = await import('./user-data.ts');
  await runUserData({ disk, ground, endings });
}

async function webServer({ disk, blog: program }: GuestConfig, vpc: Vpc, endings: Endings): Promise<Server> {
  const phpPid = join(disk, pidOf('php-fpm'));
  const phpRuns = () => existsSync(phpPid);
  const log = openAccessLog(disk);
  const complain = errorLog(disk);
  if (program?.kind === 'wordpress') {
    const { openWordPress } = await import('../wordpress/index.ts');
    return openWordPress({ disk, php: program.php, vpc, phpRuns, log, complain, endings });
  }
  const blog: Blog = { root: join(disk, documentRoot), database: createDatabase(vpc), phpRuns, complain };
  return createHttpd(disk, (request) => answer(blog, request), log);
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
