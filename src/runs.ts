import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeInstancesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Aws } from './aws/clients.ts';
import { tagKeys, tagValue } from './aws/ownership.ts';
import { readPages } from './aws/pages.ts';
import type { Clock } from './clock.ts';
import { UserError } from './errors.ts';
import { createJournal, journalPath, noJournal, openJournal, viewJournal, type Journal } from './journal.ts';
import { readWhole } from './journal/disk.ts';
import { takeLock } from './lock.ts';
import type { Run } from './step.ts';
import { clean } from './ui/clean.ts';
import type { Words } from './ui/language/words.ts';
import type { Prompts } from './ui/prompts.ts';
import type { Say } from './ui/say.ts';

export interface Identity {
  readonly account: string;
  readonly arn: string;
}

export interface RunSearch {
  readonly aws: Aws;
  readonly identity: Identity;
  readonly stateDir: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  /** `--run`. */
  readonly wanted?: string | undefined;
  /** This tool's version, for the journal's first line. */
  readonly tool: string;
  readonly clock: Clock;
  readonly prompts: Prompts;
  readonly say: Say;
  readonly words: Words;
  /** `write`: setup, undo, finish. `read`: plan, status, check; makes no file and takes no lock. */
  readonly to: 'write' | 'read';
  /** Runs that are known by their tags; of the journey when it is not said. */
  readonly tagged?: ((aws: Aws) => Promise<readonly Tagged[]>) | undefined;
}

export interface FoundRun {
  readonly run: Run;
  readonly journal: Journal;
  /** Where it was known from: this machine's journal, tags in the cloud, or nowhere yet. */
  readonly from: 'journal' | 'tags' | 'new';
  close(): void;
}

/** A run known by its tag, and something that carries the tag. */
export interface Tagged {
  readonly id: string;
  readonly thing: string;
}

const idForm = /^[0-9a-f]{8}$/;

/** Who the credentials belong to. Needs no permission, so its failure is about the credentials or the way there. */
export async function whoAmI(aws: Aws, region: string, endpoint?: string): Promise<Identity> {
  const { Account: account, Arn: arn } = await aws.sts.read(new GetCallerIdentityCommand({}));
  if (account === undefined || arn === undefined) throw new UserError('endpoint-not-aws', [endpoint ?? region, 0]);
  return { account, arn };
}

/** The run to go on with: its journal on this machine, else its tags in the cloud, else a new one. */
export async function findRun(search: RunSearch): Promise<FoundRun> {
  const here = journalsHere(search);
  const wanted = search.wanted?.toLowerCase();
  if (wanted !== undefined && here.includes(wanted)) return fromJournal(search, wanted);
  if (wanted === undefined && here.length > 0) {
    const open = here.map((id) => ({ id, journal: viewJournal(placed(search, id)) })).filter(({ journal }) => !journal.closed);
    const chosen =
      open.length > 1
        ? await chooseRun(
            search,
            open.map(({ id }) => id),
          )
        : open[0]?.id;
    if (chosen !== undefined) return fromJournal(search, chosen);
    if (open.length > 1) return begin(search);
  }
  return fromTags(search, wanted, here);
}

async function fromJournal(search: RunSearch, id: string): Promise<FoundRun> {
  const run = runOf(search, id);
  if (search.to === 'read') return { run, journal: viewJournal(placed(search, id)), from: 'journal', close: () => undefined };
  search.say.dim(search.words.runner.resumed(id));
  return locked(search, run, 'journal', () => openJournal(placed(search, id)));
}

async function fromTags(search: RunSearch, wanted: string | undefined, closedHere: readonly string[]): Promise<FoundRun> {
  const tagged = (await (search.tagged ?? taggedRuns)(search.aws)).filter(({ id }) => !closedHere.includes(id));
  const known = tagged.map(({ id }) => id).join(', ');
  const found = wanted === undefined ? await chooseTagged(search, tagged) : tagged.find(({ id }) => id === wanted);
  if (wanted !== undefined && found === undefined) refuseOtherAccount(search, wanted);
  if (wanted !== undefined && found === undefined) throw new UserError('run-unknown', [wanted, known], { outcome: 'wrongUse' });
  if (found === undefined) return begin(search);
  const run = runOf(search, found.id);
  if (search.to === 'read') return { run, journal: noJournal(run, search.clock), from: 'tags', close: () => undefined };
  search.say.line(search.words.runner.resumedFromTags(found.id, clean(found.thing)));
  return locked(search, run, 'tags', () => createJournal({ ...placed(search, found.id), tool: search.tool }));
}

async function begin(search: RunSearch): Promise<FoundRun> {
  const id = randomBytes(4).toString('hex');
  const run = runOf(search, id);
  if (search.to === 'read') return { run, journal: noJournal(run, search.clock), from: 'new', close: () => undefined };
  const others = accountsHere(search).filter((account) => account !== search.identity.account);
  if (others.length > 0) search.say.warn(search.words.account.othersHere(others.join(', ')));
  search.say.dim(search.words.runner.began(id));
  return locked(search, run, 'new', () => createJournal({ ...placed(search, id), tool: search.tool }));
}

