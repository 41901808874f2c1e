import type { Effect } from '../../src/lab/effects.ts';
import { atWorkKey } from '../../src/runner/at-work/value.ts';

/**
 * Which calls of a run only say who is at work: its first, and its last. They are a lock and make nothing, so they stand
 * in no journal, may be repeated as often as they like, and a run goes on where they are refused. In the midst come
 * more of them where a run takes long, as on a busy machine; what they ask for tells those.
 */
export function saysWhoIsAtWork(changes: readonly string[], index: number): boolean {
  return (index === 0 && changes[index] === 'ec2:CreateTags') || (index === changes.length - 1 && changes[index] === 'ec2:DeleteTags');
}

/** Changes but the one that says who is at work. */
export const realChanges = (effects: readonly Effect[]) => effects.filter(({ asked }) => !JSON.stringify(asked ?? null).includes(atWorkKey));

/** What is put right in spite of a signal or a full disk: who is at work, and a server that a drill has stopped. */
export const setsRight = /^(ec2:DeleteTags|ec2:StartInstances|elasticloadbalancing:RemoveTags|elasticloadbalancing:ModifyTargetGroup)$/;
