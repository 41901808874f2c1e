import ssh2, { type ClientChannel } from 'ssh2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAdmitted } from '../../../src/lab/blog/ssh/admitted.ts';
import { login, published, server } from '../machines/reach.ts';
import { labForTest, type LabForTest } from '../support/lab.ts';
import { testKey } from '../../support/keys.ts';

let lab: LabForTest;
let ssh: number;
let instanceId: string;
const clients: ssh2.Client[] = [];

beforeAll(async () => {
  lab = await labForTest({ reality: 'real' });
  await lab.lab.settled();
  const instance = await server(lab);
  ssh = published(instance, 22);
  instanceId = instance.InstanceId ?? '';
});
afterEach(() => clients.splice(0).forEach((client) => client.end()));
afterAll(() => lab.close());

interface Terminal {
  /** Types, then waits until `sign` is on the screen after it. */
  type(keys: string, sign: string | RegExp): Promise<string>;
  readonly code: Promise<number | undefined>;
}

async function terminal(): Promise<Terminal> {
  const { client } = await login(lab, ssh);
  clients.push(client);
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.shell({ term: 'xterm', cols: 100, rows: 30 }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  let screen = '';
  channel.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  const code = new Promise<number | undefined>((resolve) => {
    let last: number | undefined;
    channel.on('exit', (value: number) => (last = value)).on('close', () => resolve(last));
  });
  const type = async (keys: string, sign: string | RegExp) => {
    const from = screen.length;
    channel.write(keys);
    await expect.poll(() => plain(screen.slice(from)), { timeout: 5_000 }).toMatch(sign);
    return plain(screen.slice(from));
  };
  await expect.poll(() => plain(screen)).toContain(' ~]$ ');
  return { type, code };
}

// oxlint-disable-next-line no-control-regex -- a terminal's own signs are left out
const plain = (screen: string) => screen.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').replaceAll('\r', '');

describe('a shell on a terminal', () => {
  it("takes the tutorial's way: root, the blog's folder, its files, the database", async () => {
    const { type, code } = await terminal();
    await type('sudo su -\r', /\[root@ip-[\d-]+ ~\]# /);
    await type('cd /var/www/html/\r', ' html]# ');
    expect(await type('ll\r', /wp-settings.php[^]*# $/)).toContain('index.php');
    const host = lab.lab.home.table('dbInstance').all()[0]?.Endpoint?.Address ?? '';
    await type(`mysql -h ${host} -u wordpress -p\r`, 'Enter password: ');
    const { masterUserPassword } = lab.lab.home.table('dbInstance').all()[0] ?? {};
    expect(await type(`${masterUserPassword}\r`, 'mysql> ')).not.toContain(masterUserPassword);
    await type('USE wordpress\r', 'Database changed');
    const rows = await type("SELECT * FROM wp_options WHERE option_name IN ('siteurl', 'home');\r", '2 rows in set');
    expect(rows).toContain(`http://127.0.0.1:`);
    expect(await type("UPDATE wp_options SET option_value = 'http://LB' WHERE option_name = 'nothing';\r", 'Rows matched')).toContain(
      'Query OK, 0 rows affected',
    );
    await type('exit\r', ' html]# ');
    await type('exit\r', ' ~]$ ');
    await type('exit\r', 'logout');
    expect(await code).toBe(0);
  });

  it('takes the folder and the variables from one line to the next', async () => {
    const { type } = await terminal();
    await type('WHERE=/var/www; cd $WHERE/html\r', ' html]$ ');
    expect(await type('echo in $PWD of $WHERE\r', /\nin .*\n/)).toContain('\nin /var/www/html of /var/www\n');
  });

  it('waits for the rest of what is not whole', async () => {
    const { type } = await terminal();
    await type('for n in 1 2\r', /> $/);
    expect(await type('do echo n=$n; done\r', /n=2\n/)).toContain('n=1\nn=2\n');
  });

  it('loses nothing that is typed ahead', async () => {
    const { type } = await terminal();
    expect(await type('echo one\recho two\rcd /etc\rpwd\r', /\n\/etc\n/)).toMatch(/\none\n[^]*\ntwo\n/);
  });

  it('gives a line up, and a command, with Ctrl-C', async () => {
    const { type } = await terminal();
    await type('echo not this\x03', /\^C\n.*\$ $/);
    await type('echo begun; sleep 60\r', /\nbegun\n/);
    await type('\x03', /\$ $/);
  });

  it('finishes the names of files', async () => {
    const { type } = await terminal();
    await type('cat /etc/os-re', 'os-re');
    await type('\t', 'lease');
    await type('\r', 'PRETTY_NAME');
  });

  it('lets nobody become root without sudo, or somebody who is not there', async () => {
    const { type } = await terminal();
    await type('su -\r', 'su: Authentication failure');
    await type('sudo su - nobody-here\r', 'nobody-here does not exist');
  });
});

describe('EC2 Instance Connect', () => {
  it('lets a key in that the disk does not know', async () => {
    const key = testKey();
    await expect(login(lab, ssh, { privateKey: key.private })).rejects.toThrow(/authentication/);
    await lab.eic.send(new SendSSHPublicKeyCommand({ InstanceId: instanceId, InstanceOSUser: 'ec2-user', SSHPublicKey: key.public }));
    clients.push((await login(lab, ssh, { privateKey: key.private })).client);
  });

  it('does so for its time only, and for one user', () => {
    let now = 0;
    const admitted = createAdmitted(() => now);
    admitted.admit('ec2-user', 'ssh-ed25519 A', 1_000);
    now = 999;
    expect([admitted.keys('ec2-user'), admitted.keys('root')]).toEqual([['ssh-ed25519 A'], []]);
    now = 1_000;
    expect(admitted.keys('ec2-user')).toEqual([]);
  });
});