/** The first lock knows no account yet; two profiles may lead to one account, so the run has its own. */
async function locked(search: RunSearch, run: Run, from: FoundRun['from'], open: () => Journal): Promise<FoundRun> {
  const lock = await takeLock(search.stateDir, ['run', run.account, run.region, run.id]);
  try {
    const journal = open();
    const close = () => {
      journal.close();
      lock.release();
    };
    return { run, journal, from, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Ids of the runs whose journals lie in the state folder, for this account and region. */
function journalsHere({ stateDir, identity, region }: RunSearch): readonly string[] {
  const before = `${identity.account}-${region}-`;
  return foldersIn(stateDir)
    .filter((name) => name.startsWith(before) && idForm.test(name.slice(before.length)))
    .map((name) => name.slice(before.length))
    .filter((id) => readWhole(journalPath({ stateDir, run: { id, account: identity.account, region } })) !== undefined)
    .toSorted();
}

function foldersIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    if (code === 'ENOENT') return [];
    throw new UserError('journal-unreadable', [join(path), code], { cause: error });
  }
}

/** Runs that somebody began in this account and region: the first server carries its run's tag from the start. */
async function taggedRuns(aws: Aws): Promise<readonly Tagged[]> {
  const Filters = [
    { Name: 'tag-key', Values: [tagKeys.run] },
    { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
  ];
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeInstancesCommand({ Filters, NextToken }),
    (page) => page.NextToken,
  );
  const instances = pages.flatMap((page) => page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
  return runsOn(
    instances.map(({ Tags, InstanceId = '' }) => ({ id: InstanceId, tags: Tags })),
    tagKeys.run,
  );
}

/** Preparations that somebody began in this account and region: the network is made first and goes last. */
export async function taggedBases(aws: Aws): Promise<readonly Tagged[]> {
  const Filters = [{ Name: 'tag-key', Values: [tagKeys.base] }];
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeVpcsCommand({ Filters, ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return runsOn(
    pages.flatMap((page) => page.Vpcs ?? []).map(({ Tags, VpcId = '' }) => ({ id: VpcId, tags: Tags })),
    tagKeys.base,
  );
}

function runsOn(things: readonly { readonly id: string; readonly tags: Parameters<typeof tagValue>[0] }[], key: string): readonly Tagged[] {
  const runs = new Map<string, Tagged>();
  for (const { id: thing, tags } of things) {
    const id = tagValue(tags, key);
    if (id !== undefined && idForm.test(id) && !runs.has(id)) runs.set(id, { id, thing: tagValue(tags, tagKeys.name) ?? thing });
  }
  return [...runs.values()];
}

async function chooseTagged(search: RunSearch, tagged: readonly Tagged[]): Promise<Tagged | undefined> {
  const [only] = tagged;
  if (tagged.length > 1) {
    const chosen = await chooseRun(
      search,
      tagged.map(({ id }) => id),
    );
    return tagged.find(({ id }) => id === chosen);
  }
  if (only === undefined || search.to === 'read') return only;
  const { prompts, words } = search;
  const goOn = await prompts.confirm({ message: words.runner.takeUpFound(only.id, clean(only.thing)), flag: '--run', default: true });
  return goOn ? only : undefined;
}

/** Undefined: none of them, a new one. */
async function chooseRun({ prompts, words, to }: RunSearch, ids: readonly string[]): Promise<string | undefined> {
  if (to === 'read') throw new UserError('several-runs', [ids.join(', ')], { outcome: 'wrongUse' });
  const choices = [...ids.map((id) => ({ value: id, name: id })), { value: '', name: words.runner.newRun }];
  const chosen = await prompts.select({ message: words.runner.whichRun, flag: '--run', choices });
  return chosen === '' ? undefined : chosen;
}

function runOf({ identity, region }: RunSearch, id: string): Run {
  return { id, account: identity.account, region };
}

function placed(search: RunSearch, id: string) {
  return { stateDir: search.stateDir, run: runOf(search, id), endpoint: search.endpoint, clock: search.clock };
}

/** A run that is known here, but from another account: going on would build a second one. */
function refuseOtherAccount({ identity, stateDir }: RunSearch, wanted: string): void {
  const owners = foldersHere(stateDir).filter(({ run }) => run === wanted);
  const [other] = owners.filter(({ account }) => account !== identity.account);
  if (other !== undefined) throw new UserError('account-differs', [identity.account, wanted, other.account], { outcome: 'credentials' });
}

const accountsHere = ({ stateDir, region }: RunSearch) => [
  ...new Set(foldersHere(stateDir).flatMap((folder) => (folder.region === region ? [folder.account] : []))),
];

/** The journals' folders, read by their names: `<account>-<region>-<run>`. */
function foldersHere(stateDir: string): readonly { readonly account: string; readonly region: string; readonly run: string }[] {
  return foldersIn(stateDir).flatMap((name) => {
    const [, account = '', region = '', run = ''] = /^(\d{12})-([a-z0-9-]+)-([0-9a-f]{8})$/.exec(name) ?? [];
    return account === '' ? [] : [{ account, region, run }];
  });
}
