import type { FailureText } from './failures.ts';

const meant = (suggestion: string | undefined) => (suggestion === undefined ? '' : `Did you mean \`${suggestion}\`? `);

/** Of the command line (not understood), the key file and the lab; the same form as in failures.ts. */
export const commandFailures = {
  'unknown-command': (word: string, suggestion: string | undefined, known: readonly string[]): FailureText => ({
    what: `There is no command \`${word}\`.`,
    next: `${meant(suggestion)}The commands are: ${known.join(', ')}.`,
  }),
  'unknown-flag': (flag: string, suggestion: string | undefined, command: string): FailureText => ({
    what: `\`${command}\` has no flag \`${flag}\`.`,
    next: `${meant(suggestion)}\`${command} --help\` lists them all.`,
  }),
  'unknown-value': (flag: string, value: string, suggestion: string | undefined, known: readonly string[]): FailureText => ({
    what: `\`${flag}\` does not know \`${value}\`.`,
    next: `${meant(suggestion)}It knows: ${known.join(', ')}.`,
  }),
  'missing-value': (flag: string): FailureText => ({
    what: `\`${flag}\` needs a value after it, and there is none.`,
    next: 'Write the value after the flag, or leave the flag out.',
  }),
  'missing-argument': (argument: string, command: string): FailureText => ({
    what: `\`${command}\` needs to be told: ${argument}.`,
    next: `\`${command} --help\` shows an example.`,
  }),
  'missing-subcommand': (command: string, known: readonly string[]): FailureText => ({
    what: `\`${command}\` needs one more word.`,
    next: `Write one of these after it: ${known.join(', ')}.`,
  }),
  'too-many-words': (command: string): FailureText => ({
    what: `There are more words after \`${command}\` than it reads.`,
    next: `If a value has a space in it, put it in quotes. \`${command} --help\` shows what it reads.`,
  }),
  'not-a-number': (flag: string, value: string, lowest: number, highest: number): FailureText => ({
    what: `\`${flag}\` cannot be \`${value}\`.`,
    next: `Give it a number from ${lowest} to ${highest}.`,
  }),
  'prefix-malformed': (value: string): FailureText => ({
    what: `\`${value}\` cannot stand before the names.`,
    next: 'Use up to 12 letters, digits and hyphens, beginning with a letter (AWS allows no more in a load balancer name, which must not begin with `internal-`).',
  }),
  'flags-conflict': (one: string, other: string): FailureText => ({
    what: `\`${one}\` and \`${other}\` cannot go together.`,
    next: 'Leave one of them out.',
  }),
  'no-account-no-terminal': (): FailureText => ({
    what: 'There are no AWS credentials here, and no terminal to ask in.',
    next: 'To practise without an account: `npx redundant-blog setup --lab --yes`. For your own blog: `aws configure`, or add --profile <name>.',
  }),
  'lab-port-in-use': (port: number): FailureText => ({
    what: `Port ${port} is already in use, so the lab cannot listen there.`,
    next: 'Choose another with --port, or leave --port out and a free one is found.',
  }),
  'lab-dir-not-ours': (dir: string): FailureText => ({
    what: `\`${dir}\` has files in it and is not a lab's folder, so it was left alone.`,
    next: 'Give --lab-dir an empty or a new folder.',
  }),
  'lab-not-running': (dir: string): FailureText => ({
    what: `No lab is running in \`${dir}\`.`,
    next: 'Start it with `npx redundant-blog lab up`.',
  }),
  'lab-did-not-start': (dir: string, reason: string): FailureText => ({
    what: `The lab in \`${dir}\` did not start: ${reason}`,
    next: 'Try `npx redundant-blog lab down`, then `npx redundant-blog lab up`; if it stays so, `npx redundant-blog lab reset` begins a new one.',
  }),
  'nothing-to-break': (what: string, on: string): FailureText => ({
    what: on === '' ? `It is not clear which ${what} is meant.` : `There is no running ${what} called \`${on}\` in the lab.`,
    next: 'See what there is with `npx redundant-blog lab status`, and name one: --on <name>.',
  }),
  'lab-disk': (dir: string, reason: string): FailureText => ({
    what: `The lab cannot write in \`${dir}\` (${reason}).`,
    next: 'Make room or give it a folder that can be written: --lab-dir <folder>.',
  }),
  'learner-name': (name: string): FailureText => ({
    what: `\`${name}\` cannot be a learner's name.`,
    next: 'A name is 1 to 32 lower-case letters, digits and hyphens, and begins and ends with a letter or a digit.',
  }),
  'learner-needs-lab': (): FailureText => ({
    what: '--learner names an account in the practice cloud, and this is not for the practice cloud.',
    next: 'Add --lab, or leave --learner out.',
  }),
  'no-such-learner': (name: string): FailureText => ({
    what: `The lab has no learner called ${name}.`,
    next: `\`npx redundant-blog lab status\` shows who is there; \`npx redundant-blog lab env --learner ${name}\` adds ${name}.`,
  }),
  'policy-unreadable': (file: string, reason: string): FailureText => ({
    what: `The policy \`${file}\` cannot be read: ${reason}`,
    next: 'Give the name of a file that holds the policy, - for standard input, or none.',
  }),
  'policy-refused': (reason: string): FailureText => ({
    what: `The policy was not attached: ${reason}`,
    next: 'The lab enforces all of a policy or none of it. Change what it does not know, and attach it again.',
  }),
  'lab-no-such-address': (address: string): FailureText => ({
    what: `This machine has no address ${address}, so the lab cannot listen there.`,
    next: 'Give --listen one of the addresses of this machine, or 0.0.0.0 for all of them.',
  }),
  'lab-listens-elsewhere': (address: string): FailureText => ({
    what: `The lab is up already and does not listen at ${address}.`,
    next: `\`npx redundant-blog lab down\`, then \`npx redundant-blog lab up --listen ${address}\`.`,
  }),
  'lab-parts-missing': (parts: string): FailureText => ({
    what: `This lab needs what this machine does not have: ${parts}.`,
    next: 'On Debian: `apt-get install mariadb-server php-cli php-mysql php-mbstring php-xml wordpress wordpress-theme-twentytwentythree openssl`. Or use the built-in parts: `npx redundant-blog lab reset --blog sample --db builtin`.',
  }),
  'lab-other-kinds': (dir: string, blog: string, database: string): FailureText => ({
    what: `The lab in \`${dir}\` was made with --blog ${blog} --db ${database}, and stays so.`,
    next: 'Leave the flags out to go on with it. `npx redundant-blog lab reset --blog … --db …` makes a new one in its place, and another --lab-dir makes one beside it.',
  }),
  'rds-ca-unreadable': (path: string): FailureText => ({
    what: `\`${path}\` is not a file with certificates in it.`,
    next: 'Give --rds-ca a PEM file: the certificate authority that vouches for your database.',
  }),
  'report-unwritable': (path: string, code: string): FailureText => ({
    what: `The report could not be written to ${path} (${code}).`,
    next: 'Name another file with --out, in a folder that is there and that you may write to.',
  }),
  'nothing-to-report': (region: string): FailureText => ({
    what: `No blog was found in ${region}, so there is nothing to report on.`,
    next: 'Look at --region and --profile. `npx redundant-blog setup` begins the journey; `report` tells of it at any point.',
  }),
  unexpected: (message: string): FailureText => ({
    what: `Something went wrong that this program did not foresee: ${message}`,
    next: 'Run the same command again with --debug and report what it prints. What was done so far is kept: `npx redundant-blog setup` goes on from there.',
  }),
};
