import type { FailureText } from './failures.ts';

/** Failures of who works here, and of how the database is known. */
export const accountFailures = {
  'root-keys': (account: string): FailureText => ({
    what: `These are the root user's keys of account ${account}: they can do anything in it, and --yes would let nobody stop them.`,
    next: 'Use an IAM user or a role (what it must be allowed: npx redundant-blog policy). If it has to be root: add --allow-root.',
  }),
  'account-differs': (account: string, run: string, others: string): FailureText => ({
    what: `You are in account ${account}, but the run ${run} belongs to ${others}.`,
    next: 'Sign in to that account (--profile), or leave --run out to begin or go on with a run in this one.',
  }),
  'preflight-blocked': (count: number): FailureText => ({
    what: `${count === 1 ? 'One thing is' : `${count} things are`} in the way (above). Nothing was changed.`,
    next: 'Set that right, and give the same command again. `npx redundant-blog doctor` looks again without changing anything.',
  }),
  'index-unclear': (server: string, file: string): FailureText => ({
    what: `${file} on ${server} does not begin with "<?php", nor with one line of text before it. It was left as it is.`,
    next: 'Put right its first lines, or choose the other way: --marker plugin',
  }),
};
