import { findUnfinished, restoreCheck, startStopped, untilWell } from '../drill/unfinished.ts';
import { besideJourney, type Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';

/** A drill that was cut off left something as it must not stay: what may change things puts it right at once, what only looks says so. */
export async function lookAfterDrill(purpose: 'read' | 'write', ports: Ports): Promise<void> {
  // What prepares the ground knows of no drill.
  const ctx = await besideJourney(ports, 'drill-web', []);
  const left = ctx === undefined ? undefined : await findUnfinished(ctx);
  if (ctx === undefined || left === undefined) return;
  const { say, words } = ports;
  const { left: told } = words.drill;
  const server = clean(left.stopped ?? '');
  say.event({ type: 'unfinished-drill', ...left });
  if (purpose === 'read') {
    if (left.stopped !== undefined) say.warn(told.warn(server));
    if (left.check !== undefined) say.warn(told.warnCheck);
    return;
  }
  if (left.stopped !== undefined) {
    say.warn(told.restoring(server));
    await startStopped(ctx);
    await untilWell(ctx, left.stopped);
    say.good(told.restored(server));
  }
  if (left.check !== undefined && (await restoreCheck(ctx))) say.warn(told.check);
}
