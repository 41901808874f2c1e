import { preparation } from '../preparation.ts';
import { taggedBases } from '../runs.ts';
import type { Flags } from './flags.ts';
import { theJourney, type Way } from './session.ts';

export const thePreparation: Way = { command: 'prepare', steps: preparation, journals: 'base', tagged: taggedBases, key: 'to-be-made', server1: 'to-be-made' };

/** What a command that can look at either is to look at: the journey, or with `--prepare` what comes before it. */
export const wayOf = ({ prepare }: Flags): Way => (prepare ? thePreparation : theJourney);
