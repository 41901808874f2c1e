import type { Claim } from '../step.ts';

/** A claim that was looked at. */
export const seen = (claim: string, held: boolean, what: string): Claim => ({ claim, held: held ? 'yes' : 'no', seen: what });

/** A claim that cannot be looked at from here. */
export const unseen = (claim: string): Claim => ({ claim, held: 'unseen', seen: '' });
