import { resolve } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { expandHome } from '../blog/access.ts';
import { Declined, UserError, type Outcome } from '../errors.ts';
import { standsAt, writeReport } from '../report/file.ts';
import { forms, written, type Form } from '../report/forms.ts';
import { gatherReport, unproved, type Stands } from '../report/gather.ts';
import type { Report } from '../report/report.ts';
import { check, plan, toldBy, type Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';
import { aliasAsData } from './account-guard.ts';
import type { Call, Surroundings } from './command-line.ts';
import { oneOf, type Flags } from './flags.ts';
import { inSession, theJourney, type Session } from './session.ts';

/** The report that one hands in: a file, or with `--json` one line. Changes nothing in the cloud. */
export async function report(call: Call, around: Surroundings): Promise<Outcome> {
  const { flags } = call;
  const form = oneOf('--format', flags.format ?? 'html', forms);
  const path = pathOf(flags, form, around);
  return inSession(
    'read',
    call,
    around,
    async ({ ports, from, identity }) => {
      // Before the long look: a path that cannot be written to is better known at once.
      if (path !== undefined) await mayBeWritten(path, flags, ports);
      const made = await gather({ ports, from, identity });
      ports.say.event({ ...made });
      if (path === undefined) return 'ok';
      await writeReport(path, written(made, form, ports));
      ports.say.good(ports.words.report.file.written(clean(path)));
      if (form === 'html') ports.say.dim(ports.words.report.file.open);
      return 'ok';
    },
    { ...theJourney, only: 'report' },
  );
}

/** With `--json` alone the report goes to stdout and nowhere else. */
function pathOf({ out, json, format }: Flags, form: Form, { words }: Surroundings): string | undefined {
  if (out === undefined && json && format === undefined) return undefined;
  return resolve(expandHome(out ?? `${words.report.file.name}.${form}`));
}

async function mayBeWritten(path: string, { yes }: Flags, { prompts, words }: Ports): Promise<void> {
  if ((await standsAt(path)) !== 'other') return;
  const replace = await prompts.confirm({ message: words.report.file.askReplace(clean(path)), flag: '--yes', default: yes === true });
  if (!replace) throw new Declined(words.report.file.kept);
}

async function gather({ ports, from, identity }: Session): Promise<Report> {
  const standings = await plan(ports);
  const done = standings.filter(({ state }) => state === 'done').map(({ id }) => id);
  // What the journal does not know, or knows in other words, is proved once more, now.
  const proved = unproved(ports.journal, done, ports.language).length === 0 ? [] : await check(ports);
  const stands = standings.map(({ id, state }): Stands => ({
    id,
    state,
    title: toldBy(ports.words, id).title,
    claims: proved.find((one) => one.id === id)?.claims ?? [],
  }));
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const made = await gatherReport(ports, {
    tool: packageFile.version,
    arn: identity.arn,
    alias: aliasAsData(identity.alias),
    timeZone,
    language: ports.language,
    from,
    journal: ports.journal,
    stands,
  });
  if (made.now === undefined && !made.begun) throw new UserError('nothing-to-report', [ports.run.region]);
  return made;
}
