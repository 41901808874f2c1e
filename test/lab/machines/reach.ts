import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2';
import type { LabForTest } from '../support/lab.ts';

/** The instance of this name, as EC2 describes it. */
export async function server({ ec2 }: LabForTest, name = 'Web Server1'): Promise<Instance> {
  const found = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: 'tag:Name', Values: [name] },
        { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
      ],
    }),
  );
  const instance = found.Reservations?.[0]?.Instances?.[0];
  if (!instance) throw new Error(`no instance ${name}`);
  return instance;
}

/** Where this machine reaches an instance's port. */
export function published(instance: Instance, port: 22 | 80): number {
  const address = instance.Tags?.find((tag) => tag.Key === `redundant-blog:lab:${port}`)?.Value ?? '';
  return Number(address.split(':')[1]);
}

export interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One GET on a connection of its own; rejects with the system's code (ECONNREFUSED, …). */
export function get(port: number, path = '/', headers: Record<string, string> = {}): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, headers }, async (response) =>
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }),
    );
    asked.on('error', reject).end();
  });
}

/** The status, or the code of the refusal. */
export async function outcome(port: number, path = '/'): Promise<number | string> {
  return get(port, path).then(
    (page) => page.status,
    (error: { code?: string }) => error.code ?? 'unknown',
  );
}

/** Asks until the answer is the one wanted; the last answer when it never was. */
export async function eventually<Value>(look: () => Promise<Value> | Value, wanted: (value: Value) => boolean): Promise<Value> {
  let value = await look();
  for (let turn = 0; !wanted(value) && turn < 200; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    value = await look();
  }
  return value;
}

export interface Login {
  readonly client: ssh2.Client;
  /** The host key's SHA256, as base64 without padding. */
  readonly hostKey: string;
}

/** Logs in to a published SSH port with the lab's key pair; rejects when it is not let in. */
export function login(lab: LabForTest, port: number, settings: Partial<ConnectConfig> = {}): Promise<Login> {
  const client = new ssh2.Client();
  let hostKey = '';
  return new Promise((resolve, reject) => {
    client
      .on('ready', () => resolve({ client, hostKey: hostKey.replace(/=+$/, '') }))
      .on('error', reject)
      .connect({
        host: '127.0.0.1',
        port,
        username: 'ec2-user',
        privateKey: readFileSync(join(lab.dir, 'my-key.pem')),
        hostHash: 'sha256',
        hostVerifier: (hash: string) => {
          hostKey = Buffer.from(hash, 'hex').toString('base64');
          return true;
        },
        ...settings,
      });
  });
}

export interface Run {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command over SSH, with `stdin` as its whole input. */
export function run(client: ssh2.Client, command: string, stdin = ''): Promise<Run> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel: ClientChannel) => {
      if (error) return reject(error);
      let code: number | undefined;
      channel.on('exit', (value: number) => (code = value));
      const ended = new Promise<void>((done) => channel.on('close', done));
      Promise.all([text(channel), text(channel.stderr), ended]).then(([stdout, stderr]) => resolve({ code, stdout, stderr }), reject);
      channel.end(stdin);
    });
  });
}

/** Logs in, runs one command, and leaves. */
export async function once(lab: LabForTest, port: number, command: string, stdin?: string): Promise<Run> {
  const { client } = await login(lab, port);
  try {
    return await run(client, command, stdin);
  } finally {
    client.end();
  }
}
