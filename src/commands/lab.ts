import { Declined, UserError, type Outcome } from '../errors.ts';
import { labConnection, labDown, labReset, labStatus, labUp, type LabStatus } from '../lab/control.ts';
import { clean } from '../ui/clean.ts';
import type { Say } from '../ui/say.ts';
import type { Words } from '../ui/language/words.ts';
import { padTo, widthOf } from '../ui/width.ts';
import type { Call, Surroundings } from './command-line.ts';
import { labEnvironment, leftOut, toldToPeople } from './connect-lab.ts';
import { labFolder } from './folders.ts';
import { speaker } from './speaker.ts';
import { quoted } from './typed.ts';

/** `lab up`: starts it, or says that it runs. */
export async function up(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, words, dir } = tools(call, around);
  const { port, speed, empty } = call.flags;
  const asked = { dir, ...(port === undefined ? {} : { port }), ...(speed === undefined ? {} : { speed }), ...(empty ? { empty } : {}) };
  const { started, status: found } = await toldToPeople(() => labUp(asked));
  say.good(started ? words.commands.lab.started(dir) : words.commands.lab.wasUp(dir));
  tellLab(found, say, words);
  return 'ok';
}

/** `lab down`: stops it; twice is fine. */
export async function down(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, words, dir } = tools(call, around);
  const ended = await toldToPeople(() => labDown(dir));
  say.good(ended === 'stopped' ? words.commands.lab.stopped : words.commands.lab.wasDown);
  say.event({ type: 'lab', running: false, dir });
  return 'ok';
}

/** `lab status`: whether it runs and what is in it; exit 1 when it does not run. */
export async function status(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, words, dir } = tools(call, around);
  const found = await toldToPeople(() => labStatus(dir));
  if (!found.running) {
    say.event({ type: 'lab', running: false, dir });
    throw new UserError('lab-not-running', [dir]);
  }
  tellLab(found, say, words);
  return 'ok';
}

/** `lab reset`: a new beginning, once the person has agreed to lose the old one. */
export async function reset(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, prompts, words, dir } = tools(call, around);
  const { lab } = words.commands;
  await toldToPeople(() => labStatus(dir));
  const agreed = await prompts.confirm({ message: lab.resetAsk(dir), default: true, flag: '--yes' });
  if (!agreed) throw new Declined(lab.resetDeclined);
  await toldToPeople(() => labReset({ dir, ...(call.flags.empty ? { empty: true } : {}) }));
  say.good(lab.resetDone);
  tellLab(await toldToPeople(() => labStatus(dir)), say, words);
  return 'ok';
}

/** `lab env`: lines for a shell to evaluate, or one JSON line. */
export async function env(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, dir } = tools(call, around);
  const connection = await toldToPeople(() => labConnection(dir));
  const values = labEnvironment(connection);
  if (call.flags.json) {
    say.event({ type: 'lab-env', ...values });
    return 'ok';
  }
  const lines = [...Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}`), `unset ${leftOut.join(' ')}`];
  around.stdout.write(`${lines.join('\n')}\n`);
  return 'ok';
}

function tools({ flags }: Call, around: Surroundings) {
  return { ...speaker(flags, around), words: around.words, dir: labFolder(flags.labDir, around.env) };
}

function tellLab(found: LabStatus, say: Say, { commands: { lab } }: Words): void {
  const { connection, running, dir, things, speed } = found;
  say.event({ type: 'lab', running, dir, ...(connection ? { endpoint: connection.endpoint, region: connection.region } : {}), speed, things });
  if (connection) say.line(`${lab.endpoint}: ${connection.endpoint} (${connection.region})`);
  if (speed !== undefined) say.line(lab.speed(speed));
  const rows = things.map(({ kind, name, id, state, address = '' }) => [lab.kinds[kind] ?? kind, name, id, state, address].map((cell) => clean(cell)));
  say.block(rows.length === 0 ? `  ${lab.nothing}` : table(rows));
  if (running) say.dim(`${lab.goOn}\n${lab.pointShell}`);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const line = (row: readonly string[]) => row.map((cell, column) => padTo(cell, widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n');
}
