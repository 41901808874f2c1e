import type { FailureText } from './failures.ts';

const again = 'Then give the same command again: it goes on where it stopped.';

/** Failures of `prepare`; the same form as in failures.ts. */
export const preparationFailures = {
  'base-there-already': (server: string, id: string): FailureText => ({
    what: `There is a server called “${server}” already (${id}), so the blog seems to be there. Nothing was built.`,
    next: 'To make it redundant: npx redundant-blog setup. To build another beside it, add --prefix <word>. (For an empty practice cloud: npx redundant-blog lab reset --empty.)',
  }),
  'base-in-use': (server: string, run: string): FailureText => ({
    what: `setup has built on this base (run ${run}, its tag is on ${server}), so it cannot be taken down yet.`,
    next: 'Take down first what setup made: npx redundant-blog finish --everything.',
  }),
  'zones-too-few': (region: string, type: string): FailureText => ({
    what: `In ${region} there are not two availability zones that have servers of the type ${type}.`,
    next: 'Choose another region with --region.',
  }),
  'key-out-missing': (): FailureText => ({
    what: 'It is not said where the private key shall be kept.',
    next: 'Name a file with --key-out.',
  }),
  'key-not-saved': (path: string, code: string): FailureText => ({
    what: `The private key could not be saved in ${path} (${code}).`,
    next: `Name a file that you may write, with --key-out. ${again}`,
  }),
  'database-refused': (name: string, why: string): FailureText => ({
    what: `AWS does not give you the database ${name} (${why}).`,
    next: `It may be a quota, a lack of room, or a limit of a free plan: RDS → Databases and AWS's messages tell. ${again}`,
  }),
  'no-system-image': (region: string): FailureText => ({
    what: `No image of Amazon Linux 2023 is to be found in ${region}.`,
    next: 'Choose another region with --region.',
  }),
  'user-data-unknown': (server: string): FailureText => ({
    what: `The user data of ${server} is not what prepare gave it, so the password of its blog is not known.`,
    next: 'Take it down with: npx redundant-blog prepare --undo. Then build it again.',
  }),
  'blog-not-installed': (address: string, seen: string): FailureText => ({
    what: `WordPress at ${address} did not take its first settings (seen: ${seen}).`,
    next: `Open ${address}/wp-admin/install.php in your browser to see what it says. ${again}`,
  }),
};
