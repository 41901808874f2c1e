import type { FailureText } from './failures.ts';

const seconds = (ms: number) => `${Math.max(1, Math.ceil(ms / 1000))} s`;

/** Why a drill was refused, and what it means when the blog did not live through one. */
export const drillFailures = {
  'drill-too-early': (drill: string): FailureText => ({
    what: `The blog is not redundant now, so \`drill ${drill}\` would only be an outage.`,
    next: 'npx redundant-blog status shows what is missing, and npx redundant-blog setup puts it right.',
  }),
  'guess-malformed': (given: string): FailureText => ({
    what: `--guess ${given} is not a time.`,
    next: 'Write it as 30s, 2m or 1m30s.',
  }),
  'keep-needs-tuned': (): FailureText => ({
    what: '--keep keeps the tuned health check, but nothing is tuned.',
    next: 'Use it together with --tuned.',
  }),
  'drill-no-page': (url: string, saw: string): FailureText => ({
    what: `${url} does not answer well already (${saw}), so a drill would prove nothing.`,
    next: 'Bring the blog back first: npx redundant-blog status shows how it stands.',
  }),
  'drill-not-healthy': (states: string): FailureText => ({
    what: `Not every server is well: ${states}. A failure on top of that could take the blog down.`,
    next: 'Wait until both are healthy (npx redundant-blog status), and give the same command again.',
  }),
  'drill-too-soon': (database: string, leftMs: number): FailureText => ({
    what: `${database} failed over a moment ago. AWS may accept another failover so soon, and then not do it.`,
    next: `Give the same command again in ${seconds(leftMs)}.`,
  }),
  'drill-zone-empty': (zone: string): FailureText => ({
    what: `The database is in ${zone}, and no web server is: losing that zone is the same as losing the database.`,
    next: 'Hold that drill: npx redundant-blog drill database',
  }),
  'drill-not-survived': (drill: string, struck: string): FailureText => ({
    what: `The blog did not live through the drill: without ${struck} readers got no page (drill ${drill}).`,
    next: 'Everything is back as it was. `npx redundant-blog check` says which part does not hold.',
  }),
};
