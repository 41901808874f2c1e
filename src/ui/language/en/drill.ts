/** What was measured, beside a span of times. */
export type Relation = 'below' | 'as' | 'above';

/** `0.4 s`, `24 s`, `1 min 30 s`: as exact as it was measured. */
function time(ms: number): string {
  const seconds = ms / 1000;
  if (seconds === 0) return '0 s';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 || whole >= 600 ? `${Math.round(whole / 60)} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What the drills ask, and what they say of what was measured. */
export const drill = {
  time,
  figures: (sent: number, failed: number, gapMs: number): string => {
    const gap = time(gapMs);
    if (sent === 0) return `not measured from outside; by AWS's own events it took ${gap}`;
    return failed === 0 ? `${sent} requests, none failed` : `${sent} requests, ${failed} failed; the longest gap was ${gap}`;
  },
  questions: {
    guess: 'Your guess: the longest time without a page, on AWS? (30s, 2m, Enter: none)',
    guessRule: 'A time such as 30s, 2m or 1m30s; or nothing',
    which: 'Which server shall fail?',
    begin: {
      web: (things: string) => `Stop ${things} now, and start it again? Readers may meet a few errors.`,
      database: (things: string) => `Make the standby of ${things} take over now? Readers meet errors for a minute or two.`,
      zone: (things: string) => `Stop ${things} and make the database's standby take over, both now? Readers meet errors for a minute or two.`,
    },
  },
  declined: 'No drill was held. Nothing was changed.',
  serverInZone: "the web server in the database's zone",
  title: {
    web: 'Drill: a web server fails',
    database: 'Drill: the database fails',
    zone: 'Drill: a whole zone fails',
  },
  going: {
    web: (things: readonly string[]) => `Drill: ${things.join(', ')} fails`,
    database: (things: readonly string[]) => `Drill: ${things.join(', ')} fails over`,
    zone: (things: readonly string[]) => `Drill: ${things.join(' and ')} fail together`,
  },
  over: {
    web: 'The drill is over, and both servers are back',
    database: 'The drill is over, and the database has its standby again',
    zone: 'The drill is over, and all is redundant again',
  },
  readers: 'readers',
  nowIs: (name: string, state: string) => `${name}: ${state}`,
  fails: {
    shallow: (saw: string) => `readers: a file from the server fails (${saw})`,
    deep: (saw: string) => `readers: a page of the blog fails (${saw})`,
  },
  answeredAgain: {
    shallow: (after: string) => `readers: files come again, after ${after}`,
    deep: (after: string) => `readers: pages come again, after ${after}`,
  },
  signs: {
    serves: 'answers readers',
    rests: 'well',
    changes: 'changing, or waiting',
    away: 'stopped',
    fails: 'fails',
    struck: 'made to fail',
    mended: 'put right',
  },
  rows: {
    requests: 'Requests',
    gap: 'Longest gap',
    late: 'Came late',
    failing: 'Errors met over',
    detected: 'AWS noticed after',
    redundant: 'Redundant after',
    answered: 'Who answered',
    zones: 'Database moved',
    check: 'Health check',
  },
  kinds: {
    refused: 'connection refused or cut',
    timeout: 'no answer in time',
    '5xx': 'server error (5xx)',
    'wrong-content': 'not the right page',
    other: 'other',
  },
  kindOf: (kind: string, count: number) => `${count} ${kind}`,
  requests: (sent: number, failed: number, kinds: string) => (failed === 0 ? `${sent}, none failed` : `${sent}, of which ${failed} failed: ${kinds}`),
  noGap: 'none',
  late: (count: number) => `${count}, after more than a second`,
  slowHere: 'Some answers came late because this machine is busy: that is not AWS, and makes the gap look longer.',
  within: (gap: string, resolution: string) => `${gap} (known to within ${resolution})`,
  about: (estimate: string) => `about ${estimate}`,
  scaled: (pace: number, onAws: string, exact: string) =>
    `Time runs ${pace} times as fast here; the times above are real ones. On AWS the longest gap would be about ${onAws}, known to within ${exact}.`,
  guessed: (guess: string, was: string, relation: Relation) =>
    ({
      below: `You guessed ${guess}; it was ${was}: shorter than you thought.`,
      as: `You guessed ${guess}; it was ${was}: well guessed.`,
      above: `You guessed ${guess}; it was ${was}: longer than you thought.`,
    })[relation],
  usual: {
    upTo: (_: string, to: string, relation: Relation) =>
      relation === 'above'
        ? `Usual is at most ${to}, which is what this health check takes: this was longer.`
        : `Usual is at most ${to}, which is what this health check takes: this was as it should be.`,
    between: (from: string, to: string, relation: Relation) =>
      ({
        below: `AWS says ${from} to ${to} is usual: this was shorter.`,
        as: `AWS says ${from} to ${to} is usual: so it was.`,
        above: `AWS says ${from} to ${to} is usual: this was longer.`,
      })[relation],
  },
  check: (interval: number, threshold: number) => `every ${interval} s, ${threshold} failures count`,
  compare: {
    begin: (first: string, second: string) => `Two drills, to be compared: with the tutorial's health check (${first}), then with a tuned one (${second}).`,
    first: "the tutorial's",
    second: 'tuned',
    failedOf: (failed: number, sent: number) => `${failed} of ${sent} failed`,
    kept: 'The tuned health check stays.',
    restored: 'The health check is again as it was.',
    keep: 'To keep the tuned one, hold the drill with --keep.',
  },
  left: {
    restoring: (server: string) => `A drill was cut off, and ${server} may be stopped still. It is started again first.`,
    restored: (server: string) => `No drill keeps ${server} stopped any more.`,
    check: 'A drill was cut off and left the health check changed. It is as it was again.',
    warn: (server: string) => `A drill was cut off, and ${server} may be stopped still. This command changes nothing; setup or drill starts it again.`,
    warnCheck: 'A drill was cut off and left the health check changed. This command changes nothing; setup or drill sets it back.',
  },
  zoneHint: (command: string) => `To see the blog live through the loss of a whole zone: ${command}`,
};
