import { writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { leash, type Leashed } from '../leash.ts';
import { routerScript } from './router.ts';

export interface PhpOptions {
  readonly program: string;
  readonly disk: string;
  readonly root: string;
  readonly scraps: string;
  /** The socket that leads to the database. */
  readonly socket: string;
  readonly complain: (line: string) => void;
}

/** PHP's own server with a few workers, on a loopback port. */
export interface Php {
  /** Undefined while it is not there. */
  port(): number | undefined;
  close(): void;
}

const workers = '4';
const readyMs = 10_000;
const beatMs = 20;
const againMs = 500;

/** Starts it and keeps it running; resolves when it takes requests. */
export async function startPhp(options: PhpOptions): Promise<Php> {
  const state: { port?: number | undefined; process?: Leashed; closed: boolean } = { closed: false };
  const router = join(options.scraps, 'router.php');
  writeFileSync(router, routerScript(options.socket));

  const run = async (): Promise<void> => {
    const port = await freePort();
    const process = await leash(options.program, [...settings(options), '-S', `127.0.0.1:${port}`, '-t', options.root, router], {
      cwd: options.root,
      env: environment(),
      // It tells of every connection; what PHP itself has to say goes to the error log.
      said: () => undefined,
    });
    state.process = process;
    void process.gone.then(async (code) => {
      state.port = undefined;
      if (state.closed) return;
      options.complain(`php ended with ${code}; starting it again`);
      await pause(againMs);
      if (!state.closed) await run();
    });
    if (await accepts(port)) state.port = port;
  };
  await run();
  return {
    port: () => state.port,
    close: () => {
      state.closed = true;
      void state.process?.end(0);
    },
  };
}

function settings({ disk }: PhpOptions): string[] {
  const values: Record<string, string> = {
    display_errors: '0',
    log_errors: '1',
    html_errors: '0',
    error_log: join(disk, 'var/log/httpd/error_log'),
    memory_limit: '256M',
    output_buffering: '4096',
    max_execution_time: '30',
    post_max_size: '16M',
    upload_max_filesize: '16M',
    upload_tmp_dir: join(disk, 'tmp'),
    sys_temp_dir: join(disk, 'tmp'),
    'session.save_path': join(disk, 'tmp'),
    'date.timezone': 'UTC',
    // No letter leaves this machine.
    sendmail_path: '/bin/true',
    'opcache.enable': '1',
    'opcache.enable_cli': '1',
    'opcache.memory_consumption': '64',
    'opcache.revalidate_freq': '0',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
}

function environment(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', LANG = 'C.UTF-8' } = process.env;
  return { PATH, LANG, PHP_CLI_SERVER_WORKERS: workers };
}

/** PHP cannot tell which port it was given, so one is found for it; should another be quicker, PHP ends and is started again. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function accepts(port: number): Promise<boolean> {
  for (const end = performance.now() + readyMs; performance.now() < end; await pause(beatMs)) if (await connects(port)) return true;
  return false;
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}
