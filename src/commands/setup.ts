import { anyAccount, settingsFrom } from './settings.ts';
import { Declined, UserError, type Outcome } from '../errors.ts';
import { run } from '../runner.ts';
import { beforeChanges } from './before-changes.ts';
import type { Call, Surroundings } from './command-line.ts';
import { showBlog } from './picture.ts';
import { inSession } from './session.ts';
import { speaker } from './speaker.ts';
import { selectionIn } from './step-ids.ts';
import { typedAgain } from './typed.ts';

/** Walks the journey from wherever it stands. Without an AWS account in sight it offers the lab. */
export async function setup(call: Call, around: Surroundings): Promise<Outcome> {
  const selection = selectionIn(call.flags);
  if (await inLab(call, around)) return walk({ ...call, flags: { ...call.flags, lab: true } }, around, selection);
  try {
    return await walk(call, around, selection);
  } catch (error) {
    const nobody = error instanceof UserError && error.code === 'credentials-missing' && call.flags.endpointUrl === undefined;
    if (!nobody) throw error;
    await offerLab(call, around, error);
    return walk({ ...call, flags: { ...call.flags, lab: true } }, around, selection);
  }
}

function walk(call: Call, around: Surroundings, selection: ReturnType<typeof selectionIn>): Promise<Outcome> {
  const { today, now } = around.words.commands.setup;
  return inSession('write', call, around, async ({ ports }) => {
    const before = await beforeChanges(ports, () => showBlog(ports, today));
    // Said by name, it outranks what was answered before, and has the step taken up again.
    if (call.flags.rewriteRows) await ports.journal.note({ type: 'answered', step: 'site-address', answers: { rewriteRows: true } });
    const outcome = await run(ports, selection);
    if (ports.aws.calls.changes > 0 || before === undefined) await showBlog(ports, now);
    if (outcome === 'ok' && ports.journal.output('drill-database') !== undefined)
      ports.say.line(around.words.drill.zoneHint(typedAgain('drill zone', call.flags)));
    return outcome;
  });
}

/** True when the lab was asked for, or is what the person wants for lack of an account. */
async function inLab({ flags }: Call, around: Surroundings): Promise<boolean> {
  if (flags.lab) return true;
  const settings = await settingsFrom(flags, around.env);
  if (settings.region !== undefined || settings.endpoint !== undefined || (await anyAccount(settings, around.env))) return false;
  await offerLab({ flags }, around);
  return true;
}

async function offerLab({ flags }: Call, around: Surroundings, cause?: unknown): Promise<void> {
  const { noAccount, offerLab: message, offerDeclined } = around.words.commands.setup;
  const { say, prompts } = speaker(flags, around);
  // `--yes` must not choose another cloud than the one that was meant.
  if (flags.yes || !around.stdin.isTTY) throw new UserError('no-account-no-terminal', [], { outcome: 'credentials', cause });
  say.line(noAccount);
  const agreed = await beforeChanges({ say, ...around }, () => prompts.confirm({ message, default: true, flag: '--lab' }));
  if (!agreed) throw new Declined(offerDeclined);
}
