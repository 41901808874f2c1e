import type { Effect } from '../../src/lab/effects.ts';

const kinds = ['instance', 'image', 'securityGroup', 'targetGroup', 'loadBalancer'];

/** Ids of the things that these calls made and that are still there. */
export function leftBy(effects: readonly Effect[]): readonly string[] {
  const ids = (rows: readonly string[]) => rows.filter((row) => kinds.includes(row.split('/')[0] ?? '')).map((row) => row.slice(row.indexOf('/') + 1));
  const removed = new Set(effects.flatMap((effect) => ids(effect.removed)));
  return effects.flatMap((effect) => ids(effect.made)).filter((id) => !removed.has(id));
}

// What `runner.foundOurs`, `askedAgain` and `foundDone` say, without the spaces that line breaks may move.
const sentences = /“[^”]*”\((\S+?)\)istherealready|askedforagain:(\S+?),and|comethisfaralready:(\S*?)\.Takenover/g;

/** The things that a run took over without saying so. Where the step was on record already, there was nothing to take over. */
export function takenInSilence(left: readonly string[], said: string): readonly string[] {
  const text = said.replaceAll(/\s+/g, '');
  if (text.includes('nothingwaschanged')) return [];
  const aloud = [...text.matchAll(sentences)].map((match) => match.slice(1).join('')).join(' ');
  return left.filter((id) => !aloud.includes(id));
}
