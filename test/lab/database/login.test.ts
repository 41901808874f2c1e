import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { configFor, freshFolder, openDoor, rowsOf, spawnDatabase, user } from './database.ts';

test('the right password lets in, to the database that was asked for', async () => {
  const door = await openDoor();
  const connection = await door.connect();
  const [rows] = await connection.query('SELECT USER() AS u, CURRENT_USER() AS c, DATABASE() AS d, CONNECTION_ID() > 0 AS n');
  expect(rows).toEqual([{ u: 'wordpress@localhost', c: 'wordpress@%', d: 'wordpress', n: 1 }]);
});

test.each([
  ['a wrong password', { password: 'wrong' }, "Access denied for user 'wordpress'@'localhost' (using password: YES)"],
  ['no password', { password: '' }, "Access denied for user 'wordpress'@'localhost' (using password: NO)"],
  ['a user that is not there', { user: 'root' }, "Access denied for user 'root'@'localhost' (using password: YES)"],
])('%s is refused with 1045', async (_, options, message) => {
  const door = await openDoor();
  await expect(door.connect(options)).rejects.toMatchObject({ errno: 1045, sqlState: '28000', message });
});

test('a database that is not there is refused with 1049', async () => {
  const door = await openDoor();
  await expect(door.connect({ database: 'wordpres' })).rejects.toMatchObject({ errno: 1049, sqlState: '42000', message: "Unknown database 'wordpres'" });
});

test('a client that asks for TLS is told that there is none', async () => {
  const door = await openDoor();
  await expect(door.connect({ ssl: {} })).rejects.toMatchObject({ code: 'HANDSHAKE_NO_SSL_SUPPORT' });
});

test("a client whose own method is caching_sha2_password (MySQL 8's) is switched to it, with the right password only", async () => {
  const door = await openDoor();
  const right = await speakSha2(door.port, user.password);
  expect(right[0]?.toString('latin1')).toMatch(/^\xfecaching_sha2_password\0/);
  // "Fast authentication succeeded", then OK.
  expect([right[1]?.toString('hex'), right[2]?.[0]]).toEqual(['0103', 0]);
  const wrong = await speakSha2(door.port, 'wrong');
  expect(wrong.at(-1)?.toString('latin1')).toContain('#28000Access denied for user');
});

const sha256 = (...parts: Uint8Array[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** Logs in as MySQL 8's client library does: no answer to the greeting, then the digest that it is asked for. */
async function speakSha2(port: number, password: string): Promise<Buffer[]> {
  const socket = connect(port, '127.0.0.1');
  const packets: Buffer[] = [];
  const send = (sequence: number, body: Buffer) => socket.write(Buffer.concat([Buffer.from([body.length, 0, 0, sequence]), body]));
  let greeted = false;
  let received = Buffer.alloc(0);
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    while (received.length >= 4 && received.length >= 4 + received.readUIntLE(0, 3)) {
      const body = received.subarray(4, 4 + received.readUIntLE(0, 3));
      received = received.subarray(4 + body.length);
      if (greeted) packets.push(body);
      if (!greeted)
        send(
          1,
          Buffer.concat([
            Buffer.from([0x00, 0x82, 0x28, 0x00]),
            Buffer.alloc(4),
            Buffer.from([255]),
            Buffer.alloc(23),
            Buffer.from(`${user.name}\0\0caching_sha2_password\0`),
          ]),
        );
      else if (body[0] === 0xfe) {
        const challenge = body.subarray(1 + 'caching_sha2_password\0'.length, -1);
        const once = sha256(Buffer.from(password));
        const mask = sha256(sha256(once), challenge);
        send(3, Buffer.from(once.map((byte, i) => byte ^ (mask[i] ?? 0))));
      } else if (body[0] !== 1) socket.end();
      greeted = true;
    }
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return packets;
}

test('users may change while the server runs', async () => {
  const serving = await spawnDatabase(configFor(await freshFolder()));
  serving.tell({ users: [{ name: 'wordpress', password: 'changed' }] });
  await expect
    .poll(() =>
      serving.connect({ password: 'changed' }).then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in');
  await expect(serving.connect()).rejects.toMatchObject({ errno: 1045 });
});

test('nonsense on the socket harms nobody else', async () => {
  const door = await openDoor();
  for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(300, 0xff), Buffer.from([1, 0, 0, 1, 0])]) {
    const socket = connect(door.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    // The reset that answers nonsense may overtake the greeting.
    await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
    socket.destroy();
  }
  expect(await rowsOf(await door.connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});
