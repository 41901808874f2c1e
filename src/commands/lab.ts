import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { Declined, UserError, type Outcome } from '../errors.ts';
import {
  isExposed,
  labConnection,
  labDown,
  labLearner,
  labPolicy,
  labReset,
  labResetLearner,
  labStatus,
  labUp,
  type LabStatus,
  type Thing,
} from '../lab/control.ts';
import { clean } from '../ui/clean.ts';
import type { Say } from '../ui/say.ts';
import type { Words } from '../ui/language/words.ts';
import { padTo, widthOf } from '../ui/width.ts';
import { expandHome } from '../blog/access.ts';
import type { LabConnection } from '../lab/control.ts';
import { beforeChanges } from './before-changes.ts';
import type { Call, Surroundings } from './command-line.ts';
import type { Flags } from './flags.ts';
import { labEnvironment, labParts, leftOut, toldToPeople } from './connect-lab.ts';
import { labFolder } from './folders.ts';
import { speaker } from './speaker.ts';
import { quoted } from './typed.ts';

/** `lab up`: starts it, or says that it runs. */
export async function up(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, words, dir } = tools(call, around);
  const { port, listen, speed, empty } = call.flags;
  const where = { ...(port === undefined ? {} : { port }), ...(listen === undefined ? {} : { listen }) };
  const asked = { dir, ...labParts(call.flags, around.env), ...where, ...(speed === undefined ? {} : { speed }), ...(empty ? { empty } : {}) };
  const { started, status: found } = await toldToPeople(() => labUp(asked));
  say.good(started ? words.commands.lab.started(dir) : words.commands.lab.wasUp(dir));
  tellLab(found, say, words);
  if (listen !== undefined && isExposed(listen)) say.warn(words.commands.lab.exposed(found.shared ?? listen));
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
  const { learner } = call.flags;
  if (learner === undefined) tellLab(found, say, words);
  else tellLearner(found, learner, say, words);
  return 'ok';
}

/** `lab reset`: a new beginning, once the person has agreed to lose the old one. */
export async function reset(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, prompts, words, dir } = tools(call, around);
  const { lab } = words.commands;
  const { learner, empty } = call.flags;
  const { learners } = await toldToPeople(() => labStatus(dir));
  const message = learner === undefined ? lab.resetAsk(dir, learners.length) : lab.resetLearnerAsk(learner);
  const agreed = await beforeChanges({ say, ...around }, () => prompts.confirm({ message, default: true, flag: '--yes' }));
  if (!agreed) throw new Declined(lab.resetDeclined);
  if (learner !== undefined) {
    await toldToPeople(() => labResetLearner({ dir, name: learner, ...(empty ? { empty } : {}) }));
    say.good(lab.resetLearnerDone(learner));
    return 'ok';
  }
  await toldToPeople(() => labReset({ dir, ...resetParts(call.flags, around), ...(empty ? { empty } : {}) }));
  say.good(lab.resetDone);
  tellLab(await toldToPeople(() => labStatus(dir)), say, words);
  return 'ok';
}

