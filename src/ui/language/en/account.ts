/** Who works, where, and with what right. */
export const account = {
  policy: {
    anyRegion: 'No region was given, so the policy holds in every region. Narrower: --region ap-northeast-1',
    narrow:
      'What carries a tag of this work is limited by that tag. Your database and your web firewall were there before it, so they can only be limited by their ARN: put their ids in place of the * in ChangeDatabase and in ChangeFirewallRules.',
    deletion:
      'Deleting the database (finish --delete-database) is not in it. That policy is printed apart, to be attached only for that: add --delete-database',
    profile: 'If your first server has an instance profile, allow iam:PassRole for its role as well: the second server gets the same.',
    alias: 'iam:ListAccountAliases is only there to show the account by its name as well as its number: leave it out, and all else works.',
  },
  named: (number: string, alias: string) => `${number} (alias ${alias})`,
  place: (number: string, region: string) => `account ${number}, region ${region}`,
  aliasUnknown: {
    denied: 'Whether the account has an alias is not known: iam:ListAccountAliases is not allowed. Nothing else needs it.',
    unanswered: 'Whether the account has an alias is not known: IAM gave no answer. Nothing else needs it.',
  },
  rootGoOn: 'Go on as the root user all the same?',
  othersHere: (accounts: string) => `On this machine there is work begun in other accounts (${accounts}). Is this the account you meant?`,
};
