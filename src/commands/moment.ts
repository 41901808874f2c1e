import type { Clock } from '../clock.ts';

/** The time of day, to the second, as a line of a log begins. */
export const moment = (clock: Pick<Clock, 'now'>): string => new Date(clock.now()).toTimeString().slice(0, 8);
