import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/** One page of a headless Chromium. */
export interface Page {
  go(url: string): Promise<void>;
  /** The value of a JavaScript expression in the page. */
  ask(expression: string): Promise<unknown>;
  until(expression: string, ms?: number): Promise<boolean>;
  screenshot(file: string): Promise<void>;
  /** What the page's console and network had to complain about. */
  readonly complaints: readonly string[];
  /** All that its console said, and every address it asked for. */
  readonly said: readonly string[];
  readonly asked: readonly string[];
  /** One call of the DevTools protocol. */
  send(method: string, params?: object): Promise<unknown>;
  close(): Promise<void>;
}

interface Said {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts Chromium and speaks its DevTools protocol over a pipe. */
export async function openBrowser(): Promise<Page> {
  const program = programs.find(existsSync);
  if (program === undefined) throw new Error('this test needs Chromium; .ci/real-parts installs it on Debian');
  const folder = mkdtempSync(join(tmpdir(), 'rb-browser-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--remote-debugging-pipe',
    '--window-size=1280,900',
  ];
  const child = spawn(program, [...flags, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder },
  });
  const heard: Heard = { complaints: [], said: [], asked: [] };
  const send = speak(child, heard);
  const { targetInfos } = (await send('Target.getTargets')) as { targetInfos: { targetId: string; type: string }[] };
  const targetId = targetInfos.find(({ type }) => type === 'page')?.targetId;
  const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as { sessionId: string };
  for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await send(`${domain}.enable`, {}, sessionId);
  const ask = async (expression: string): Promise<unknown> => {
    const answer = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId)) as { result?: { value?: unknown } };
    return answer.result?.value;
  };
  const until = async (expression: string, ms = 60_000): Promise<boolean> => {
    for (const end = performance.now() + ms; performance.now() < end; await pause(200)) if (await ask(expression).catch(() => false)) return true;
    return false;
  };
  return {
    ask,
    until,
    ...heard,
    send: (method, params = {}) => send(method, params, sessionId),
    go: async (url) => {
      await send('Page.navigate', { url }, sessionId);
      await pause(200);
      await until("document.readyState === 'complete'");
    },
    screenshot: async (file) => {
      const { data } = (await send('Page.captureScreenshot', { format: 'png' }, sessionId)) as { data: string };
      writeFileSync(file, Buffer.from(data, 'base64'));
    },
    close: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      await removed(folder);
    },
  };
}

/** Chromium's own children write for a moment longer than it lives, and `rmSync` by itself tries no more than the empty folder again. */
async function removed(folder: string): Promise<void> {
  for (let tries = 20; existsSync(folder); tries -= 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 0) throw error;
      await pause(200);
    }
  }
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<unknown>;

interface Heard {
  readonly complaints: string[];
  readonly said: string[];
  readonly asked: string[];
}

function speak(child: ChildProcess, heard: Heard): Send {
  const [, , , to, from] = child.stdio as unknown as [unknown, unknown, unknown, Writable, Readable];
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let number = 0;
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) hear(JSON.parse(message) as Said);
  });
  const hear = ({ id, method, params, result, error }: Said) => {
    if (id === undefined) return hearEvent(heard, method, params);
    const one = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) one?.resolve(result);
    else one?.reject(new Error(error.message));
  };
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      number += 1;
      waiting.set(number, { resolve, reject });
      to.write(`${JSON.stringify({ id: number, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    });
}

function hearEvent({ complaints, said, asked }: Heard, method: string | undefined, params: Record<string, unknown> = {}): void {
  if (method === 'Runtime.consoleAPICalled' || method === 'Log.entryAdded') said.push(JSON.stringify(params).slice(0, 300));
  if (method === 'Network.requestWillBeSent') asked.push((params['request'] as { url: string }).url);
  if (method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(params['exceptionDetails']).slice(0, 300));
  const response = params['response'] as { url: string; status: number } | undefined;
  if (method === 'Network.responseReceived' && response !== undefined && response.status >= 400) complaints.push(`${response.status} ${response.url}`);
}
