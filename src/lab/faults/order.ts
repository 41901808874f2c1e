import { resolve as absolute } from 'node:path';
import { ask } from '../ask.ts';
import { LabFailure, readMarker } from '../folder.ts';
import { holderOf } from '../hold.ts';
import type { Break } from './fault.ts';

export { callFaults, standingFaults, type Break } from './fault.ts';

/** Has the lab of this folder break something; gives what it was broken on, undefined when there is no such thing or more than one. */
export async function labBreak(dir: string, fault: Break): Promise<string | undefined> {
  return (await order(absolute(dir), '/_lab/break', fault)).on;
}

/** Mends everything that was broken on purpose. */
export async function labMend(dir: string): Promise<void> {
  await order(absolute(dir), '/_lab/mend', {});
}

async function order(dir: string, path: string, body: object): Promise<{ readonly on?: string }> {
  const marker = readMarker(dir);
  const port = marker && holderOf(dir)?.port;
  if (marker === undefined || port === undefined) throw new LabFailure('not-running', { dir });
  const answer = await ask({ port, method: 'POST', path, secret: marker.secret, body });
  if (answer === undefined) throw new LabFailure('not-running', { dir });
  return answer;
}
