import { join } from 'node:path';
import { awsCode, outcomeUnknown } from './aws/failures.ts';
import type { Clock } from './clock.ts';
import { UserError } from './errors.ts';
import { createWhole, moveAside, openAppend, ownFolder, readWhole, refuseShared } from './journal/disk.ts';
import { decodeLine, encodeLine, linkTo } from './journal/line.ts';
import type { Header, Note, Written } from './journal/record.ts';
import { keptKey, nothingRemembered, take, type Course, type Remembered } from './journal/remembered.ts';
import { withoutSecrets } from './journal/secrets.ts';
import type { Change, Run, StepId, StepMemory } from './step.ts';

/** What was answered, intended and done, as it was written down. A hint and a safety net, never the truth. */
export interface Journal {
  readonly run: Run;
  /** Undefined when nothing is on disk (plan and check of a run that has not begun here). */
  readonly path: string | undefined;
  /** The last line was cut off and has been left out. */
  readonly torn: boolean;
  /** Steps that had begun and were neither proved nor left, the latest last. */
  readonly underWay: readonly StepId[];
  /** Everything was taken down: this run is over. */
  readonly closed: boolean;
  answers(step: StepId): unknown;
  output(step: StepId): unknown;
  memory(step: StepId): StepMemory;
  /** When it was begun and done, and what was proved then; undefined when nothing of it was written down. */
  course(step: StepId): Course | undefined;
  change(step: StepId, signal: AbortSignal): Change;
  /** On disk (fsync) when it resolves. */
  note(note: Note): Promise<void>;
  close(): void;
}

export interface JournalPlace {
  readonly stateDir: string;
  readonly run: Run;
  readonly endpoint: string | undefined;
  readonly clock: Clock;
}

const fileName = 'journal.jsonl';

/** `aws`, or the endpoint's origin. On loopback the port is left out: the same practice cloud may come up on another one. */
export function placeOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'aws';
  const { protocol, hostname, origin } = new URL(endpoint);
  const loopback = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || hostname.startsWith('127.');
  return loopback ? `${protocol}//loopback` : origin;
}

/** Where a run's journal lies. */
export function journalPath({ stateDir, run }: Pick<JournalPlace, 'stateDir' | 'run'>): string {
  return join(stateDir, `${run.account}-${run.region}-${run.id}`, fileName);
}

/** Begins a journal: its first line is on disk, whole, when this returns. */
export function createJournal(place: JournalPlace & { readonly tool: string }): Journal {
  const path = journalPath(place);
  ownFolder(place.stateDir);
  ownFolder(join(path, '..'));
  const header: Header = { type: 'header', tool: place.tool, run: place.run, place: placeOf(place.endpoint) };
  createWhole(path, `${encodeLine(header, 0, stamp(place.clock), '')}\n`);
  return openJournal(place);
}

/** Opens a run's journal to go on with it; damage, a newer format, another account or a folder open to others is refused. */
export function openJournal(place: JournalPlace): Journal {
  const path = journalPath(place);
  const read = readJournal(place);
  const file = openAppend(path, read.length);
  return journalOver(place, { ...read, path, append: file.append, close: file.close });
}

/** The same to look at only: nothing is written, and a note is a mistake. */
export function viewJournal(place: JournalPlace): Journal {
  return journalOver(place, { ...readJournal(place), path: journalPath(place), append: refuseToWrite, close: () => undefined });
}

/** For looking around where no run has begun: remembers nothing and refuses to note. */
export function noJournal(run: Run, clock: Clock): Journal {
  const empty = { memory: nothingRemembered(), seq: 0, last: '', torn: false };
  return journalOver({ run, clock }, { ...empty, path: undefined, append: refuseToWrite, close: () => undefined });
}

interface ReadJournal {
  readonly memory: Remembered;
  /** Bytes that are good. */
  readonly length: number;
  readonly seq: number;
  readonly last: string;
  readonly torn: boolean;
}

interface Backing extends Omit<ReadJournal, 'length'> {
  readonly path: string | undefined;
  append(text: string): void;
  close(): void;
}

