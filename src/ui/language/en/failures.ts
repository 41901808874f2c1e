/** A failure for a person: what happened (with the value), and what to do next. */
export interface FailureText {
  readonly what: string;
  readonly next: string;
}

/** Failures of the wizard's core. Those of steps, blog and drills are in step-failures.ts, those of commands in command-failures.ts. */
export const failures = {
  'no-terminal': (flag: string): FailureText => ({
    what: 'There is a question to answer, but no terminal to ask it in.',
    next: `Answer it with ${flag}, or run the command in a terminal.`,
  }),
  'no-default': (question: string, flag: string): FailureText => ({
    what: `This question has no default that --yes could answer: ${question}`,
    next: flag === '' ? 'Run the command in a terminal, without --yes.' : `Answer it with ${flag}.`,
  }),
  'bad-answer': (answer: string, why: string): FailureText => ({
    what: `“${answer}” cannot be the answer: ${why}`,
    next: 'Give another value.',
  }),
  'answer-leads-back': (name: string, answer: string, question: string): FailureText => ({
    what: `The answer given beforehand (--answer ${name}=${answer}) leads to its own question again and again: ${question}`,
    next: 'Give another answer, or leave it out and answer at a terminal.',
  }),
  'unknown-language': (language: string, known: string): FailureText => ({
    what: `There is no language “${language}” here.`,
    next: `Choose one of: ${known}.`,
  }),
  'unknown-step': (step: string, known: string): FailureText => ({
    what: `There is no step “${step}”.`,
    next: `The steps are: ${known}.`,
  }),
  'steps-out-of-order': (from: string, until: string): FailureText => ({
    what: `“${from}” comes after “${until}”, so nothing lies between them.`,
    next: 'Exchange the two, or leave one of them out.',
  }),

  'credentials-missing': (): FailureText => ({
    what: 'No AWS credentials were found.',
    next: 'Sign in (for example with aws configure, or aws sso login), name a profile with --profile, or practise without an account: add --lab.',
  }),
  'profile-unusable': (profile: string, cause: string): FailureText => ({
    what: `The profile “${profile}” gave no credentials (${cause}).`,
    next: `Look at it with: aws configure list --profile ${profile}`,
  }),
  'credentials-expired': (profile: string): FailureText => ({
    what: 'Your AWS credentials have expired.',
    next: `Renew them (${profile === '' ? 'aws sso login, or however you signed in' : `aws sso login --profile ${profile}`}), then give the same command again: it goes on where it stopped.`,
  }),
  'credentials-refused': (code: string): FailureText => ({
    what: `AWS does not accept these credentials (${code}).`,
    next: 'See who you are with: aws sts get-caller-identity. Then set the right profile (--profile) or keys.',
  }),
  'permission-missing': (action: string, said: string, steps: string): FailureText => ({
    what: `You are not allowed to do ${action}${steps === '' ? '' : ` (needed for: ${steps})`}. AWS said: ${said}`,
    next: `Ask whoever manages the account to allow ${action}, then give the same command again. All that is needed: npx redundant-blog policy${steps === '' || steps.includes(',') ? '' : ` --step ${steps}`}`,
  }),
  'account-not-ready': (code: string, region: string): FailureText => ({
    what: `AWS says this account cannot be used in ${region} yet (${code}).`,
    next: 'A new account can take some hours to be checked. Read the messages AWS has sent you, or try another region.',
  }),
  'region-missing': (): FailureText => ({
    what: 'No region was given.',
    next: 'Say which one: --region ap-northeast-1 (Tokyo), for example.',
  }),
  'region-malformed': (region: string): FailureText => ({
    what: `“${region}” is not the name of an AWS region.`,
    next: 'Region names look like ap-northeast-1. Give one with --region.',
  }),

  'endpoint-unreachable': (where: string, code: string): FailureText => ({
    what: `Nothing answers at ${where} (${code}).`,
    next: 'Check the network and the address. For the practice cloud: redundant-blog lab up.',
  }),
  'endpoint-silent': (where: string, action: string): FailureText => ({
    what: `${where} took the call ${action} and never answered.`,
    next: 'Check the network (a proxy or a VPN?) and give the same command again.',
  }),
  'endpoint-breaks-off': (where: string, action: string): FailureText => ({
    what: `${where} broke the connection off while answering ${action}.`,
    next: 'Check the network and give the same command again.',
  }),
  'endpoint-not-aws': (where: string, status: number): FailureText => ({
    what: `What answers at ${where} is not AWS's API${status > 0 ? ` (HTTP ${status} with something else in it)` : ''}.`,
    next: 'It may be a proxy, a login page or another program on that port. Check --endpoint-url, AWS_ENDPOINT_URL and the proxy settings.',
  }),
  'endpoint-malformed': (endpoint: string): FailureText => ({
    what: `“${endpoint}” is not an address the API could be at.`,
    next: 'It must begin with https:// or http://, for example http://127.0.0.1:4680.',
  }),
  throttled: (action: string): FailureText => ({
    what: `AWS kept saying “too many requests” to ${action}.`,
    next: 'Wait a minute and give the same command again: it goes on where it stopped.',
  }),
  'aws-refused': (code: string, said: string): FailureText => ({
    what: `AWS refused: ${said} (${code})`,
    next: 'Mend what it names, then give the same command again: it goes on where it stopped.',
  }),
  'outcome-unknown': (action: string): FailureText => ({
    what: `${action} was sent, but no answer came back, so it may or may not have happened.`,
    next: 'Give the same command again in a minute: it looks first, and does not do it twice.',
  }),
  'waited-too-long': (what: string, waitedMs: number, seen: string): FailureText => ({
    what: `Gave up waiting after ${Math.max(1, Math.round(waitedMs / 60_000))} min: ${what}${seen === '' ? '' : ` (last seen: ${seen})`}`,
    next: 'Nothing is lost. Look at it in the AWS console, then give the same command again to go on waiting.',
  }),

  'held-by-another': (pid: number, host: string): FailureText => ({
    what: `Another redundant-blog is at work on this blog (process ${pid}${host === '' ? '' : ` on ${host}`}).`,
    next: 'Let it finish, or end it with Ctrl-C in its own terminal, and then try again.',
  }),
  'at-work-elsewhere': (host: string, pid: number, began: string, last: string, freeInMinutes: number): FailureText => ({
    what: `Somebody else is at work on this blog: process ${pid} on ${host}, since ${began}, last sign of life ${last}. This run has changed nothing since it noticed.`,
    next: `Let them finish, then give the same command again: it goes on from what is there. If that process is gone, its place is free ${freeInMinutes} min from now, by itself: ten minutes after its last sign of life.`,
  }),
  'journal-damaged': (path: string, line: number, moveCommand: string): FailureText => ({
    what: `The journal is damaged at line ${line}: ${path}. Its bytes were left as they are, and nothing was changed in the cloud.`,
    next: `Move it aside and go on from the tags in the cloud:\n  ${moveCommand}\nthen run setup again.`,
  }),
  'journal-newer': (path: string, version: number): FailureText => ({
    what: `The journal was written by a newer redundant-blog (format ${version}): ${path}`,
    next: 'Use that newer version: npx redundant-blog@latest. The file was not touched.',
  }),
  'journal-foreign': (path: string, expected: string, found: string): FailureText => ({
    what: `The journal ${path} belongs to ${found}, but you are at ${expected}.`,
    next: 'Go back to that account, region and endpoint, or keep this one apart with --state-dir DIR.',
  }),
  'journal-exposed': (path: string, fixCommand: string): FailureText => ({
    what: `Others than you could change ${path}, so what it says cannot be trusted.`,
    next: `If you have not shared it on purpose: ${fixCommand}`,
  }),
  'journal-not-ours': (path: string): FailureText => ({
    what: `${path} belongs to another user of this machine.`,
    next: 'Choose a folder of your own with --state-dir DIR.',
  }),
  'journal-unwritable': (path: string, code: string): FailureText => ({
    what: `${path} cannot be written (${code}), and nothing is changed in the cloud without writing it down first.`,
    next: code === 'ENOSPC' ? 'Make room on the disk, then give the same command again.' : 'Choose a folder that can be written with --state-dir DIR.',
  }),
  'journal-unreadable': (path: string, code: string): FailureText => ({
    what: `${path} cannot be read (${code}).`,
    next: 'Mend its permissions, or choose another folder with --state-dir DIR.',
  }),
  'several-runs': (runs: string): FailureText => ({
    what: `Several runs are under way in this account and region: ${runs}.`,
    next: 'Say which one with --run ID.',
  }),
  'run-unknown': (run: string, known: string): FailureText => ({
    what: `There is no run “${run}” in this account and region.`,
    next: known === '' ? 'There is none yet: leave --run out to begin one.' : `Known here: ${known}.`,
  }),

  'need-missing': (step: string, need: string): FailureText => ({
    what: `“${step}” builds on “${need}”, which is not there yet.`,
    next: `Do that first: redundant-blog setup --only ${need}`,
  }),
  'not-done-after': (step: string): FailureText => ({
    what: `“${step}” went through, but a second look does not find it done.`,
    next: 'Somebody may be changing the same things. Give the same command again; it goes on from what is there.',
  }),
  'proof-failed': (step: string, claim: string, seen: string): FailureText => ({
    what: `“${step}” is done, but its proof does not hold. Claimed: ${claim}. Seen: ${seen}.`,
    next: `Look into it, then: redundant-blog check ${step}`,
  }),
  'others-need-it': (step: string, others: string): FailureText => ({
    what: `“${step}” cannot be undone while these, which build on it, stand: ${others}.`,
    next: 'Undo those first, the last one first.',
  }),
};
