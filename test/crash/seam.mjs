// Preloaded into the wizard (`node --import`) by the crash tests; nothing of it is in the program. It numbers the writes
// to the journal, tells which bytes were made safe (fsync), and ends the process at the one that CRASH_AT names. `full`: from that write on
// the disk takes no more than half a line. `answer`: that write is the intent of a change by SSH or SQL, and the end comes with the first bytes that arrive once it had its effect.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';

const { CRASH_AT = '', CRASH_TRACE = '', CRASH_SAFE = '', CRASH_HEARD = '', CRASH_DISKS = '' } = process.env;
const [wanted = '', moment = ''] = CRASH_AT.split(':');
const { openSync, writeSync, fsyncSync, appendFileSync, writeFileSync, fstatSync } = fs;
const journals = new Map();
let count = 0;

const die = () => process.kill(process.pid, 'SIGKILL');
const safe = (file, length) => CRASH_SAFE !== '' && writeFileSync(CRASH_SAFE, JSON.stringify({ path: file.path, length }));

fs.openSync = (path, ...rest) => {
  const handle = openSync(path, ...rest);
  if (
    /\/journal\.jsonl(\.\d+\.new)?$/.test(String(path)) &&
    rest[0] !== fs.constants.O_RDONLY &&
    rest[0] !== (fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  ) {
    journals.set(handle, { path: String(path) });
  } else journals.delete(handle);
  return handle;
};

fs.writeSync = (handle, data, ...rest) => {
  const file = journals.get(handle);
  if (file === undefined) return writeSync(handle, data, ...rest);
  count += 1;
  file.line = count;
  if (moment === 'full' && count >= Number(wanted)) {
    writeSync(handle, Buffer.from(data).subarray(0, data.length >> 1), 0, data.length >> 1, typeof data === 'string' ? 0 : rest[2]);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
  }
  if (CRASH_TRACE !== '') appendFileSync(CRASH_TRACE, `${nameOf(data)}\n`);
  if (String(count) === wanted && moment === 'lost') die();
  if (String(count) === wanted && moment === 'torn') {
    const bytes = Buffer.from(data);
    writeSync(handle, bytes, 0, bytes.length >> 1, typeof data === 'string' ? 0 : rest[2]);
    fsyncSync(handle);
    safe(file, fstatSync(handle).size);
    die();
  }
  return writeSync(handle, data, ...rest);
};

fs.fsyncSync = (handle) => {
  fsyncSync(handle);
  const file = journals.get(handle);
  if (file === undefined) return;
  if (!file.path.endsWith('.new')) safe(file, fstatSync(handle).size);
  if (String(file.line) === wanted && moment === 'after') die();
  if (String(file.line) === wanted && moment === 'signal') process.emit('SIGINT', 'SIGINT');
  if (String(file.line) === wanted && moment === 'answer') before = disks();
};

// A busy machine may deliver a signal late: what counts is when the program hears it.
const listening = new Set();
process.on('newListener', (name) => {
  if (!/^SIG(INT|TERM|HUP)$/.test(String(name)) || listening.has(name)) return;
  listening.add(name);
  process.on(name, () => appendFileSync(CRASH_HEARD, `${Date.now()}\n`));
});

let before;
if (moment === 'answer') {
  const { emit } = net.Socket.prototype;
  net.Socket.prototype.emit = function (event, ...rest) {
    if (event === 'data' && before !== undefined && disks() !== before) die();
    return emit.call(this, event, ...rest);
  };
}

syncBuiltinESMExports();

/** What SSH and SQL can change, in short: the servers' markers, and how much was ever committed to the database. */
function disks() {
  const entries = (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => join(folder, name)) : []);
  const things = entries(CRASH_DISKS).flatMap(entries);
  const markers = things.flatMap((thing) => entries(join(thing, 'var/www/html/wp-content/mu-plugins')));
  const volumes = things.filter((thing) => thing.endsWith('/db')).flatMap((thing) => entries(thing).flatMap(entries));
  const logs = volumes.map((volume) => join(volume, 'redo.log')).filter((path) => fs.existsSync(path));
  return [...markers, ...logs].map((path) => `${path} ${fs.statSync(path).size} ${fs.statSync(path).mtimeMs}`).join('\n');
}

function nameOf(data) {
  const line = JSON.parse(data.toString());
  return [line.type, line.step, line.op ?? line.key].filter(Boolean).join(' ');
}
