/**
 * Which calls of a run only say who is at work: its first, and its last. They are a lock and make nothing, so they stand
 * in no journal, may be repeated as often as they like, and a run goes on where they are refused. This is the one place
 * that tells them from the others.
 */
export function saysWhoIsAtWork(changes: readonly string[], index: number): boolean {
  return (index === 0 && changes[index] === 'ec2:CreateTags') || (index === changes.length - 1 && changes[index] === 'ec2:DeleteTags');
}

/** The changes that a journal must have announced. */
export const announcedOnes = (changes: readonly string[]): readonly string[] => changes.filter((_, index) => !saysWhoIsAtWork(changes, index));