/** `lab env`: lines for a shell to evaluate, or one JSON line. */
export async function env(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, dir } = tools(call, around);
  const values = labEnvironment(await toldToPeople(() => connectionFor(dir, call.flags)));
  if (call.flags.json) {
    say.event({ type: 'lab-env', ...values });
    return 'ok';
  }
  const lines = [...Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}`), `unset ${leftOut.join(' ')}`];
  around.stdout.write(`${lines.join('\n')}\n`);
  return 'ok';
}

/** A learner may be on another machine: what they are given leads there from outside, when the lab listens outside. */
async function connectionFor(dir: string, { learner: name, empty }: Flags): Promise<LabConnection> {
  if (name === undefined) return labConnection(dir);
  const [connection, { shared }] = [await labLearner({ dir, name, ...(empty ? { empty } : {}) }), await labStatus(dir)];
  return shared === undefined ? connection : { ...connection, endpoint: shared };
}

/** `lab policy <file|-|none>`: limits what an account's key may do, as IAM would; `none` takes the limits away. */
export async function policy(call: Call, around: Surroundings): Promise<Outcome> {
  const { say, words, dir } = tools(call, around);
  const { lab } = words.commands;
  const { word = 'none', flags } = call;
  const text = word === 'none' ? null : await policyText(word, around);
  await toldToPeople(() => labPolicy({ dir, text, ...(flags.learner === undefined ? {} : { name: flags.learner }) }));
  say.good(text === null ? lab.policyNone : lab.policyAttached);
  say.event({ type: 'lab-policy', attached: text !== null, ...(flags.learner === undefined ? {} : { learner: flags.learner }) });
  return 'ok';
}

async function policyText(word: string, { stdin }: Surroundings): Promise<string> {
  try {
    return await (word === '-' ? textOf(stdin) : readFile(expandHome(word), 'utf8'));
  } catch (error) {
    throw new UserError('policy-unreadable', [word, error instanceof Error ? error.message : String(error)], { outcome: 'wrongUse', cause: error });
  }
}

function tools({ flags }: Call, around: Surroundings) {
  return { ...speaker(flags, around), words: around.words, dir: labFolder(flags.labDir, around.env) };
}

/** Without a word about it, a lab stays made of what it was made of. */
function resetParts(flags: Flags, around: Surroundings) {
  const { kinds, cache } = labParts(flags, around.env);
  return { cache, ...(kinds.blog === 'auto' && kinds.db === 'auto' ? {} : { kinds }) };
}

function tellLab(found: LabStatus, say: Say, { commands: { lab } }: Words): void {
  const { connection, running, dir, things, speed, kinds, shared, learners, policy: limited = false } = found;
  const at = { ...(connection ? { endpoint: connection.endpoint, region: connection.region } : {}), ...(shared === undefined ? {} : { shared }) };
  say.event({ type: 'lab', running, dir, ...at, speed, ...kinds, policy: limited, things, learners });
  if (connection) say.line(`${lab.endpoint}: ${connection.endpoint} (${connection.region})`);
  if (shared !== undefined) say.line(lab.shared(shared));
  if (speed !== undefined) say.line(lab.speed(speed));
  if (kinds !== undefined) say.line(lab.parts[kinds.blog](lab.engines[kinds.db]));
  if (kinds?.blog === 'wordpress') say.line(lab.login(join(dir, 'wordpress-login.txt')));
  if (limited) say.line(lab.limited);
  say.block(thingsTable(things, lab));
  if (learners.length > 0) say.block([lab.learners, table(learners.map((one) => learnerRow(one, lab)))].join('\n'));
  // Without a server there is nothing to make redundant yet.
  if (running) say.dim(`${things.some(({ kind }) => kind === 'instance') ? lab.goOn : lab.goOnEmpty}\n${lab.pointShell}`);
}

function tellLearner({ learners }: LabStatus, name: string, say: Say, { commands: { lab } }: Words): void {
  const found = learners.find((one) => one.name === name);
  if (found === undefined) throw new UserError('no-such-learner', [name]);
  say.event({ type: 'lab-learner', ...found });
  say.line(lab.learner(found.name, found.account));
  if (found.policy) say.line(lab.limited);
  say.block(thingsTable(found.things, lab));
}

type LabWords = Words['commands']['lab'];

function learnerRow({ name, account, policy: limited, things }: LabStatus['learners'][number], lab: LabWords): string[] {
  return [name, account, lab.thingCount(things.length), limited ? lab.limited : ''];
}

function thingsTable(things: readonly Thing[], lab: LabWords): string {
  const rows = things.map(({ kind, name, id, state, address = '' }) => [lab.kinds[kind] ?? kind, name, id, state, address].map((cell) => clean(cell)));
  return rows.length === 0 ? `  ${lab.nothing}` : table(rows);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ''))));
  const line = (row: readonly string[]) => row.map((cell, column) => padTo(cell, widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join('\n');
}
