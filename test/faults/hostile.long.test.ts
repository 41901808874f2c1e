import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { startWizard } from '../crash/wizard.ts';
import { isBearable, seeded } from './bearable.ts';

const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'hostile-'));
const minutes = 60_000;
let lab: Lab;

beforeAll(async () => {
  lab = await startLab({ dir: join(home, 'lab'), port: 0, speed: 1_000 });
  await lab.settled();
}, 2 * minutes);
afterAll(async () => {
  await lab.close();
  rmSync(home, { recursive: true, force: true });
});

const wizard = (endpoint: string, ...words: string[]) => startWizard({ root, home, connection: { ...lab.connection, endpoint } }, words).ended;

const usual =
  'setup plan status check undo finish policy doctor --yes --only --from --until --lang ja --json --region --prefix --run --answer stop=server1 --state-dir --key --endpoint-url';
const unusual = [
  '=',
  '--',
  '-',
  '--no',
  '',
  ' ',
  '../..',
  '\u001b[31m',
  '\u202e',
  '\n',
  '日本',
  '😀',
  '0',
  '-1',
  '1e309',
  'NaN',
  '__proto__',
  'constructor',
  'http://',
];
const pieces = [...usual.split(' '), ...unusual, 'x'.repeat(5_000)];

describe.sequential('hostile words', { shuffle: false, timeout: 5 * minutes }, () => {
  test('on the command line, put together at random, are refused in a sentence', async () => {
    const random = seeded(7);
    for (let round = 0; round < 40; round += 1) {
      const words = Array.from({ length: 1 + random(6) }, () => pieces[random(pieces.length)] ?? '');
      // Nobody answers there, so that nothing is made and no lab is started by chance.
      const ended = await wizard('http://127.0.0.1:9', ...words);
      isBearable(ended, JSON.stringify(words).slice(0, 300));
    }
  });

  test('in the answers of AWS, true ones spoiled at random, are told in a sentence', async () => {
    const random = seeded(11);
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => void passOn(request.headers, Buffer.concat(chunks)));
      const passOn = async (headers: typeof request.headers, body: Buffer) => {
        const { host: _, connection: __, ...kept } = headers;
        const answer = await fetch(lab.connection.endpoint, { method: 'POST', headers: kept as Record<string, string>, body });
        const text = Buffer.from(await answer.arrayBuffer());
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' }).end(spoiled(text, random));
      };
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (let round = 0; round < 12; round += 1) isBearable(await wizard(endpoint, round % 2 === 0 ? 'plan' : 'status'), `round ${round}`);
    server.closeAllConnections();
    server.close();
  });

  test('in names and tags come out inert', async () => {
    const evil = ['\u001b[2J\u001b]0;owned\u0007', '\u202eevil', 'a\nb\r\nc', '\u009b31m', 'x'.repeat(10_000), '😀👨‍👩‍👧', '$(reboot)`id`'];
    for (const name of evil) {
      const [server] = lab.home.table('instance').all();
      if (server === undefined) throw new Error('no server');
      lab.home.table('instance').edit(server.id, (row) => {
        row.Tags = [...(row.Tags ?? []).filter(({ Key }) => Key !== 'Name'), { Key: 'Name', Value: name }, { Key: name.slice(0, 100), Value: name }];
      });
      for (const words of [['plan'], ['status'], ['setup', '--yes', '--only', 'preflight']])
        isBearable(await wizard(lab.connection.endpoint, ...words), JSON.stringify(name).slice(0, 80));
    }
  });
});

/** A few bytes changed, some left out, or the end cut off; now and then it is left whole. */
function spoiled(text: Buffer, random: (below: number) => number): Buffer {
  const way = random(4);
  if (way === 0) return text;
  if (way === 1) return text.subarray(0, random(text.length + 1));
  const bytes = Buffer.from(text);
  for (let times = 0; times < 3; times += 1) bytes[random(bytes.length)] = way === 2 ? random(256) : 0x3c;
  return bytes;
}