function readJournal(place: JournalPlace): ReadJournal {
  const path = journalPath(place);
  refuseShared(place.stateDir);
  refuseShared(join(path, '..'));
  refuseShared(path);
  const bytes = readWhole(path);
  if (bytes === undefined) throw new UserError('journal-unreadable', [path, 'ENOENT']);
  // Cut at the last newline as bytes: a torn line may end inside a character.
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = length === 0 ? [] : bytes.toString('utf8', 0, length - 1).split('\n');
  const memory = nothingRemembered();
  let last = '';
  lines.forEach((line, seq) => {
    const written = decodeLine(line, seq, last);
    if (written === 'newer') throw new UserError('journal-newer', [path, versionIn(line)]);
    if (written === 'damaged' || (seq === 0) !== (written.content.type === 'header')) throw damaged(path, seq);
    if (isHeader(written)) refuseForeign(path, written.content, place);
    else if (isNote(written)) take(memory, written);
    last = linkTo(line);
  });
  if (lines.length === 0) throw damaged(path, 0);
  return { memory, length, seq: lines.length, last, torn: length < bytes.length };
}

function journalOver({ run, clock }: Pick<JournalPlace, 'run' | 'clock'>, backing: Backing): Journal {
  const { memory } = backing;
  let { seq, last } = backing;

  const write = (content: Note): number => {
    const written = { seq, ts: stamp(clock), content };
    const line = encodeLine(content, written.seq, written.ts, last);
    backing.append(`${line}\n`);
    take(memory, written);
    last = linkTo(line);
    seq += 1;
    return written.seq;
  };

  return {
    run,
    path: backing.path,
    torn: backing.torn,
    get underWay() {
      return [...memory.underWay];
    },
    get closed() {
      return memory.closed;
    },
    answers: (step) => memory.answers.get(step),
    output: (step) => memory.outputs.get(step),
    course: (step) => memory.courses.get(step),
    memory: (step) => ({
      recall: (key) => memory.kept.get(keptKey(step, key)),
      keep: async (key, value) => void write({ type: 'kept', step, key, value: asJson(value) }),
      intents: (op) => [...memory.intents.values()].filter((intent) => intent.step === step && intent.op === op),
    }),
    change: (step, signal) => async (intent, act) => {
      if (intent.evenWhenStopping !== true) signal.throwIfAborted();
      const announce = () => write({ type: 'intent', step, op: intent.op, params: withoutSecrets(asJson(intent.params)) });
      // What must be put right is put right even with a full disk: the next run finds it so, or does it again.
      const of = intent.evenWhenStopping === true ? ifWritable(announce) : announce();
      const result = await act().catch((error: unknown) => {
        // Without a result line an intent counts as unknown, which is just what it then is; so is what Ctrl-C cut short.
        const cutShort = signal.aborted && awsCode(error) === undefined;
        if (of !== undefined && !cutShort && !outcomeUnknown(error)) write({ type: 'result', step, of, ended: 'failed', code: awsCode(error) ?? 'error' });
        throw error;
      });
      if (of !== undefined) write({ type: 'result', step, of, ended: 'ok' });
      return result;
    },
    note: async (note) => void write(note.type === 'recorded' ? { ...note, output: asJson(note.output) } : note),
    close: backing.close,
  };
}

/** What would be read back, so that memory is the same before and after a crash. */
function asJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function stamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

function isHeader(written: Written<Header | Note>): written is Written<Header> {
  return written.content.type === 'header';
}

function isNote(written: Written<Header | Note>): written is Written<Note> {
  return written.content.type !== 'header';
}

function refuseForeign(path: string, header: Header, { run, endpoint }: JournalPlace): void {
  const expected = `${run.account}, ${run.region}, ${placeOf(endpoint)}, ${run.id}`;
  const found = `${header.run.account}, ${header.run.region}, ${header.place}, ${header.run.id}`;
  if (found !== expected) throw new UserError('journal-foreign', [path, expected, found]);
}

function damaged(path: string, seq: number): UserError {
  return new UserError('journal-damaged', [path, seq + 1, moveAside(path)]);
}

function versionIn(line: string): number {
  return Number(/"v":(\d+)/.exec(line)?.[1] ?? 0);
}

/** Undefined: it could not be written. */
function ifWritable(write: () => number): number | undefined {
  try {
    return write();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function refuseToWrite(): never {
  throw new Error('this journal is open for reading only');
}
